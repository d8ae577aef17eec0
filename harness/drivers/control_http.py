"""The stub's control face over HTTP: its clock, its people, what it was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import httpx

from ..ports import TransportError
from ..trace.recording_http import web_transport

TIMEOUT_SECONDS = 10.0


class ControlError(ValueError):
    """The server's control face refused a request; its answer is the message."""


class HTTPControl:
    """`ControlPort` by bearer token. Its traffic enters no journal."""

    def __init__(self, base_url: str, *, token: str) -> None:
        self._client = httpx.Client(
            base_url=base_url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=TIMEOUT_SECONDS,
            transport=web_transport(),
            trust_env=False,
        )

    def set_clock(self, now: datetime) -> None:
        """Move the server's clock to *now*."""
        if now.tzinfo is None:
            raise ValueError(f"expected an aware datetime, got {now.isoformat()}")
        self._ask("PUT", "/control/clock", {"now": now.isoformat()})

    def register(self, persona: str) -> str:
        """Register a ready persona by name; return the person's id."""
        return self._ids({"persona": persona})[0]

    def register_synthetic(
        self, count: int, *, seed: int, addresses: str = "prefectures"
    ) -> Sequence[str]:
        """Register *count* people of the seeded generator; return their ids."""
        wanted = {"count": count, "seed": seed, "addresses": addresses}
        return self._ids({"synthetic": wanted})

    def lose_coverage(self, person: str, *, on: date, reason: str) -> None:
        """End a person's coverage; *reason* is a code of OQSCD008."""
        body = {"on": on.isoformat(), "reason": reason}
        self._ask("POST", f"/control/people/{person}/lose-coverage", body)

    def coverage_moves(self, person: str, *, on: date) -> None:
        """Let a person leave today's insurer for another one on that day."""
        body = {"on": on.isoformat()}
        self._ask("POST", f"/control/people/{person}/move-coverage", body)

    def prove_care(
        self, person: str, institution: str, *, months: Sequence[date]
    ) -> None:
        """Let claims say that the person was cared for there in these months only."""
        body = {"months": [f"{month:%Y-%m}" for month in months]}
        self._ask("PUT", f"/control/care/{institution}/{person}/months", body)

    def mark_house_call(self, person: str, institution: str, *, on: date) -> None:
        """Say that the home visit of that day was 往診."""
        path = f"/control/care/{institution}/{person}/visits/{on.isoformat()}"
        self._ask("PUT", path, {"form": "house-call"})

    def register_insurance_use(self, person: str) -> None:
        """Register a person's card as 健康保険証."""
        self._ask(
            "PUT", f"/control/people/{person}/insurance-use", {"registered": True}
        )

    def set_reception(self, condition: str) -> None:
        """Let the patient's pages be `open`, `maintenance`, `line-blocked`, `busy`."""
        self._ask("PUT", "/control/reception", {"condition": condition})

    def arm_fault(self, fault: str) -> None:
        """Give the national side a fault: `NAME[:key=value,…]`."""
        self._ask("POST", "/control/faults", {"fault": fault})

    def clear_faults(self) -> None:
        """Take all faults of the national side away."""
        self._ask("DELETE", "/control/faults")

    def need_reboot(self, institution: str) -> None:
        """Let that institution's terminal apply settings only after a reboot."""
        path = f"/control/institutions/{institution}/terminal"
        self._ask("PUT", path, {"needs_reboot": True})

    def faults(self) -> Sequence[Mapping[str, object]]:
        """What is armed, and how often it happened."""
        return _rows(self._ask("GET", "/control/faults"), "faults")

    def set_drifts(self, names: Sequence[str]) -> None:
        """Let messages drift in these ways and in no other."""
        self._ask("PUT", "/control/drifts", {"on": list(names)})

    def revoke_certificate(self, person: str) -> None:
        """Let the issuer revoke the card's certificate from now on."""
        body = {"state": "revoked"}
        self._ask("PUT", f"/control/people/{person}/certificate", body)

    def reinstate_certificate(self, person: str) -> None:
        """Let the issuer lift the revocation."""
        body = {"state": "in-force"}
        self._ask("PUT", f"/control/people/{person}/certificate", body)

    def lapse_consent(self, person: str, institution: str, *, reason: str) -> None:
        """End the consent to 訪問診療等; *reason* is a code of OQSCD031."""
        path = f"/control/consents/{institution}/{person}/2/lapse"
        self._ask("POST", path, {"reason": reason})

    def change_institution(self, code: str, **changes: str | bool) -> None:
        """Give the institution another `state`, `region` or `asks_visit_form`."""
        self._ask("PUT", f"/control/institutions/{code}", changes)

    def change_settings(self, code: str, **settings: bool) -> None:
        """Put settings in force at once, without a login."""
        self._ask("PUT", f"/control/institutions/{code}/settings", settings)

    def ledger(self) -> Sequence[Mapping[str, object]]:
        """Return what the server was asked so far, oldest first."""
        return _rows(self._ask("GET", "/control/ledger"), "ledger")

    def consents(self) -> Sequence[Mapping[str, object]]:
        """Return the consents the server holds."""
        return _rows(self._ask("GET", "/control/consents"), "consents")

    def close(self) -> None:
        """Drop the connection."""
        self._client.close()

    def _ids(self, body: Mapping[str, object]) -> list[str]:
        answer = self._ask("POST", "/control/people", body)
        found = answer.get("ids") if isinstance(answer, dict) else answer
        if not isinstance(found, list) or not found:
            raise ControlError(f"expected a list of ids, got {answer!r}")
        return [str(one) for one in found]

    def _ask(
        self, method: str, path: str, body: Mapping[str, object] | None = None
    ) -> object:
        try:
            response = self._client.request(method, path, json=body)
        except httpx.TransportError as error:
            raise TransportError(f"control {method} {path}: {error}") from error
        if not response.is_success:
            raise ControlError(
                f"{method} {path}: HTTP {response.status_code} {_told(response)}"
            )
        return response.json() if response.content else None


def _told(response: httpx.Response) -> str:
    """What a refusal says, in words where it has words."""
    try:
        document = response.json()
    except ValueError:
        document = None
    if isinstance(document, dict) and isinstance(document.get("error"), str):
        return str(document["error"])
    return response.text[:300]


def _rows(answer: object, name: str) -> list[Mapping[str, object]]:
    rows = answer.get(name) if isinstance(answer, dict) else answer
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ControlError(f"expected a list of {name}, got {answer!r}")
    return rows
