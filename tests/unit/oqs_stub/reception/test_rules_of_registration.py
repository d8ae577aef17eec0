"""Rules that are not public, as they change what a registration comes to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from card_profiles.dates import JST
from card_profiles.pki import PKI
from oqs_stub.app import create_app
from oqs_stub.clock import SettableClock
from oqs_stub.reasons import Reason, RefusedError
from oqs_stub.records import (
    ConsentForm,
    ConsentKind,
    LapseReason,
    Prescription,
    TreatmentCategory,
    VisitForm,
)
from oqs_stub.rules.consent_view import ConsentTerms
from oqs_stub.stub import Stub, StubConfig

from .visitor import (
    ALL_KINDS,
    DENTAL,
    HOME,
    ONLINE,
    Issue,
    Maker,
    choose,
    consents,
    entrance,
    launch,
    marker,
    read,
    soup,
)

DRUGS, CHECKUP = ConsentKind.DRUGS, ConsentKind.HEALTH_CHECKUP
SAKURA = 1001
EXPIRED_ON = datetime(2026, 2, 17, 23, 59, 59, tzinfo=JST)


@pytest.fixture
def graceful(
    tmp_path: Path,
    pki: PKI,
    responder_url: str,
    clock: SettableClock,
    prepared_state: Path,
) -> Iterator[Stub]:
    """A stub whose page takes cards in their months of grace."""
    rules = tmp_path / "rules.toml"
    rules.write_text("[certificate]\non_web = true\n", encoding="utf-8")
    shutil.copytree(prepared_state, tmp_path / "state")
    config = StubConfig(
        state_dir=tmp_path / "state",
        clock=clock,
        responder_url=responder_url,
        rules=rules,
    )
    stub = Stub(config, pki=pki)
    yield stub
    stub.close()


def _register(
    stub: Stub, category: TreatmentCategory = HOME, **chosen: object
) -> ConsentForm:
    form = replace(ConsentForm(), **chosen)  # type: ignore[arg-type]  # Any field.
    stub.registration.register(
        SAKURA,
        institution_code=DENTAL,
        category=category,
        form=form,
        channel="tests",
        now=stub.clock.now(),
    )
    return form


@pytest.mark.sqlite
def test_a_card_in_its_grace_gives_eligibility_and_no_consent(
    graceful: Stub, issue_card: Issue, make_persona: Maker
) -> None:
    sakura = make_persona("sakura")
    plan = replace(sakura.card.auth_certificate, expires_at=EXPIRED_ON)
    card = issue_card(replace(sakura, card=replace(sakura.card, auth_certificate=plan)))
    web = create_app(graceful).test_client()

    answer = read(web, launch(web, choose(web, entrance(graceful), **ALL_KINDS)), card)

    assert answer.get_json()["result"] == "accepted"
    (consent,) = consents(graceful)
    assert consent.kinds == frozenset()
    assert len(graceful.consents.card_checks("sakura", DENTAL, HOME)) == 1


@pytest.mark.sqlite
def test_after_the_grace_the_card_is_refused_all_the_same(
    graceful: Stub, issue_card: Issue, make_persona: Maker, clock: SettableClock
) -> None:
    sakura = make_persona("sakura")
    plan = replace(sakura.card.auth_certificate, expires_at=EXPIRED_ON)
    card = issue_card(replace(sakura, card=replace(sakura.card, auth_certificate=plan)))
    clock.set(datetime(2026, 6, 1, tzinfo=JST))
    web = create_app(graceful).test_client()

    answer = read(web, launch(web, choose(web, entrance(graceful))), card)

    assert answer.get_json()["reason"] == "certificate_expired"
    assert consents(graceful) == []


def test_before_its_day_the_page_names_the_day(
    stub: Stub, web: FlaskClient, clock: SettableClock
) -> None:
    clock.set(datetime(2024, 3, 31, 12, tzinfo=JST))

    page = web.get(entrance(stub))

    assert marker(page, "reason") == "function_not_started"
    assert page.status_code == 403
    assert "2024年4月1日に始まります" in soup(page).get_text()


def test_unanswered_kinds_are_not_agreed_to(stub: Stub, clock: SettableClock) -> None:
    _register(stub, kinds=frozenset({DRUGS}))
    clock.set(clock.now() + timedelta(days=1))

    _register(stub, unanswered=frozenset({DRUGS, CHECKUP}))

    assert consents(stub)[-1].kinds == frozenset()


def test_with_take_over_unanswered_kinds_stay_as_they_were(
    stub: Stub, clock: SettableClock
) -> None:
    stub.care.rules = replace(stub.rules, consent=ConsentTerms(take_over=True))
    _register(stub, kinds=frozenset({DRUGS}))
    clock.set(clock.now() + timedelta(days=1))

    _register(stub, unanswered=frozenset({DRUGS, CHECKUP}))
    clock.set(clock.now() + timedelta(days=1))
    _register(stub)  # Everything was answered with 同意しない.

    assert [consent.kinds for consent in consents(stub)] == [
        {DRUGS},
        {DRUGS},
        frozenset(),
    ]


def test_nothing_is_taken_over_from_a_lapsed_consent(
    stub: Stub, clock: SettableClock
) -> None:
    stub.care.rules = replace(stub.rules, consent=ConsentTerms(take_over=True))
    _register(stub, kinds=frozenset({DRUGS}))
    clock.set(datetime(2026, 9, 1, tzinfo=JST))

    _register(stub, unanswered=frozenset({DRUGS}))

    assert consents(stub)[-1].kinds == frozenset()


@pytest.mark.parametrize(
    ("ends", "reason"),
    [
        pytest.param(False, None, id="off"),
        pytest.param(True, LapseReason.CHANGE_OF_USE, id="on"),
    ],
)
def test_another_use_ends_a_consent_where_the_rule_is_on(
    *, stub: Stub, clock: SettableClock, ends: bool, reason: LapseReason | None
) -> None:
    stub.care.rules = replace(stub.rules, consent=ConsentTerms(new_use_ends_old=ends))
    _register(stub, kinds=frozenset({DRUGS}))
    clock.set(clock.now() + timedelta(days=1))

    _register(stub, ONLINE, examination_date=date(2026, 4, 11))

    assert consents(stub)[0].lapse_reason is reason
    assert consents(stub)[1].lapse_reason is None


@pytest.mark.parametrize(("timing", "kept"), [("1", None), ("2", Prescription.PAPER)])
def test_a_form_of_prescription_is_kept_only_where_it_is_asked(
    stub: Stub, timing: str, kept: Prescription | None
) -> None:
    settings = stub.institutions.settings(DENTAL)
    stub.institutions.change_settings(
        DENTAL, replace(settings, prescription_timing=timing)
    )
    stub.institutions.apply_pending(DENTAL)

    _register(stub, prescription=Prescription.PAPER)

    (consent,) = consents(stub)
    assert consent.prescription is kept


def test_a_house_call_is_stored_as_one(stub: Stub) -> None:
    _register(stub, visit=VisitForm.HOUSE_CALL)

    (consent,) = consents(stub)
    (check,) = stub.consents.card_checks("sakura", DENTAL, HOME)
    assert (consent.visit, check.visit) == (VisitForm.HOUSE_CALL,) * 2


def test_a_form_of_care_that_does_not_fit_is_refused(stub: Stub) -> None:
    with pytest.raises(RefusedError) as refused:
        _register(
            stub,
            ONLINE,
            visit=VisitForm.OTHER_ROUTE,
            examination_date=date(2026, 4, 11),
        )

    assert refused.value.reason is Reason.VISIT_FORM_UNFIT
    assert consents(stub) == []
