"""Staff at the terminal: logging in, and pressing OK."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from card_profiles.model import Persona
from oqs_stub.config import DEFAULT_TERMINAL_PASSWORD
from oqs_stub.records import (
    Consent,
    ConsentKind,
    Prescription,
    TreatmentCategory,
)
from oqs_stub.stub import Stub

DENTAL, MEDICAL = "9930000014", "9910000018"
HOME, ONLINE = TreatmentCategory.HOME_VISIT, TreatmentCategory.ONLINE
Maker = Callable[..., Persona]


def soup(response: TestResponse) -> BeautifulSoup:
    return BeautifulSoup(response.text, "html.parser")


def heading(response: TestResponse) -> str:
    found = soup(response).find("h1")
    assert found is not None
    return found.get_text(strip=True)


def log_in(
    web: FlaskClient,
    account: str = "admin",
    *,
    institution: str = DENTAL,
    password: str = DEFAULT_TERMINAL_PASSWORD,
) -> TestResponse:
    return web.post(
        "/terminal/login",
        data={"institution": institution, "account": account, "password": password},
    )


def press_ok(web: FlaskClient, confirm: TestResponse) -> TestResponse:
    """Send the confirmation page as it was rendered."""
    form = next(
        form
        for form in soup(confirm).find_all("form")
        if form.find("button", string="OK") is not None
    )
    fields = {field["name"]: field["value"] for field in form.select("input")}
    return web.post(str(form["action"]), data=fields)


def consent(stub: Stub, **changes: object) -> Consent:
    given = Consent(
        person_id="sakura",
        institution_code=DENTAL,
        category=HOME,
        kinds=frozenset({ConsentKind.DRUGS}),
        prescription=Prescription.PAPER,
        given_at=stub.clock.now(),
        channel="zaitaku-web",
    )
    return stub.consents.record(replace(given, **changes))  # type: ignore[arg-type]  # a table of fields
