"""Somebody at the card reader: a file in `face`, and consents for 24 hours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from card_profiles.dates import JST
from card_profiles.model import Coverage, Persona
from oqs_stub.exchange import EventKind
from oqs_stub.institutions import InstitutionUnknownError
from oqs_stub.messages import Codec, Encoding
from oqs_stub.records import (
    ConsentKind,
    InstitutionState,
    TreatmentCategory,
)
from oqs_stub.reference_numbers import ReferenceRegister
from oqs_stub.registry import PersonUnknownError
from oqs_stub.service.face_reader import FaceReader, FaceRefusedError

from .asking import DENTIST
from .office import EVERYTHING, NAME, Office, reader_of
from .world import World


@pytest.fixture
def office(world: World, exchange_folder: Path) -> Iterator[Office]:
    world.enable(kinds=frozenset(ConsentKind))
    made = Office(world, exchange_folder)
    yield made
    made.exchange.stop()


def test_the_result_lies_in_face_under_a_name_of_its_own(office: Office) -> None:
    answer = office.receive()

    assert office.files() == [NAME]
    header, body = answer.MessageHeader, answer.MessageBody
    assert header.ArbitraryFileIdentifier == "A" * 16
    assert header.ReferenceClassification == "1"
    assert header.QualificationConfirmationDate == "20260410"
    assert header.CharacterCodeIdentifier == "0"
    assert body is not None
    assert body.QualificationConfirmSearchInfo is None
    assert body.PrescriptionIssueSelect == "1"
    assert (body.ProcessingResultStatus, body.QualificationValidity) == ("1", "1")
    assert [e.name for e in office.events if e.kind is EventKind.FACE] == [NAME]


def test_its_consents_last_for_24_hours(office: Office) -> None:
    answer = office.receive()

    assert answer.MessageBody is not None
    assert answer.MessageBody.ResultList is not None
    (record,) = answer.MessageBody.ResultList.ResultOfQualificationConfirmation
    assert record.PharmacistsInfoConsFlg == "1"
    assert record.PharmacistsInfoConsTime == "20260410100000"
    assert record.PharmacistsInfoAvailableTime == "20260411100000"
    assert record.LimitApplicationCertificateRelatedConsFlg == "1"
    view = {"MedicalTreatmentFlag": "1"}
    office.world.clock.set(datetime(2026, 4, 11, 10, tzinfo=JST))
    assert office.world.medicines(**view).MessageHeader.ResultCode == "1"
    office.world.clock.set(datetime(2026, 4, 11, 10, 0, 1, tzinfo=JST))
    assert office.world.medicines(**view).MessageHeader.ResultCode == "STUB0402"


def test_it_opens_no_reinquiry_and_no_view_of_home_visits(office: Office) -> None:
    office.receive()

    again = office.world.reinquiry()
    drugs = office.world.medicines(MedicalTreatmentFlag="2")

    assert again.MessageBody is not None
    assert again.MessageBody.ProcessingResultCode == "STUB0302"
    assert drugs.MessageHeader.ResultCode == "STUB0401"


def test_kinds_the_institution_does_not_use_are_not_kept(office: Office) -> None:
    office.world.enable(kinds=frozenset({ConsentKind.DRUGS}))

    answer = office.receive()

    assert answer.MessageBody is not None
    assert answer.MessageBody.ResultList is not None
    (record,) = answer.MessageBody.ResultList.ResultOfQualificationConfirmation
    assert record.PharmacistsInfoConsFlg == "1"
    assert record.OperationInfoConsFlg == "0"
    assert record.OperationInfoConsTime is None


def test_no_form_of_prescription_is_told_where_none_is_asked(office: Office) -> None:
    institutions = office.world.institutions
    settings = institutions.settings(DENTIST)
    institutions.change_settings(DENTIST, replace(settings, prescription_timing="1"))
    institutions.apply_pending(DENTIST)

    answer = office.receive()

    assert answer.MessageBody is not None
    assert answer.MessageBody.PrescriptionIssueSelect is None
    assert office.world.consents.everything()[0].prescription is None


def test_it_can_be_written_in_shift_jis(office: Office) -> None:
    office.receive(encoding=Encoding.SHIFT_JIS)

    text = (office.face / NAME).read_bytes().decode("cp932")
    assert 'encoding="Shift_JIS"' in text
    assert "<CharacterCodeIdentifier>1<" in text
    assert "髙﨑　さくら" in text


def test_both_insurances_come_with_tickets_and_the_clinics_number(
    office: Office, medical_aid: Callable[..., Coverage]
) -> None:
    world = office.world
    (coverage,) = world.registry.people()[0].coverages
    world.registry.replace_coverages("sakura", [medical_aid(), coverage])
    world.enable(medical_aid=True)
    ReferenceRegister(world.database).register(
        "P-1",
        institution_code=DENTIST,
        person_id="sakura",
        coverage=coverage,
        now=world.clock.now(),
    )

    answer = office.receive()

    assert answer.MessageBody is not None
    assert answer.MessageBody.ResultList is not None
    records = answer.MessageBody.ResultList.ResultOfQualificationConfirmation
    assert [r.InsuredCardClassification for r in records] == ["01", "A1"]
    assert records[1].PublicExpenseResultList is not None
    assert records[0].ReferenceNumber == "P-1"


def test_nobody_is_received_who_cannot_be(
    office: Office, make_persona: Callable[..., Persona]
) -> None:
    world = office.world
    world.registry.add(make_persona("momo", serial=2, registered=False))
    reader = reader_of(world, office.results)
    exempt = next(
        one.code
        for one in world.institutions.all()
        if one.state not in (InstitutionState.OPERATING, InstitutionState.TEST_PERIOD)
    )

    with pytest.raises(FaceRefusedError, match="利用の登録"):
        reader.receive("momo", DENTIST, EVERYTHING)
    with pytest.raises(FaceRefusedError, match="運用していません"):
        reader.receive("sakura", exempt, EVERYTHING)
    with pytest.raises(PersonUnknownError):
        reader.receive("nobody", DENTIST, EVERYTHING)
    with pytest.raises(InstitutionUnknownError):
        reader.receive("sakura", "9999999999", EVERYTHING)

    office.exchange.run_once()
    assert office.files() == []
    assert world.consents.everything() == []


def test_two_results_of_one_second_have_two_names(office: Office) -> None:
    counter = iter(range(1, 10))
    reader = FaceReader(
        office.world.database,
        office.world.registry,
        office.world.consents,
        office.world.institutions,
        office.world.ledger,
        office.world.clock,
        office.results,
        codec=Codec(),
        encoding=Encoding.UTF_8,
        random_bytes=lambda size: bytes([next(counter)]) * size,
    )

    for _ in range(2):
        reader.receive("sakura", DENTIST, EVERYTHING)
    office.exchange.run_once()

    assert len(office.files()) == 2


def test_a_newer_visit_to_the_counter_takes_the_place_of_the_older(
    office: Office,
) -> None:
    office.receive()
    office.world.clock.set(office.world.clock.now() + timedelta(hours=1))
    reader_of(office.world, office.results).receive(
        "sakura", DENTIST, replace(EVERYTHING, kinds=frozenset())
    )

    current = office.world.consents.current(
        "sakura", DENTIST, TreatmentCategory.OUTPATIENT
    )

    assert current is not None
    assert current.kinds == frozenset()
