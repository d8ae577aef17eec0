"""OQSmutic01/02: the 医療券 of a month that are entrusted to who asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from card_profiles.model import Coverage, Persona
from oqs_stub.messages.consented import ConsentedUnit, ResultRequestBody
from oqs_stub.messages.headers import ListRequestHeader
from oqs_stub.messages.ticket_list import (
    TicketListReception,
    TicketListRequest,
    TicketListRequestBody,
    TicketResult,
    TicketResultRequest,
    TicketSearchInfo,
)
from oqs_stub.messages.validate import check_values
from oqs_stub.service.inquiry_context import InquiryOptions

from .asking import DENTIST, IDENTIFIER
from .world import World

Ticket = Callable[..., Coverage]
CLINIC, PHARMACY = "9910000018", "9940000012"


@pytest.fixture
def aided(world: World, medical_aid: Ticket) -> World:
    """sakura is on 医療扶助, with a ticket of this month for the dentist."""
    world.registry.replace_coverages("sakura", [medical_aid()])
    world.enable(medical_aid=True)
    return world


def _accept(
    world: World, month: str = "202604", *, code: str = DENTIST
) -> TicketListReception:
    request = TicketListRequest(
        MessageHeader=ListRequestHeader(
            MedicalInstitutionCode=code, ArbitraryFileIdentifier=IDENTIFIER
        ),
        MessageBody=TicketListRequestBody(
            QualificationConfirmSearchInfo=TicketSearchInfo(MedicalTreatmentMonth=month)
        ),
    )
    return world.ask(request, TicketListReception)


def _result(world: World, number: str, *, code: str = DENTIST) -> TicketResult:
    request = TicketResultRequest(
        MessageHeader=ListRequestHeader(MedicalInstitutionCode=code),
        MessageBody=ResultRequestBody(ReceptionNumber=number),
    )
    return world.ask(request, TicketResult)


def _units(
    world: World, month: str = "202604", *, code: str = DENTIST
) -> tuple[ConsentedUnit, ...]:
    reception = _accept(world, month, code=code)
    check_values(reception)
    assert reception.MessageBody is not None
    answer = _result(world, reception.MessageBody.ReceptionNumber, code=code)
    check_values(answer)
    assert answer.MessageHeader.SegmentOfResult == "1"
    assert answer.MessageHeader.ArbitraryFileIdentifier == IDENTIFIER
    return () if answer.MessageBody is None else answer.MessageBody.BulkConfirmUnit


def test_a_ticket_comes_with_every_particular_and_no_consents(
    aided: World, medical_aid: Ticket
) -> None:
    coverage = medical_aid()
    (ticket,) = coverage.tickets
    full = replace(
        ticket,
        district_contact="架空　地区",
        handling_contact="架空　取扱",
        inconsistent=True,
        infection=True,
        late_elderly=True,
        prefectural=True,
        remarks=("備考の一", "備考の二"),
    )
    aided.registry.replace_coverages("sakura", [replace(coverage, tickets=(full,))])

    (unit,) = _units(aided)

    (record,) = unit.ResultOfQualificationConfirmation
    assert unit.QualificationValidity == "1"
    assert (record.InsuredCardClassification, record.InsurerNumber) == (
        "A1",
        "12990016",
    )
    assert record.PharmacistsInfoConsFlg is None
    assert record.LimitApplicationCertificateRelatedConsFlg is None
    assert record.PublicExpenseResultList is not None
    (told,) = record.PublicExpenseResultList.MedicalTicketInfo
    assert (told.TicketType, told.MedicalTreatmentMonth) == ("01", "202604")
    assert told.DesignatedMedicalInstitutionFlag == "0"
    assert (told.DistrictContactName, told.HandlingContactName) == (
        "架空　地区",
        "架空　取扱",
    )
    assert told.ConsistencyFlag == "1"
    assert (
        told.StatusOfInfecton,
        told.StatusOfElderlyMedicalCare,
        told.StatusOfPrefecturalExpenses,
    ) == ("01", "01", "01")
    assert (told.Remarks1, told.Remarks2, told.Remarks3) == (
        "備考の一",
        "備考の二",
        None,
    )


def test_an_ordinary_ticket_says_no_and_leaves_out_what_nobody_wrote(
    aided: World,
) -> None:
    (unit,) = _units(aided)

    listed = unit.ResultOfQualificationConfirmation[0].PublicExpenseResultList
    assert listed is not None
    (told,) = listed.MedicalTicketInfo
    assert told.ConsistencyFlag is None
    assert (told.StatusOfInfecton, told.StatusOfElderlyMedicalCare) == ("02", "02")
    assert (told.DistrictContactName, told.Remarks1) == (None, None)


NOT_LISTED = {
    "another month": ({"month": "202603"}, "202604"),
    "asked for another month": ({}, "202603"),
    "another institution": ({"institution": CLINIC}, "202604"),
    "a pharmacy's ticket": ({"ticket_type": "02"}, "202604"),
}


@pytest.mark.parametrize(
    ("ticket", "month"), NOT_LISTED.values(), ids=NOT_LISTED.keys()
)
def test_only_tickets_of_the_month_for_the_asker_are_listed(
    aided: World, medical_aid: Ticket, ticket: dict[str, str], month: str
) -> None:
    aided.registry.replace_coverages("sakura", [medical_aid(**ticket)])

    assert _units(aided, month) == ()


def test_a_pharmacy_gets_its_dispensing_tickets_with_the_prescriber(
    aided: World, medical_aid: Ticket
) -> None:
    coverage = medical_aid(institution=PHARMACY, ticket_type="02")
    (ticket,) = coverage.tickets
    prescribed = replace(
        ticket, prescriber_code=DENTIST, prescriber_name="マイナベンチ歯科診療所"
    )
    aided.registry.replace_coverages(
        "sakura", [replace(coverage, tickets=(prescribed,))]
    )
    aided.enable(PHARMACY, medical_aid=True)

    (unit,) = _units(aided, code=PHARMACY)

    listed = unit.ResultOfQualificationConfirmation[0].PublicExpenseResultList
    assert listed is not None
    (told,) = listed.MedicalTicketInfo
    assert told.TicketType == "02"
    assert told.PrescriptionIssuerMedicalInstitutionCode == DENTIST
    assert told.PrescriptionIssuerMedicalInstitutionName == "マイナベンチ歯科診療所"


def test_tickets_for_others_are_left_out_of_the_record(
    aided: World, medical_aid: Ticket
) -> None:
    mine, other = medical_aid(), medical_aid(institution=CLINIC)
    both = replace(mine, tickets=(*mine.tickets, *other.tickets))
    aided.registry.replace_coverages("sakura", [both])

    (unit,) = _units(aided)

    listed = unit.ResultOfQualificationConfirmation[0].PublicExpenseResultList
    assert listed is not None
    (told,) = listed.MedicalTicketInfo
    assert told.DesignatedMedicalInstitutionCode == DENTIST


def test_health_insurance_beside_it_is_told_too(
    aided: World, make_persona: Callable[..., Persona], medical_aid: Ticket
) -> None:
    (insurance,) = make_persona().coverages
    aided.registry.replace_coverages("sakura", [medical_aid(), insurance])

    (unit,) = _units(aided)

    kinds = [
        record.InsuredCardClassification
        for record in unit.ResultOfQualificationConfirmation
    ]
    assert kinds == ["01", "A1"]


def test_a_past_month_is_judged_within_itself(
    aided: World, medical_aid: Ticket
) -> None:
    ended = replace(medical_aid(month="202603"), lost_on=date(2026, 4, 1))
    aided.registry.replace_coverages("sakura", [ended])

    (unit,) = _units(aided, "202603")

    assert unit.QualificationValidity == "1"


def test_where_medical_aid_is_not_set_nothing_is_told(aided: World) -> None:
    reception = _accept(aided)
    assert reception.MessageBody is not None
    number = reception.MessageBody.ReceptionNumber
    aided.enable(medical_aid=False)

    assert _accept(aided).MessageHeader.ErrorCode == "STUB0224"
    assert _result(aided, number).MessageHeader.ErrorCode == "STUB0224"


def test_a_reception_number_is_good_only_for_who_got_it(aided: World) -> None:
    reception = _accept(aided)
    assert reception.MessageBody is not None
    aided.enable(CLINIC, medical_aid=True)

    stolen = _result(aided, reception.MessageBody.ReceptionNumber, code=CLINIC)

    assert stolen.MessageHeader.ErrorCode == "STUB0207"


def test_the_result_is_in_the_works_as_often_as_the_option_says(aided: World) -> None:
    slow = aided.with_options(InquiryOptions(bulk_delay_polls=1))
    reception = _accept(slow)
    assert reception.MessageBody is not None
    number = reception.MessageBody.ReceptionNumber

    segments = [_result(slow, number).MessageHeader.SegmentOfResult for _ in range(2)]

    assert segments == ["2", "1"]
