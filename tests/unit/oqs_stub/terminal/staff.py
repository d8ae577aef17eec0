"""Staff at the terminal: logging in, and pressing OK."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bs4 import BeautifulSoup, Tag
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


def post(
    web: FlaskClient,
    path: str,
    data: Mapping[str, object] | None = None,
    *,
    headers: Mapping[str, str] | None = None,
) -> TestResponse:
    """Send a form of this login, whatever else was put into it."""
    shown = web.get("/terminal/menu")
    token = soup(shown).select_one("input[name=form-token]")
    fields = {} if token is None else {"form-token": str(token["value"])}
    return web.post(path, data={**fields, **(data or {})}, headers=dict(headers or {}))


def press(
    web: FlaskClient, shown: TestResponse, button: str, **typed: str
) -> TestResponse:
    """Send the form with that button as it was rendered, with *typed* filled in."""
    form = next(
        form
        for form in soup(shown).find_all("form")
        if form.find("button", string=button) is not None
    )
    fields: dict[str, str] = {}
    for field in form.select("input, textarea"):
        kind = field.get("type", "text")
        if kind not in ("radio", "checkbox") or field.has_attr("checked"):
            fields[str(field["name"])] = str(field.get("value", field.get_text()))
    pressed = form.find("button", string=button)
    if isinstance(pressed, Tag) and pressed.has_attr("name"):
        fields[str(pressed["name"])] = str(pressed["value"])
    unknown = typed.keys() - {str(f["name"]) for f in form.select("[name]")}
    assert not unknown, f"no such field: {unknown}"
    action = str(form.get("action") or shown.request.path)
    return web.post(action, data={**fields, **typed})


def press_ok(web: FlaskClient, confirm: TestResponse) -> TestResponse:
    """Send the confirmation page as it was rendered."""
    return press(web, confirm, "OK")


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
