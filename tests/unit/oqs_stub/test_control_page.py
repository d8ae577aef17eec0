"""The 制御ページ: only with the token, never from another site; every form works."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from card_profiles.model import Persona
from card_profiles.pki import PKI
from oqs_stub.app import create_app
from oqs_stub.control_page.acts import ACTS
from oqs_stub.records import (
    Consent,
    ConsentKind,
    LapseReason,
    TreatmentCategory,
)
from oqs_stub.rules.disaster import Disaster
from oqs_stub.stub import Stub, StubConfig

from .conftest import CONTROL_TOKEN, DENTAL, TestCard

HOME = TreatmentCategory.HOME_VISIT


def overview(web: FlaskClient, person: str = "") -> BeautifulSoup:
    answer = web.get("/control/", query_string={"person": person} if person else {})
    assert answer.status_code == 200, answer.text
    return BeautifulSoup(answer.text, "html.parser")


def send(web: FlaskClient, name: str, **fields: object) -> TestResponse:
    """Send the form of that name, as a browser that was shown one."""
    field = overview(web).select_one("input[name=form-token]")
    assert field is not None
    data = {"form-token": str(field["value"]), **fields}
    return web.post(f"/control/acts/{name}", data=data)


def test_without_the_token_nothing_is_shown_and_nothing_is_done(
    web: FlaskClient, stub: Stub
) -> None:
    shown = web.get("/control/")
    wrong = web.post("/control/login", data={"token": "wrong"})
    done = web.post("/control/acts/clear-faults", data={})

    assert [one.status_code for one in (shown, wrong, done)] == [401, 401, 401]
    assert "sakura" not in shown.text
    assert stub.ledger.last(1)[0].action != "障害の解除"


def test_a_form_of_another_site_is_refused(page: FlaskClient, stub: Stub) -> None:
    stub.faults.arm("slow")
    field = overview(page).select_one("input[name=form-token]")
    assert field is not None

    bare = page.post("/control/acts/clear-faults", data={})
    foreign = page.post(
        "/control/acts/clear-faults",
        data={"form-token": str(field["value"])},
        headers={"Origin": "http://elsewhere.invalid"},
    )

    assert (bare.status_code, foreign.status_code) == (403, 403)
    assert len(stub.faults.all()) == 1


def test_the_cookie_is_for_this_page_alone_and_hides_the_token(
    web: FlaskClient,
) -> None:
    cookie = web.post("/control/login", data={"token": CONTROL_TOKEN}).headers[
        "Set-Cookie"
    ]

    assert CONTROL_TOKEN not in cookie
    for mark in ("HttpOnly", "SameSite=Strict", "Path=/control"):
        assert mark in cookie


def test_after_closing_the_token_is_wanted_again(page: FlaskClient) -> None:
    page.post("/control/logout")

    assert page.get("/control/").status_code == 401


@pytest.mark.parametrize("address", ["login", "logout", "acts/arm-fault"])
def test_the_address_of_a_form_leads_back_to_the_page(
    page: FlaskClient, web: FlaskClient, address: str
) -> None:
    stranger = web.application.test_client().get(f"/control/{address}")
    answer = page.get(f"/control/{address}")

    assert stranger.status_code == 401
    assert (answer.status_code, answer.location) == (303, "/control/")


def test_without_a_configured_token_there_is_no_page(tmp_path: Path, pki: PKI) -> None:
    stub = Stub(StubConfig(state_dir=tmp_path, people=()), pki=pki)

    status = create_app(stub).test_client().get("/control/").status_code
    stub.close()

    assert status == 404


def test_everything_is_shown(page: FlaskClient, stub: Stub) -> None:
    stub.faults.arm("outage:region=西日本")
    stub.drifting.set(["crlf"])

    shown = overview(page, "sakura").get_text(" ", strip=True)

    for word in ("2026-04-10 10:00:00", "outage:region=西日本", "髙﨑", "0000123"):
        assert word in shown
    assert "マイナベンチ歯科診療所" in shown
    assert "電文の書き方 " in shown
    assert "region=西日本 の医療機関等は、いまは1つもありません" in shown
    assert "999999900018" not in shown


def test_faults_drift_and_clock_are_changed(
    page: FlaskClient, stub: Stub, now: datetime
) -> None:
    send(page, "arm-fault", fault="通信エラー")
    (armed,) = stub.faults.all()
    assert armed.fault.text == "connection-error"
    send(page, "take-fault", id=str(armed.id))
    assert stub.faults.all() == ()
    send(page, "arm-fault", fault="slow")
    send(page, "clear-faults")
    assert stub.faults.all() == ()

    send(page, "set-drifts", drift=["shuffled", "crlf"])
    assert stub.drifting.names() == ("shuffled", "crlf")

    later = now + timedelta(days=100)
    send(page, "set-clock", now=later.strftime("%Y-%m-%dT%H:%M"))
    assert stub.clock.now() == later


def test_a_person_and_their_card_are_changed(
    page: FlaskClient,
    stub: Stub,
    issue_card: Callable[[Persona], TestCard],
    make_persona: Callable[..., Persona],
    now: datetime,
) -> None:
    issue_card(make_persona())
    stub.consents.record(
        Consent(
            person_id="sakura",
            institution_code=DENTAL,
            category=HOME,
            kinds=frozenset(ConsentKind),
            prescription=None,
            given_at=now,
            channel="zaitaku-web",
        )
    )
    person = {"person": "sakura"}

    send(page, "insurance-use", **person, registered="no")
    send(page, "revoke", **person)
    send(page, "lapse", **person, institution=DENTAL, category="2", reason="1")
    send(page, "move-coverage", **person, on="2026-04-11")
    send(page, "take-tickets", **person, month="202604")

    changed = stub.changes.person("sakura")
    assert changed.insurance_use_registered is False
    assert stub.changes.certificate("sakura").revoked_at == now
    lapsed = stub.consents.current("sakura", DENTAL, HOME)
    assert lapsed is not None
    assert lapsed.lapse_reason is LapseReason.BY_INSTITUTION
    assert len(changed.coverages) == 2

    send(page, "reinstate", **person)
    send(page, "lose-coverage", **person, on="2026-04-12", reason="01")
    assert stub.changes.certificate("sakura").revoked_at is None
    send(page, "add-person", persona="hanako")
    assert stub.registry.get("hanako") is not None


def _consented(stub: Stub, now: datetime) -> None:
    stub.consents.record(
        Consent(
            person_id="sakura",
            institution_code=DENTAL,
            category=HOME,
            kinds=frozenset({ConsentKind.DRUGS, ConsentKind.OPERATION}),
            prescription=None,
            given_at=now,
            channel="zaitaku-web",
        )
    )


def test_a_consent_is_seen_and_its_kinds_are_changed(
    page: FlaskClient, stub: Stub, now: datetime
) -> None:
    _consented(stub, now)

    shown = overview(page, "sakura").select_one("form[action$='/change-kinds']")
    assert shown is not None
    checked = {str(box["value"]) for box in shown.select("input[checked]")}
    assert checked == {"YZK", "SHJ"}
    assert "マイナベンチ歯科診療所" in str(shown)

    whose = {"person": "sakura", "institution": DENTAL, "category": "2"}
    send(page, "change-kinds", **whose, kind=["TKK", "TSR"])

    changed = stub.consents.current("sakura", DENTAL, HOME)
    assert changed is not None
    assert changed.kinds == {ConsentKind.HEALTH_CHECKUP, ConsentKind.SPECIFIC_DISEASES}


def test_a_consent_that_has_ended_has_no_form_to_change_it(
    page: FlaskClient, stub: Stub, now: datetime
) -> None:
    _consented(stub, now)
    whose = {"person": "sakura", "institution": DENTAL, "category": "2"}

    send(page, "lapse", **whose, reason="2")

    shown = overview(page, "sakura")
    assert shown.select_one("form[action$='/change-kinds']") is None
    assert "患者による取消し" in shown.get_text()


@pytest.mark.parametrize(
    ("name", "fields", "told"),
    [
        ("arm-fault", {"fault": "slwo"}, "slow"),
        ("take-fault", {"id": "99"}, "99"),
        ("set-drifts", {"drift": "shuffeld"}, "shuffled"),
        ("set-clock", {"now": "soon"}, "soon"),
        ("come-home", {}, "--now"),
        ("lapse", {"person": "sakura", "institution": DENTAL, "reason": "1"}, "有効な"),
        ("revoke", {"person": "nobody"}, "nobody"),
        ("change-kinds", {"person": "sakura", "institution": DENTAL}, "有効な"),
        ("change-kinds", {"person": "sakura", "kind": "ABC"}, "ABC"),
        ("settings", {"institution": DENTAL, "kind": "ABC"}, "ABC"),
        (
            "settings",
            {"institution": DENTAL, "electronic_prescription": "7"},
            "電子処方箋利用区分",
        ),
        ("institution", {"institution": DENTAL, "region": "a b"}, "地域"),
    ],
)
def test_what_cannot_be_done_is_said_on_the_page(
    page: FlaskClient, name: str, fields: dict[str, str], told: str
) -> None:
    answer = send(page, name, **fields)

    assert answer.status_code in (404, 409)
    alert = BeautifulSoup(answer.text, "html.parser").select_one("[role=alert]")
    assert alert is not None
    assert told in alert.get_text()


def test_every_form_on_the_page_has_its_act(
    page: FlaskClient, stub: Stub, now: datetime
) -> None:
    stub.faults.arm("slow")
    later = now + timedelta(days=1)
    stub.disasters.declare(Disaster(name="大雨", since=now, until=later))
    _consented(stub, now)
    forms = overview(page, "sakura").select("form[action*='/control/acts/']")

    named = {str(form["action"]).rsplit("/", 1)[1] for form in forms}

    assert named <= set(ACTS)
    assert set(ACTS) - named == {"come-home", "reinstate"}


def test_every_field_has_a_label(page: FlaskClient, stub: Stub, now: datetime) -> None:
    _consented(stub, now)
    shown = overview(page, "sakura")
    for field in shown.select("input:not([type=hidden]), select, textarea"):
        named = field.find_parent("label") or shown.select_one(
            f"label[for='{field.get('id')}']"
        )
        assert named is not None, field
