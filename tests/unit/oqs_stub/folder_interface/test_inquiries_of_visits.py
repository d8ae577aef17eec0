"""OQSmuhvq01/02: the list of who consented on which days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from card_profiles.model import Coverage
from oqs_stub.messages import ConsentedResult
from oqs_stub.messages.consented import ConsentedUnit
from oqs_stub.messages.validate import check_values
from oqs_stub.records import ConsentKind, TreatmentCategory
from oqs_stub.service.inquiry_context import InquiryOptions

from .world import World

HOME = TreatmentCategory.HOME_VISIT
DENTIST = "9930000014"


def _units(answer: ConsentedResult) -> tuple[ConsentedUnit, ...]:
    check_values(answer)
    assert answer.MessageHeader.SegmentOfResult == "1"
    return () if answer.MessageBody is None else answer.MessageBody.BulkConfirmUnit


def test_a_visit_comes_into_the_list_with_consents_and_prescription(
    world: World,
) -> None:
    world.visit(kinds=frozenset({ConsentKind.DRUGS}))

    answer = world.consented()

    (unit,) = _units(answer)
    (record,) = unit.ResultOfQualificationConfirmation
    assert unit.QualificationValidity == "1"
    assert answer.MessageHeader.NumberOfProcessingResult == "1"
    assert answer.MessageHeader.NumberOfNormalProcessing == "1"
    assert answer.MessageHeader.NumberOfError == "0"
    assert record.PharmacistsInfoConsFlg == "1"
    assert record.PharmacistsInfoConsTime == "20260410100000"
    assert record.PharmacistsInfoAvailableTime == "20260731235959"
    assert record.OperationInfoConsFlg == "0"
    assert record.OperationInfoConsTime is None
    assert record.PrescriptionIssueSelect == "2"
    assert record.ConsentLapseReason is None


def test_the_reception_is_echoed_in_the_result(world: World) -> None:
    reception = world.accept_list()

    check_values(reception)
    assert reception.MessageBody is not None
    number = reception.MessageBody.ReceptionNumber
    assert number == "20260410000000000001"
    result = world.list_result(number)
    assert result.MessageHeader.ReceptionNumber == number
    assert result.MessageHeader.ArbitraryFileIdentifier == "Kai-2026_04/10 #1"
    assert _units(result) == ()
    again = world.accept_list()
    assert again.MessageBody is not None
    assert again.MessageBody.ReceptionNumber == "20260410000000000002"


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        ("20260410", "20260410", 1),
        ("20260401", "20260409", 0),
        ("20260411", "20260430", 0),
        ("00010101", "20260410", 1),
        ("20260410", "99991231", 1),
    ],
)
def test_the_list_holds_the_consents_of_the_days_asked_for(
    world: World, first: str, last: str, count: int
) -> None:
    world.visit()

    assert len(_units(world.consented(first, last))) == count


def test_a_consent_given_after_the_reception_is_not_in_its_result(
    world: World,
) -> None:
    reception = world.accept_list()
    assert reception.MessageBody is not None
    world.visit(at=world.clock.now() + timedelta(minutes=1))
    world.clock.set(world.clock.now() + timedelta(minutes=2))

    earlier = world.list_result(reception.MessageBody.ReceptionNumber)

    assert _units(earlier) == ()
    assert len(_units(world.consented())) == 1


def test_another_institution_sees_nothing_of_it(world: World) -> None:
    world.visit(code="9910000018")

    assert _units(world.consented()) == ()


def test_the_result_is_in_the_works_as_often_as_the_option_says(world: World) -> None:
    slow = world.with_options(InquiryOptions(bulk_delay_polls=2))
    world.visit()
    reception = slow.accept_list()
    assert reception.MessageBody is not None
    number = reception.MessageBody.ReceptionNumber

    segments = [
        slow.list_result(number).MessageHeader.SegmentOfResult for _ in range(4)
    ]

    assert segments == ["2", "2", "1", "1"]


REFUSED_LISTS = {
    "online": ("20260401", "20260430", "3", "STUB0205"),
    "days the wrong way round": ("20260430", "20260401", "2", "STUB0206"),
}


@pytest.mark.parametrize(
    ("first", "last", "flag", "error"), REFUSED_LISTS.values(), ids=REFUSED_LISTS.keys()
)
def test_a_list_that_makes_no_sense_is_refused_as_a_whole(
    world: World, first: str, last: str, flag: str, error: str
) -> None:
    answer = world.accept_list(first, last, flag=flag)

    check_values(answer)
    assert answer.MessageHeader.SegmentOfResult == "9"
    assert answer.MessageHeader.ErrorCode == error
    assert answer.MessageBody is None


def test_a_reception_number_is_good_only_for_who_got_it(world: World) -> None:
    reception = world.accept_list()
    assert reception.MessageBody is not None
    world.enable("9910000018")

    stolen = world.list_result(reception.MessageBody.ReceptionNumber, code="9910000018")
    invented = world.list_result("1")

    assert stolen.MessageHeader.ErrorCode == "STUB0207"
    assert invented.MessageHeader.ErrorCode == "STUB0207"
    assert invented.MessageHeader.ReceptionNumber == "1"


def test_without_the_function_nothing_about_visits_is_answered(world: World) -> None:
    world.visit()
    world.enable(home_visit=False)

    assert world.accept_list().MessageHeader.ErrorCode == "STUB0204"
    assert world.reinquiry().MessageHeader.ErrorCode == "STUB0204"


def test_both_insurances_of_a_person_come_as_two_records(
    world: World, medical_aid: Callable[..., Coverage]
) -> None:
    (coverage,) = world.registry.people()[0].coverages
    world.registry.replace_coverages("sakura", [medical_aid(), coverage])
    world.visit()

    (hidden,) = _units(world.consented())
    world.enable(medical_aid=True)
    (shown,) = _units(world.consented())

    kinds = [
        r.InsuredCardClassification for r in shown.ResultOfQualificationConfirmation
    ]
    tickets = shown.ResultOfQualificationConfirmation[1].PublicExpenseResultList
    assert len(hidden.ResultOfQualificationConfirmation) == 1
    assert kinds == ["01", "A1"]
    assert tickets is not None
    (ticket,) = tickets.MedicalTicketInfo
    assert ticket.DesignatedMedicalInstitutionFlag == "0"
    assert ticket.InjuryName1 == "う蝕"


def test_a_ticket_for_another_institution_is_flagged(
    world: World, medical_aid: Callable[..., Coverage]
) -> None:
    world.enable(medical_aid=True)
    world.registry.replace_coverages("sakura", [medical_aid(institution="9910000018")])
    world.visit()

    (unit,) = _units(world.consented())

    tickets = unit.ResultOfQualificationConfirmation[0].PublicExpenseResultList
    assert tickets is not None
    assert tickets.MedicalTicketInfo[0].DesignatedMedicalInstitutionFlag == "1"
