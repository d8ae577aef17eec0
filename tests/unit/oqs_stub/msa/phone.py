"""An enrolled phone as the gate sees it: JSON out, JSON in."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from oqs_stub.stub import Stub

from ..conftest import DENTAL, TestCard

MEDICAL = "9910000018"
PASSWORD = "mynabench"
EVERYTHING = ["YZK", "SRJ", "SHJ", "TKK", "TSR"]


def issue_code(stub: Stub, *, institution: str = DENTAL, label: str = "端末1") -> str:
    """What 管理者 reads from the terminal's screen."""
    return stub.msa_enrolment.issue(admin(stub, institution), label).text


def admin(stub: Stub, institution: str = DENTAL) -> Any:  # noqa: ANN401 - the stub's own Login.
    return stub.logins.log_in(institution, "admin", PASSWORD)


def enrol(web: FlaskClient, code: str, **changes: object) -> TestResponse:
    fields = {
        "institution": DENTAL,
        "user": "viewer",
        "password": PASSWORD,
        "activation_code": code,
        "device": "訪問用スマートフォン1",
    }
    return web.post("/msa/enrolments", json=fields | changes)


def refused(answer: TestResponse) -> tuple[int, str]:
    """Status and reason of a refusal, which must say something."""
    document = answer.get_json()
    assert document["result"] == "refused"
    assert document["heading"]
    assert document["message"]
    assert "{" not in document["message"], "a place of the text is not filled in"
    return answer.status_code, document["reason"]


@dataclass
class Phone:
    """One visit after another on one enrolled phone."""

    web: FlaskClient
    token: str
    visit: str = ""
    passcode: str = ""
    challenge: bytes = b""
    headers: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.headers = {"Authorization": f"Bearer {self.token}"}

    def get(self, path: str) -> TestResponse:
        return self.web.get(f"/msa{path}", headers=self.headers)

    def post(self, path: str, body: object = None) -> TestResponse:
        return self.web.post(
            f"/msa{path}", json={} if body is None else body, headers=self.headers
        )

    def start(self, check: str) -> TestResponse:
        answer = self.post("/visits", {"check": check})
        self.visit = answer.get_json().get("visit", "")
        return answer

    def get_passcode(self) -> TestResponse:
        answer = self.post(f"/visits/{self.visit}/passcode")
        self.passcode = answer.get_json().get("passcode", "")
        return answer

    def confirm(
        self, *, same_person: bool = True, passcode: str | None = None
    ) -> TestResponse:
        body = {
            "passcode": self.passcode if passcode is None else passcode,
            "same_person": same_person,
        }
        return self.post(f"/visits/{self.visit}/visual-check", body)

    def choose(
        self, kinds: list[str] | None = None, prescription: str | None = "1"
    ) -> TestResponse:
        answer = self.web.put(
            f"/msa/visits/{self.visit}/consents",
            json={
                "kinds": EVERYTHING if kinds is None else kinds,
                "prescription": prescription,
            },
            headers=self.headers,
        )
        self.challenge = bytes.fromhex(answer.get_json().get("challenge", ""))
        return answer

    def read(self, card: TestCard, *, signed: bool) -> TestResponse:
        body = {"certificate": base64.b64encode(card.certificate).decode()}
        if signed:
            signature = card.sign(self.challenge)
            body["signature"] = base64.b64encode(signature).decode()
        return self.post(f"/visits/{self.visit}/card", body)

    def up_to_card(self, check: str = "visual", kinds: list[str] | None = None) -> None:
        """Everything before the card, as it ought to go."""
        assert self.start(check).status_code == 201
        if check == "visual":
            assert self.get_passcode().status_code == 201
            assert self.confirm().status_code == 200
        assert self.choose(kinds).status_code == 200
