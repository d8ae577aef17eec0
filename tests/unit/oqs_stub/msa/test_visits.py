"""A visit with the app: identified, consents, card, and the consent that is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from flask.testing import FlaskClient

from card_profiles.dates import JST
from card_profiles.model import Persona
from card_profiles.pki import PKI
from oqs_stub.clock import SettableClock
from oqs_stub.messages import Encoding
from oqs_stub.records import ConsentKind, Settings
from oqs_stub.stub import Stub

from ..conftest import DENTAL, NOW, TestCard
from ..folder_interface.asking import list_request, result_request
from .phone import Phone, enrol, issue_code, refused

Issue = Callable[[Persona], TestCard]
Make = Callable[..., Persona]


@pytest.fixture
def card(issue_card: Issue, make_persona: Make) -> TestCard:
    return issue_card(make_persona())


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


@pytest.mark.parametrize(
    ("day", "checks"),
    [
        pytest.param("2024-09-30", ["pin"], id="the-day-before"),
        pytest.param("2024-10-01", ["pin", "visual"], id="the-first-day"),
    ],
)
def test_a_visual_check_can_be_chosen_from_october_2024_on(
    stub: Stub, web: FlaskClient, clock: SettableClock, day: str, checks: list[str]
) -> None:
    clock.set(datetime.fromisoformat(f"{day}T00:00:00+09:00"))
    phone = Phone(web, enrol(web, issue_code(stub)).get_json()["token"])

    assert phone.get("/device").get_json()["checks"] == checks
    answer = phone.start("visual")
    if "visual" in checks:
        assert answer.status_code == 201
    else:
        assert refused(answer) == (403, "visual_check_not_started")
        assert "2024年10月1日" in answer.get_json()["message"]


def test_the_first_day_begins_at_midnight_in_japan(
    stub: Stub, web: FlaskClient, clock: SettableClock
) -> None:
    clock.set(datetime(2024, 9, 30, 15, 0, tzinfo=UTC))
    phone = Phone(web, enrol(web, issue_code(stub)).get_json()["token"])

    assert phone.start("visual").status_code == 201


def test_no_card_before_the_staff_looked(phone: Phone, card: TestCard) -> None:
    phone.start("visual")
    phone.choose()

    answer = phone.read(card, signed=False)

    assert refused(answer) == (409, "identity_not_confirmed")


def test_no_card_before_the_patient_chose(phone: Phone, card: TestCard) -> None:
    phone.start("pin")

    assert refused(phone.read(card, signed=True)) == (409, "consent_missing")


def test_a_face_that_is_another_ends_the_visit(
    stub: Stub, phone: Phone, card: TestCard
) -> None:
    phone.start("visual")
    phone.get_passcode()

    answer = phone.confirm(same_person=False)

    assert refused(answer) == (403, "identity_mismatch")
    assert refused(phone.get_passcode()) == (410, "msa_visit_over")
    assert refused(phone.choose()) == (410, "msa_visit_over")
    assert refused(phone.read(card, signed=False)) == (410, "msa_visit_over")
    assert stub.consents.everything() == []


def test_a_wrong_passcode_can_be_typed_three_times(phone: Phone) -> None:
    phone.start("visual")
    phone.get_passcode()
    wrong = f"{(int(phone.passcode) + 1) % 1_000_000:06d}"

    answers = [refused(phone.confirm(passcode=wrong)) for _ in range(4)]

    assert answers[:3] == [(403, "passcode_wrong")] * 3
    assert answers[3] == (410, "passcode_expired")
    assert refused(phone.confirm()) == (410, "passcode_expired")
    phone.get_passcode()
    assert phone.confirm().status_code == 200


def test_a_passcode_is_good_for_ten_minutes_and_once(
    phone: Phone, clock: SettableClock
) -> None:
    phone.start("visual")
    assert refused(phone.confirm(passcode="000000")) == (410, "passcode_expired")
    phone.get_passcode()
    clock.set(clock.now() + timedelta(minutes=10))
    assert refused(phone.confirm()) == (410, "passcode_expired")

    phone.get_passcode()

    assert phone.confirm().status_code == 200
    assert refused(phone.confirm()) == (410, "passcode_expired")


def test_a_new_passcode_makes_the_old_one_void(phone: Phone) -> None:
    phone.start("visual")
    phone.get_passcode()
    old = phone.passcode
    while phone.passcode == old:
        phone.get_passcode()

    assert refused(phone.confirm(passcode=old)) == (403, "passcode_wrong")


@pytest.mark.parametrize("signed_wrongly", [False, True], ids=["none", "other-nonce"])
def test_a_pin_visit_needs_the_cards_signature(
    stub: Stub, phone: Phone, card: TestCard, *, signed_wrongly: bool
) -> None:
    phone.up_to_card("pin")
    if signed_wrongly:
        phone.challenge = b"another challenge"

    answer = phone.read(card, signed=signed_wrongly)

    assert refused(answer) == (403, "signature_invalid")
    assert stub.consents.everything() == []


def test_a_challenge_counts_once(phone: Phone, card: TestCard) -> None:
    phone.up_to_card("pin")
    phone.challenge, right = b"wrong", phone.challenge
    phone.read(card, signed=True)
    phone.challenge = right

    assert refused(phone.read(card, signed=True)) == (409, "challenge_invalid")
    phone.choose()
    assert phone.read(card, signed=True).status_code == 201


@pytest.mark.parametrize("check", ["pin", "visual"])
def test_a_revoked_card_is_refused(
    phone: Phone, stub: Stub, issue_card: Issue, make_persona: Make, check: str
) -> None:
    persona = make_persona("revoked", serial=2002)
    plan = replace(
        persona.card.auth_certificate,
        revoked_at=datetime(2026, 4, 1, 9, 0, tzinfo=JST),
    )
    persona = replace(persona, card=replace(persona.card, auth_certificate=plan))
    stub.people.add([persona])
    phone.up_to_card(check)

    answer = phone.read(issue_card(persona), signed=check == "pin")

    assert refused(answer) == (403, "certificate_revoked")


def test_a_certificate_of_another_ca_is_refused(
    phone: Phone, tmp_path: Path, make_persona: Make, card_key: RSAPrivateKey
) -> None:
    other = PKI.open(tmp_path / "other", now=NOW)
    persona = make_persona()
    foreign = other.auth.issue(
        card_key.public_key(),
        person=persona.person,
        plan=persona.card.auth_certificate,
    )
    phone.up_to_card("visual")

    answer = phone.read(
        TestCard(foreign.public_bytes(serialization.Encoding.DER), card_key),
        signed=False,
    )

    assert refused(answer) == (403, "certificate_untrusted")


@pytest.mark.parametrize(
    ("expired", "accepted"),
    [
        pytest.param("2026-01-05", True, id="in-the-third-month"),
        pytest.param("2025-12-31", False, id="past-the-grace"),
    ],
)
@pytest.mark.parametrize("check", ["pin", "visual"])
def test_an_expired_certificate_gives_eligibility_alone_for_three_months(
    stub: Stub,
    phone: Phone,
    issue_card: Issue,
    make_persona: Make,
    *,
    check: str,
    expired: str,
    accepted: bool,
) -> None:
    persona = make_persona("late", serial=3003)
    plan = replace(
        persona.card.auth_certificate,
        expires_at=datetime.fromisoformat(f"{expired}T23:59:59+09:00"),
    )
    persona = replace(persona, card=replace(persona.card, auth_certificate=plan))
    stub.people.add([persona])
    phone.up_to_card(check)

    answer = phone.read(issue_card(persona), signed=check == "pin")

    if not accepted:
        assert refused(answer) == (403, "certificate_expired")
        assert stub.consents.everything() == []
        return
    assert answer.status_code == 201, answer.text
    assert "3か月以内" in answer.get_json()["notice"]
    (consent,) = stub.consents.everything()
    assert consent.kinds == frozenset()


def test_nobody_is_registered_for_insurance_use_by_the_app(
    stub: Stub, phone: Phone, issue_card: Issue, make_persona: Make
) -> None:
    persona = make_persona("akira", serial=4004, registered=False)
    stub.people.add([persona])
    phone.up_to_card("visual")

    answer = phone.read(issue_card(persona), signed=False)

    assert refused(answer) == (403, "insurance_use_not_registered")


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
