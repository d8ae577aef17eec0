"""The server's side of マイナ資格確認アプリ, asked over HTTP: every name in use.

The official interface is given to nobody; these names are the stub's own. Another
server is reached by changing this file and no other.
"""

from __future__ import annotations

import base64
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from ..ports import TransportError
from . import texts

PIN, VISUAL = "pin", "visual"


class GateRefused(Exception):  # noqa: N818 - what the server says to the people.
    """The server said no: a stable reason, and what the app shows."""

    def __init__(self, reason: str, heading: str, message: str) -> None:
        super().__init__(f"{reason}: {message}")
        self.reason = reason
        self.heading = heading
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """What an enrolled phone keeps, and all that it keeps."""

    server: str
    token: str
    institution: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the app asks today."""

    checks: tuple[str, ...]
    kinds: Mapping[str, str]  # OQSCD036 code to what the screen calls it.
    prescriptions: Mapping[str, str]  # Empty where it is not asked.


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The result as the phone shows it; it lives in memory alone."""

    receipt: str
    notice: str
    validity: str
    rows: tuple[tuple[str, str], ...]
    """Labels and values in order; the label of a section stands before its own."""

    def value(self, label: str) -> str | None:
        """What stands beside *label*, or None."""
        return next((value for name, value in self.rows if name == label), None)


class MSAGate:
    """Asks one server. Raises `GateRefused`, and `TransportError` for a broken link."""

    def __init__(self, client: httpx.Client, server: str) -> None:
        self._client = client
        self.server = server.rstrip("/")
        self.token = ""

    def enrol(
        self, *, institution: str, user: str, password: str, code: str, device: str
    ) -> Enrolment:
        """アクティベーション: the four inputs of the first start."""
        answer = self._ask(
            "POST",
            "/enrolments",
            {
                "institution": institution,
                "user": user,
                "password": password,
                "activation_code": code,
                "device": device,
            },
        )
        self.token = str(answer["token"])
        return Enrolment(
            server=self.server,
            token=self.token,
            institution=str(answer["institution"]),
            name=str(answer["name"]),
        )

    def asked(self) -> Asked:
        """What the app asks today; refused where the phone may not be used."""
        answer = self._ask("GET", "/device")
        return Asked(
            checks=tuple(answer["checks"]),
            kinds=dict(answer["kinds"]),
            prescriptions=dict(answer["prescriptions"]),
        )

    def start(self, check: str) -> str:
        """Begin a visit; its id."""
        return str(self._ask("POST", "/visits", {"check": check})["visit"])

    def passcode(self, visit: str) -> tuple[str, str]:
        """目視確認用パスコード, and until when it is good."""
        answer = self._ask("POST", f"/visits/{visit}/passcode", {})
        return str(answer["passcode"]), str(answer["until"])

    def visual_check(self, visit: str, *, passcode: str, same_person: bool) -> None:
        """What staff saw when they compared the photo and the face."""
        self._ask(
            "POST",
            f"/visits/{visit}/visual-check",
            {"passcode": passcode, "same_person": same_person},
        )

    def choose(
        self, visit: str, *, kinds: Collection[str], prescription: str | None
    ) -> bytes:
        """Hand in what the patient chose; the challenge for the card."""
        answer = self._ask(
            "PUT",
            f"/visits/{visit}/consents",
            {"kinds": sorted(kinds), "prescription": prescription},
        )
        return bytes.fromhex(answer["challenge"])

    def deliver(
        self, visit: str, *, certificate: bytes, signature: bytes | None
    ) -> Shown:
        """Hand in what the card gave; the result."""
        body: dict[str, object] = {"certificate": _base64(certificate)}
        if signature is not None:
            body["signature"] = _base64(signature)
        return _shown(self._ask("POST", f"/visits/{visit}/card", body))

    def result(self, visit: str) -> Shown:
        """The result once more, for an answer that was lost."""
        return _shown(self._ask("GET", f"/visits/{visit}/result"))

    def close(self) -> None:
        """Drop the connection."""
        self._client.close()

    def _ask(
        self, method: str, path: str, body: Mapping[str, object] | None = None
    ) -> Mapping[str, Any]:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            response = self._client.request(
                method, f"{self.server}/msa{path}", json=body, headers=headers
            )
        except httpx.TransportError as error:
            raise TransportError(
                texts.UNREACHABLE.format(address=self.server)
            ) from error
        answer: dict[str, Any] | None
        try:
            answer = response.json()
        except ValueError:
            answer = None
        said = answer.get("result") if isinstance(answer, dict) else None
        if answer is None or said not in ("ok", "refused"):
            raise TransportError(texts.CONFUSED.format(status=response.status_code))
        if said == "refused":
            raise GateRefused(
                str(answer.get("reason")),
                str(answer.get("heading")),
                str(answer.get("message")),
            )
        return answer


def _shown(answer: Mapping[str, Any]) -> Shown:
    rows: list[tuple[str, str]] = []
    for record in answer["records"]:
        rows += [(row["label"], row["value"]) for row in record["rows"]]
        for section in record["sections"]:
            rows.append((section["title"], ""))
            rows += [(row["label"], row["value"]) for row in section["rows"]]
    return Shown(
        receipt=str(answer["receipt"]),
        notice=str(answer["notice"]),
        validity=str(answer["validity"]),
        rows=tuple(rows),
    )


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
