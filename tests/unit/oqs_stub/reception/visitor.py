"""A browser and an app on the patient's pages, in steps a person knows."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from card_profiles.model import Persona
from oqs_stub.records import (
    Consent,
    ConsentKind,
    TreatmentCategory,
)
from oqs_stub.stub import Stub

DENTAL, PHARMACY = "9930000014", "9940000012"
HOME, ONLINE = TreatmentCategory.HOME_VISIT, TreatmentCategory.ONLINE
ALL_KINDS = {f"consent-{kind}": "1" for kind in ConsentKind}


class Card(Protocol):
    """The fixture's card, as these tests use it."""

    def answer(self, session_id: str, nonce: bytes) -> dict[str, str]: ...


Issue = Callable[[Persona], Card]
Maker = Callable[..., Persona]


def soup(response: TestResponse) -> BeautifulSoup:
    return BeautifulSoup(response.text, "html.parser")


def heading(response: TestResponse) -> str:
    found = soup(response).find("h1")
    assert found is not None
    return found.get_text(strip=True)


def marker(response: TestResponse, name: str) -> str | None:
    found = soup(response).find("meta", attrs={"name": f"mynabench-{name}"})
    return None if found is None else str(found["content"])


def entrance(stub: Stub, category: TreatmentCategory = HOME, code: str = DENTAL) -> str:
    kind = "hv" if category is HOME else "on"
    return f"/zaitaku/{kind}/{stub.institutions.url_token(code, category)}"


def choose(web: FlaskClient, start: str, **fields: str) -> str:
    """Fill the consent page in; the path of the reception that began."""
    data = {"prescription": "1", **fields}
    answer = web.post(f"{start}/consents", data=data)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].removesuffix("/confirm")


def launch(web: FlaskClient, session: str) -> dict[str, str]:
    """Press 「同意内容を登録する」; what the app is started with."""
    answer = web.post(f"{session}/launch")
    assert (answer.status_code, answer.headers["Location"]) == (303, session)
    refresh = opened_app(web.get(session))
    assert refresh is not None
    url = urlsplit(refresh)
    assert (url.scheme, url.netloc) == ("mynabench-app", "authenticate")
    return {name: value for name, (value,) in parse_qs(url.query).items()}


def opened_app(response: TestResponse) -> str | None:
    """What the page opens by itself, without a script; None for nothing."""
    found = soup(response).find("meta", attrs={"http-equiv": "refresh"})
    return None if found is None else str(found["content"]).removeprefix("0; url=")


def read(web: FlaskClient, started: dict[str, str], card: Card) -> TestResponse:
    """What the app does once the card has answered."""
    nonce = base64.urlsafe_b64decode(started["nonce"] + "==")
    gate = urlsplit(started["gate"]).path
    return web.post(gate, json=card.answer(started["session"], nonce))


def consents(stub: Stub) -> list[Consent]:
    return stub.consents.everything()
