"""A visit with the app: identified, consents, card, and the consent that is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from card_profiles.model import Persona
from oqs_stub.clock import SettableClock
from oqs_stub.messages import Encoding
from oqs_stub.records import ConsentKind, Settings
from oqs_stub.stub import Stub

from ..conftest import DENTAL, TestCard
from ..folder_interface.asking import list_request, result_request
from .phone import Phone, enrol, issue_code, refused

Issue = Callable[[Persona], TestCard]
Make = Callable[..., Persona]


@pytest.mark.parametrize(
    ("check", "channel"), [("pin", "msa-pin"), ("visual", "msa-visual")]
)
def test_a_card_leaves_the_consent_of_its_channel(
    stub: Stub, phone: Phone, card: TestCard, check: str, channel: str
) -> None:
    phone.up_to_card(check, kinds=["YZK", "SHJ"])

    answer = phone.read(card, signed=check == "pin")

    assert answer.status_code == 201, answer.text
    (consent,) = stub.consents.everything()
    assert consent.channel == channel
    assert consent.person_id == "sakura"
    assert consent.kinds == {ConsentKind.DRUGS, ConsentKind.OPERATION}
    assert consent.prescription == "1"
    assert len(stub.consents.card_checks("sakura", DENTAL, consent.category)) == 1
    last = stub.ledger.entries()[-1]
    assert (last.face, last.result, last.person_id) == ("msa", "ok", "sakura")
    assert last.actor == "viewer 端末1"


def test_the_app_is_told_what_to_ask(stub: Stub, phone: Phone) -> None:
    asked = phone.get("/device").get_json()

    assert asked["checks"] == ["pin", "visual"]
    assert asked["kinds"]["YZK"] == "薬剤情報"
    assert asked["prescriptions"] == {"1": "電子処方箋", "2": "紙の処方箋"}


def test_no_card_before_the_patient_chose(phone: Phone, card: TestCard) -> None:
    phone.start("pin")

    assert refused(phone.read(card, signed=True)) == (409, "consent_missing")


def test_a_prescription_form_must_be_chosen_where_it_is_asked(phone: Phone) -> None:
    phone.start("pin")

    assert refused(phone.choose(prescription=None)) == (409, "consent_missing")


def test_kinds_that_are_not_asked_are_left_out(
    stub: Stub, phone: Phone, card: TestCard
) -> None:
    settings = Settings(home_visit=True, consent_kinds=frozenset({ConsentKind.DRUGS}))
    stub.institutions.change_settings(DENTAL, settings)
    stub.institutions.apply_pending(DENTAL)
    phone.up_to_card("pin")

    phone.read(card, signed=True)

    (consent,) = stub.consents.everything()
    assert consent.kinds == {ConsentKind.DRUGS}


def test_a_visit_is_over_after_fifteen_minutes(
    phone: Phone, card: TestCard, clock: SettableClock
) -> None:
    phone.up_to_card("pin")
    clock.set(clock.now() + timedelta(minutes=15))

    assert refused(phone.read(card, signed=True)) == (410, "msa_visit_over")


def test_the_function_switched_off_meanwhile_refuses_the_card(
    stub: Stub, phone: Phone, card: TestCard
) -> None:
    phone.up_to_card("pin")
    stub.institutions.change_settings(DENTAL, Settings(home_visit=False))
    stub.institutions.apply_pending(DENTAL)

    assert refused(phone.read(card, signed=True)) == (403, "function_disabled")


def test_another_phones_visit_is_nobody_elses(
    stub: Stub, web: FlaskClient, phone: Phone, card: TestCard
) -> None:
    phone.up_to_card("pin")
    other = Phone(web, enrol(web, issue_code(stub)).get_json()["token"])
    other.visit, other.challenge = phone.visit, phone.challenge

    assert refused(other.choose()) == (404, "msa_visit_unknown")
    assert refused(other.read(card, signed=True)) == (404, "msa_visit_unknown")
    phone.read(card, signed=True)
    result = other.get(f"/visits/{phone.visit}/result")
    assert refused(result) == (404, "msa_visit_unknown")


def test_the_consent_is_fetched_like_any_other(
    stub: Stub, phone: Phone, card: TestCard
) -> None:
    phone.up_to_card("visual")
    phone.read(card, signed=False)

    reception = stub.inquiries.answer(
        list_request("20260410", "20260410"), encoding=Encoding.UTF_8
    )
    number = reception.MessageBody.ReceptionNumber  # type: ignore[attr-defined]  # of this message
    result = stub.inquiries.answer(result_request(number), encoding=Encoding.UTF_8)

    (unit,) = result.MessageBody.BulkConfirmUnit  # type: ignore[attr-defined]  # likewise
    (record,) = unit.ResultOfQualificationConfirmation
    assert record.Name == "髙﨑　さくら"
    assert record.PharmacistsInfoConsFlg == "1"
