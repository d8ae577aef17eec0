"""Consents changed and ended in the middle of a scenario, by the control API."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from oqs_stub.clock import SettableClock
from oqs_stub.records import (
    CardCheck,
    ClinicalKind,
    Consent,
    ConsentKind,
    LapseReason,
    Prescription,
    TreatmentCategory,
    VisitForm,
)
from oqs_stub.stub import Stub

from .conftest import DENTAL

HOME = TreatmentCategory.HOME_VISIT
CONSENT = f"/control/consents/{DENTAL}/sakura/2"

Ask = Callable[..., TestResponse]


@pytest.fixture
def ask(web: FlaskClient) -> Ask:
    def send(method: str, path: str, body: object = None) -> TestResponse:
        headers = {"Authorization": "Bearer token-of-the-tests"}
        return web.open(path, method=method, json=body, headers=headers)

    return send


@pytest.fixture
def consent(stub: Stub, now: datetime) -> Consent:
    """As the card gave it at a visit."""
    stub.consents.add_card_check(
        CardCheck(person_id="sakura", institution_code=DENTAL, category=HOME, at=now)
    )
    return stub.consents.record(
        Consent(
            person_id="sakura",
            institution_code=DENTAL,
            category=HOME,
            kinds=frozenset({ConsentKind.DRUGS}),
            prescription=Prescription.PAPER,
            given_at=now,
            channel="zaitaku-web",
        )
    )


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (None, None),
        (frozenset(), []),
        (frozenset(ClinicalKind), sorted(ClinicalKind)),
    ],
)
def test_what_was_answered_about_the_clinical_information_is_told(
    ask: Ask,
    stub: Stub,
    consent: Consent,
    given: frozenset[ClinicalKind] | None,
    told: list[str] | None,
) -> None:
    stub.consents.update(replace(consent, clinical=given, gives_limit=False))

    (document,) = ask("GET", "/control/consents").get_json()["consents"]

    assert (document["clinical"], document["gives_limit"]) == (told, False)


@pytest.mark.usefixtures("consent")
def test_a_consent_lapses_for_a_reason(ask: Ask, stub: Stub) -> None:
    assert ask("POST", f"{CONSENT}/lapse", {"reason": "9"}).status_code == 400
    assert ask("POST", f"{CONSENT}/lapse", {"reason": "3"}).status_code == 200

    lapsed = stub.consents.current("sakura", DENTAL, HOME)
    assert lapsed is not None
    assert lapsed.lapse_reason is LapseReason.CHANGE_OF_USE
    assert ask("POST", f"{CONSENT}/lapse", {"reason": "3"}).status_code == 409


@pytest.mark.usefixtures("consent")
def test_a_kind_that_was_cancelled_can_be_given_again(
    ask: Ask, stub: Stub, now: datetime
) -> None:
    drugs = ConsentKind.DRUGS
    stub.consents.withdraw("sakura", DENTAL, HOME, kinds={drugs}, at=now)

    ask("PUT", f"{CONSENT}/kinds", {"kinds": ["YZK"]})

    changed = stub.consents.current("sakura", DENTAL, HOME)
    assert changed is not None
    assert stub.care.state(changed, now=now).gives(drugs)


@pytest.mark.usefixtures("consent")
def test_a_consent_is_changed_to_other_kinds(ask: Ask, stub: Stub) -> None:
    answer = ask("PUT", f"{CONSENT}/kinds", {"kinds": ["TKK", "SRJ"]})

    changed = stub.consents.current("sakura", DENTAL, HOME)
    assert answer.status_code == 200
    assert changed is not None
    assert changed.kinds == {ConsentKind.HEALTH_CHECKUP, ConsentKind.DIAGNOSIS}
    assert ask("PUT", f"{CONSENT}/kinds", {"kinds": ["XXX"]}).status_code == 400
    assert ask("PUT", f"{CONSENT}/kinds", {}).status_code == 400


def test_a_change_is_of_the_visits_consent_once_a_house_call_is_over(
    ask: Ask, stub: Stub, clock: SettableClock, consent: Consent
) -> None:
    before = clock.now() - timedelta(days=9)
    stub.consents.record(replace(consent, given_at=before))
    stub.consents.add_card_check(
        CardCheck(person_id="sakura", institution_code=DENTAL, category=HOME, at=before)
    )
    stub.consents.mark_visit("sakura", DENTAL, clock.now().date(), VisitForm.HOUSE_CALL)
    clock.set(clock.now() + timedelta(days=1))

    assert ask("PUT", f"{CONSENT}/kinds", {"kinds": ["TKK"]}).status_code == 200

    for_visits, called = stub.consents.everything()
    assert for_visits.kinds == {ConsentKind.HEALTH_CHECKUP}
    assert called.kinds == {ConsentKind.DRUGS}


@pytest.mark.usefixtures("consent")
def test_a_consent_whose_time_is_over_is_not_changed(
    ask: Ask, stub: Stub, clock: SettableClock
) -> None:
    clock.set(clock.now() + timedelta(days=300))

    assert ask("PUT", f"{CONSENT}/kinds", {"kinds": ["TKK"]}).status_code == 409
    assert ask("POST", f"{CONSENT}/lapse", {"reason": "2"}).status_code == 409

    (consent,) = stub.consents.everything()
    assert consent.kinds == {ConsentKind.DRUGS}
    assert consent.lapsed_at is None


def test_without_a_consent_there_is_nothing_to_change(ask: Ask) -> None:
    assert ask("POST", f"{CONSENT}/lapse", {"reason": "1"}).status_code == 409
