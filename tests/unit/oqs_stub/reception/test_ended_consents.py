"""What stored consents are shown to whom, and how they end by the patient."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from oqs_stub.clock import SettableClock
from oqs_stub.records import LapseReason, Settings
from oqs_stub.stub import Stub

from .visitor import (
    ALL_KINDS,
    DENTAL,
    HOME,
    ONLINE,
    PHARMACY,
    Card,
    Issue,
    Maker,
    consents,
    edit_path,
    entrance,
    finish,
    heading,
    identify,
    marker,
    post,
    read,
    register,
    soup,
    token,
    view,
)


@pytest.mark.parametrize("purpose", ["view", "cancel"])
def test_where_nothing_stands_the_page_says_so(
    stub: Stub, web: FlaskClient, card: Card, purpose: str
) -> None:
    shown = finish(web, identify(web, entrance(stub), purpose), card)

    page = web.get(shown)

    assert heading(page) == "登録されている同意はありません"
    assert soup(page).find("a", string="同意登録をする") is not None


def test_what_the_institution_cancelled_is_not_shown(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    register(web, entrance(stub), card, **ALL_KINDS)
    stub.consents.lapse(
        "sakura",
        DENTAL,
        HOME,
        reason=LapseReason.BY_INSTITUTION,
        at=stub.clock.now(),
    )

    page = web.get(view(web, entrance(stub), card))

    assert heading(page) == "登録されている同意はありません"


def test_a_consent_that_ends_meanwhile_is_not_brought_back(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    register(web, entrance(stub), card, **ALL_KINDS)
    edit = edit_path(soup(web.get(view(web, entrance(stub), card))))
    review = post(web, edit, prescription="1", **ALL_KINDS).headers["Location"]
    own = token(web.get(review))
    stub.consents.lapse(
        "sakura",
        DENTAL,
        HOME,
        reason=LapseReason.BY_INSTITUTION,
        at=stub.clock.now(),
    )

    answer = web.post(review, data={"form-token": own})

    assert (answer.status_code, marker(answer, "reason")) == (409, "consent_ended")
    assert consents(stub)[0].lapse_reason is LapseReason.BY_INSTITUTION


def test_only_this_institution_and_this_kind_of_care_are_shown(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    stub.institutions.change_settings(PHARMACY, Settings(home_visit=True))
    stub.institutions.apply_pending(PHARMACY)
    register(web, entrance(stub, code=PHARMACY), card, **{"consent-YZK": "1"})
    online = entrance(stub, ONLINE)
    register(web, online, card, **{"examination-date": "2026-04-20"})

    page = web.get(view(web, entrance(stub), card))

    assert heading(page) == "登録されている同意はありません"


def test_the_consent_of_somebody_else_cannot_be_reached(
    stub: Stub, web: FlaskClient, card: Card, issue_card: Issue, make_persona: Maker
) -> None:
    momo = make_persona("momo", serial=605)
    stub.people.add([momo])
    register(web, entrance(stub), card, **ALL_KINDS)
    register(web, entrance(stub), issue_card(momo), **ALL_KINDS)
    of_momo = next(one for one in consents(stub) if one.person_id == "momo")
    shown = view(web, entrance(stub), card)
    own = edit_path(soup(web.get(shown)))

    seen = web.get(f"{shown}/stored/{of_momo.id}")
    sent = web.post(
        f"{shown}/stored/{of_momo.id}",
        data={"form-token": token(web.get(own)), "prescription": "1"},
    )

    assert marker(seen, "reason") == "consent_ended"
    assert marker(sent, "reason") == "consent_ended"


def test_all_is_cancelled_by_the_patient_once_confirmed(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    register(web, entrance(stub), card, **ALL_KINDS)
    shown = finish(web, identify(web, entrance(stub), "cancel"), card)
    review = web.get(shown)
    before = consents(stub)[0].lapsed_at

    own = token(review)
    first = web.post(f"{shown}/cancel", data={"form-token": own})
    second = web.post(f"{shown}/cancel", data={"form-token": own})
    done = web.get(first.headers["Location"])

    assert heading(review) == "取り消す内容の確認"
    assert before is None
    assert second.headers["Location"] == first.headers["Location"] == shown
    assert heading(done) == "取消し完了"
    assert marker(done, "outcome") == "cancelled"
    (consent,) = consents(stub)
    assert consent.lapse_reason is LapseReason.BY_PATIENT
    assert consent.lapsed_at == stub.clock.now()
    lines = [entry.action for entry in stub.ledger.entries()]
    assert lines.count("同意取消し 診療区分2") == 2  # The card, and the cancellation.


def test_a_card_read_to_look_cannot_cancel(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    register(web, entrance(stub), card, **ALL_KINDS)
    shown = view(web, entrance(stub), card)
    own = token(web.get(edit_path(soup(web.get(shown)))))

    web.post(f"{shown}/cancel", data={"form-token": own})

    assert consents(stub)[0].lapsed_at is None


def test_time_runs_out_after_the_card_as_well(
    stub: Stub, web: FlaskClient, clock: SettableClock, card: Card
) -> None:
    register(web, entrance(stub), card, **ALL_KINDS)
    shown = finish(web, identify(web, entrance(stub), "cancel"), card)
    own = token(web.get(shown))
    clock.set(clock.now() + timedelta(minutes=15))

    answer = web.post(f"{shown}/cancel", data={"form-token": own})

    assert marker(answer, "reason") == "session_expired"
    assert consents(stub)[0].lapsed_at is None


def test_a_card_that_is_refused_shows_nothing_and_leads_back(
    stub: Stub, web: FlaskClient, card: Card, issue_card: Issue, make_persona: Maker
) -> None:
    register(web, entrance(stub), card, **ALL_KINDS)
    session = post(web, f"{entrance(stub)}/view").headers["Location"]
    started = identify(web, entrance(stub), "view")
    stranger = issue_card(make_persona("nobody", serial=601))

    answer = read(web, started, stranger)
    page = web.get(answer.get_json()["return"])

    assert marker(page, "reason") == "person_unknown"
    again = soup(page).find("a", string="はじめからやり直す")
    assert again is not None
    assert str(again["href"]) == f"{entrance(stub)}/view"
    assert heading(web.get(session)) != "現在の同意"
