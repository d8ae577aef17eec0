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


def token(response: TestResponse) -> str:
    """The token in the forms of a page."""
    field = soup(response).find("input", attrs={"name": "form-token"})
    assert field is not None, response.text
    return str(field["value"])


def post(
    web: FlaskClient, path: str, *, page: str | None = None, **fields: str
) -> TestResponse:
    """Send the form of *page* (the same address by default), as a browser does."""
    return web.post(path, data={"form-token": token(web.get(page or path)), **fields})


def choose(web: FlaskClient, start: str, **fields: str) -> str:
    """Fill the consent page in; the path of the reception that began."""
    answer = post(web, f"{start}/consents", **{"prescription": "1", **fields})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].removesuffix("/confirm")


def press_launch(web: FlaskClient, session: str) -> TestResponse:
    """Press 「同意内容を登録する」."""
    return post(web, f"{session}/launch", page=f"{session}/confirm")


def launch(web: FlaskClient, session: str) -> dict[str, str]:
    """Press 「同意内容を登録する」; what the app is started with."""
    answer = press_launch(web, session)
    assert (answer.status_code, answer.headers["Location"]) == (303, session)
    return started_app(web.get(session))


def identify(web: FlaskClient, start: str, purpose: str) -> dict[str, str]:
    """Press 「本人確認をする」 for 同意照会 or 取消し; what the app is started with."""
    answer = post(web, f"{start}/{purpose}")
    assert answer.status_code == 303, answer.text
    return started_app(web.get(answer.headers["Location"]))


def started_app(page: TestResponse) -> dict[str, str]:
    """What the page starts the app with."""
    refresh = opened_app(page)
    assert refresh is not None, page.text
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


def finish(web: FlaskClient, started: dict[str, str], card: Card) -> str:
    """Read the card; the path to which the app then leads back."""
    answer = read(web, started, card)
    assert answer.status_code == 200, answer.text
    return urlsplit(answer.get_json()["return"]).path


def register(web: FlaskClient, start: str, card: Card, **fields: str) -> str:
    """A whole registration; the path of its last page."""
    return finish(web, launch(web, choose(web, start, **fields)), card)


def consents(stub: Stub) -> list[Consent]:
    return stub.consents.everything()


def view(web: FlaskClient, start: str, card: Card) -> str:
    """From the menu through the card; the path of the page that then shows."""
    return finish(web, identify(web, start, "view"), card)


def edit_path(page: BeautifulSoup) -> str:
    link = page.find("a", string="同意内容を変更する")
    assert link is not None, page.get_text()
    return str(link["href"])


def update(web: FlaskClient, shown: str, **fields: str) -> str:
    """Choose anew and press 「同意内容を更新する」; where that leads."""
    edit = edit_path(soup(web.get(shown)))
    answer = post(web, edit, **{"prescription": "1", **fields})
    assert answer.status_code == 303, answer.text
    done = post(web, answer.headers["Location"])
    assert done.status_code == 303, done.text
    return done.headers["Location"]
