"""Whatever the control API can change, a form of the 制御ページ changes as well."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient

from card_profiles.model import Persona
from card_profiles.pki import PKI
from oqs_stub.app import create_app
from oqs_stub.clock import SettableClock
from oqs_stub.control import body as body_of_control
from oqs_stub.records import Settings, TreatmentCategory
from oqs_stub.stub import Stub

from ..conftest import CONTROL_TOKEN, DENTAL, NOW, TestCard
from ..template_cache import TemplateCache
from .change import Change
from .changes import CHANGES, WITHOUT_FORM

TOKEN = {"Authorization": f"Bearer {CONTROL_TOKEN}"}


@pytest.fixture
def twin(tmp_path: Path, open_stub: Callable[[Path], Stub]) -> Iterator[Stub]:
    """Another stub like `stub`, to be changed by page."""
    twin = open_stub(tmp_path / "twin")
    yield twin
    twin.close()


def _web(stub: Stub, cache: TemplateCache) -> FlaskClient:
    app = create_app(stub)
    app.jinja_env.bytecode_cache = cache
    return app.test_client()


def _rules(app: Flask) -> set[str]:
    """Every change that the control API offers, as `METHOD /address`."""
    return {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("control.") and rule.endpoint != "control.unknown"
        for method in (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}
    }


def test_every_change_of_the_api_has_a_form_or_a_reason(web: FlaskClient) -> None:
    compared = {change.rule for change in CHANGES.values()}

    assert _rules(web.application) == compared | set(WITHOUT_FORM)
    assert not compared & set(WITHOUT_FORM)
    assert all(len(reason) > 20 for reason in WITHOUT_FORM.values())


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_form_does_what_the_api_does(
    change: Change,
    stub: Stub,
    twin: Stub,
    clock: SettableClock,
    template_cache: TemplateCache,
    pki: PKI,
    issue_card: Callable[[Persona], TestCard],
    make_persona: Callable[..., Persona],
) -> None:
    issue_card(make_persona())
    serial = make_persona().card.auth_certificate.serial_number

    pki.auth.reinstate(serial)
    change.before(stub)
    by_api = _web(stub, template_cache)
    untouched = _everything(stub, by_api)
    answer = by_api.open(
        f"/control/{change.path}",
        method=change.method,
        json=change.body,
        headers=TOKEN,
    )
    assert answer.status_code < 300, answer.text
    wanted = _everything(stub, by_api)

    clock.set(NOW)
    pki.auth.reinstate(serial)
    change.before(twin)
    by_page = _web(twin, template_cache)
    _send(by_page, change)

    assert _everything(twin, by_page) == wanted
    assert wanted != untouched
    pki.auth.reinstate(serial)


class Asked(dict[str, Any]):
    """A JSON object that remembers which of its names somebody looked for."""

    def __init__(self, document: dict[str, Any], seen: set[str]) -> None:
        super().__init__(document)
        self._seen = seen

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401 - as dict's.
        self._seen.add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 - as dict's.
        self._seen.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self._seen.add(str(key))
        return super().__contains__(key)


@pytest.mark.parametrize("rule", sorted({one.rule for one in CHANGES.values()}))
def test_the_forms_were_compared_with_all_that_the_api_reads(
    rule: str, web: FlaskClient, stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So a new item of a body turns this red, until a form is seen to have it."""
    seen, sent = set[str](), set[str]()
    read = body_of_control.json_of_request

    def watched() -> object:
        document = read()
        assert isinstance(document, dict)
        return Asked(document, seen)

    monkeypatch.setattr(body_of_control, "json_of_request", watched)
    for change in [one for one in CHANGES.values() if one.rule == rule]:
        web.open(
            f"/control/{change.path}",
            method=change.method,
            json=change.body,
            headers=TOKEN,
        )
        sent |= set(change.body) if isinstance(change.body, dict) else set()

    assert seen <= sent
    if rule.endswith("/settings"):  # Read as a whole.
        assert sent == {one.name for one in fields(Settings)}


def _send(web: FlaskClient, change: Change) -> None:
    """Send the form as a browser would that was shown it, with its own fields."""
    web.post("/control/login", data={"token": CONTROL_TOKEN})
    page = web.get("/control/", query_string={"person": "sakura"})
    shown = BeautifulSoup(page.text, "html.parser")
    (form, *_) = [
        one
        for one in shown.select(f"form[action$='/acts/{change.act}']")
        if all(change.fields.get(n, v) == v for n, v in _hidden(one).items())
    ]
    names = {str(one["name"]) for one in form.select("[name]")}
    assert set(change.fields) <= names, "the form has no such field"
    data = {**_hidden(form), **change.fields}

    answer = web.post(str(form["action"]), data=data)

    assert answer.status_code == 303, _alert(answer.text)
    after = web.get(answer.location)
    status = BeautifulSoup(after.text, "html.parser").select_one("[role=status]")
    assert status is not None
    assert status.get_text().endswith(("ました。", "あります）。"))


def _hidden(form: Tag) -> dict[str, str]:
    return {str(one["name"]): str(one["value"]) for one in form.select("[type=hidden]")}


def _alert(text: str) -> str:
    found = BeautifulSoup(text, "html.parser").select_one("[role=alert]")
    return text[:300] if found is None else found.get_text()


def _everything(stub: Stub, web: FlaskClient) -> dict[str, object]:
    """All that the control API tells of the stub, and what it can change besides."""
    told: dict[str, object] = {
        path: web.get(f"/control/{path}", headers=TOKEN).get_json()
        for path in (
            "clock",
            "people/sakura",
            "faults",
            "drifts",
            "reception",
            "disasters",
            "consents",
            "institutions",
            f"care/{DENTAL}/sakura/months",
        )
    }
    told["people"] = [asdict(one) for one in stub.registry.people()]
    told["settings"] = stub.institutions.settings(DENTAL)
    told["reboot"] = stub.reboots.needed(DENTAL)
    account = stub.accounts.find(DENTAL, "user")
    assert account is not None
    told["password"] = stub.accounts.fits(account, "mynabench")
    told["checks"] = [
        stub.consents.card_checks("sakura", DENTAL, category)
        for category in TreatmentCategory
    ]
    told["seeds"] = [one.seed for one in stub.faults.all()]
    told["ledger"] = [
        re.sub(r"face_\w+", "face_…", repr(entry.as_document() | {"id": 0}))
        for entry in stub.ledger.entries()
    ]
    return told


def test_generated_people_live_where_the_api_puts_them_unless_somebody_chooses(
    stub: Stub, page: FlaskClient
) -> None:
    stub.people.add_synthetic(1, seed=8)
    by_api = stub.registry.get("synth-8-0001")
    forms = BeautifulSoup(page.get("/control/").text, "html.parser")
    select = forms.find("select", {"name": "addresses"})
    assert isinstance(select, Tag)
    first = select.find("option")
    assert isinstance(first, Tag)

    assert by_api is not None
    assert first["value"] == "prefectures"
    assert "架空" not in first.get_text()
