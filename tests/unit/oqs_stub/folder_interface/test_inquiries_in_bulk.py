"""OQSmuquc01/02: 一括照会, many people at once, the day before they come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from card_profiles.model import Coverage, LimitCertificate, Persona
from oqs_stub.messages.bulk_inquiry import (
    BulkInquiryReception,
    BulkInquiryResult,
    BulkInquiryUnit,
)
from oqs_stub.messages.validate import check_values
from oqs_stub.registry.search import InsuredNumbers
from oqs_stub.rules.functions import FunctionStarts
from oqs_stub.rules.parameters import Rules
from oqs_stub.service.inquiry_context import InquiryOptions

from .asking_more import Changes, bulk_request, bulk_result_request
from .world import World

LIMIT = LimitCertificate(
    classification="01",
    classification_flag="A03",
    issued_on=date(2025, 8, 1),
    valid_from=date(2025, 8, 1),
    valid_until=date(2026, 7, 31),
)


def _accept(world: World, *rows: Changes, day: str = "20260410") -> str:
    reception = world.ask(bulk_request(*rows, day=day), BulkInquiryReception)
    check_values(reception)
    assert reception.MessageHeader.SegmentOfResult == "1"
    assert reception.MessageBody is not None
    return reception.MessageBody.ReceptionNumber


def _result(world: World, number: str) -> BulkInquiryResult:
    answer = world.ask(bulk_result_request(number), BulkInquiryResult)
    check_values(answer)
    return answer


def _units(
    world: World, *rows: Changes, day: str = "20260410"
) -> tuple[BulkInquiryUnit, ...]:
    answer = _result(world, _accept(world, *rows, day=day))
    assert answer.MessageHeader.SegmentOfResult == "1"
    assert answer.MessageBody is not None
    return answer.MessageBody.BulkConfirmUnit


def test_every_row_comes_back_in_order_with_its_echo_and_the_counts(
    world: World,
) -> None:
    number = _accept(
        world,
        {"ArbitraryIdentifier": "a"},
        {"ArbitraryIdentifier": "b", "InsuredIdentificationNumber": "9"},
        {"ArbitraryIdentifier": "c", "Birthdate": None},
    )

    answer = _result(world, number)

    header, body = answer.MessageHeader, answer.MessageBody
    assert body is not None
    found = [
        (
            unit.QualificationConfirmSearchInfo.ArbitraryIdentifier,
            unit.ProcessingResultStatus,
            unit.QualificationValidity,
            unit.ProcessingResultCode,
            len(unit.ResultOfQualificationConfirmation),
        )
        for unit in body.BulkConfirmUnit
    ]
    assert found == [
        ("a", "1", "1", None, 1),
        ("b", "1", "4", None, 0),
        ("c", "2", None, "STUB0304", 0),
    ]
    counts = (header.NumberOfProcessingResult, header.NumberOfNormalProcessing)
    assert (*counts, header.NumberOfError) == ("3", "2", "1")
    assert header.QualificationConfirmationDate == "20260410"
    assert header.ReceptionNumber == number
    assert header.ArbitraryFileIdentifier == "Kai-2026_04/10 #1"


INCOMPLETE = ("InsurerNumber", "InsuredIdentificationNumber", "Birthdate")


@pytest.mark.parametrize("missing", INCOMPLETE)
def test_an_incomplete_row_fails_alone(world: World, missing: str) -> None:
    failed, good = _units(world, {missing: None}, {})

    assert failed.ProcessingResultCode == "STUB0304"
    assert good.QualificationValidity == "1"


def test_medical_aid_fails_alone_before_it_began(world: World) -> None:
    starts = FunctionStarts(medical_aid=date(2026, 4, 11))
    options = InquiryOptions(rules=replace(Rules(), starts=starts))
    aid = {"InsurerNumber": "１２９９００１６", "InsuredIdentificationNumber": "18"}

    failed, good = _units(world.with_options(options), aid, {})

    assert failed.ProcessingResultCode == "STUB0211"
    assert "2026年4月11日" in str(failed.ProcessingResultMessage)
    assert good.QualificationValidity == "1"


def test_medical_aid_fails_alone_where_it_is_not_set(world: World) -> None:
    aid = {"InsurerNumber": "12990016", "InsuredIdentificationNumber": "18"}

    failed, good = _units(world, aid, {})

    assert failed.ProcessingResultCode == "STUB0224"
    assert failed.QualificationValidity is None
    assert good.QualificationValidity == "1"


def test_the_record_has_neither_consents_nor_limit_data_nor_tickets(
    world: World, medical_aid: Callable[..., Coverage]
) -> None:
    world.enable(medical_aid=True)
    (coverage,) = world.registry.people()[0].coverages
    coverages = [replace(coverage, limit=LIMIT), medical_aid()]
    world.registry.replace_coverages("sakura", coverages)
    world.visit()

    aid = {"InsurerNumber": "12990016", "InsuredIdentificationNumber": "18"}
    insured, aided = _units(
        world, {"LimitApplicationCertificateRelatedConsFlg": "1"}, aid
    )

    for unit in (insured, aided):
        (record,) = unit.ResultOfQualificationConfirmation
        assert record.LimitApplicationCertificateRelatedConsFlg is None
        assert record.LimitApplicationCertificateRelatedConsTime is None
        assert record.LimitApplicationCertificateRelatedInfo is None
        assert record.PharmacistsInfoConsFlg is None
        assert record.PublicExpenseResultList is None
        assert record.ArbitraryIdentifier is None
    assert aided.QualificationValidity == "1"


def test_the_day_asked_for_counts(world: World) -> None:
    (coverage,) = world.registry.people()[0].coverages
    lost = replace(coverage, lost_on=date(2026, 4, 11), reason_of_loss="03")
    world.registry.replace_coverages("sakura", [lost])

    (today,) = _units(world, {}, day="20260410")
    (tomorrow,) = _units(world, {}, day="20260411")

    assert today.QualificationValidity == "1"
    assert tomorrow.QualificationValidity == "2"


def test_twins_without_branch_are_shown_and_no_reference_number_chooses_one(
    world: World, make_persona: Callable[..., Persona]
) -> None:
    (coverage,) = world.registry.people()[0].coverages
    twin = make_persona("futago", serial=2, coverages=(replace(coverage, branch="02"),))
    world.registry.add(twin)

    both, one = _units(world, {}, {"InsuredBranchNumber": "02"})

    assert both.QualificationValidity == "5"
    assert len(both.ResultOfQualificationConfirmation) == 2
    assert both.ReferenceNumber == ()
    assert one.QualificationValidity == "1"


def test_a_change_of_limit_data_is_told_against_what_was_given_last(
    world: World,
) -> None:
    (coverage,) = world.registry.people()[0].coverages
    world.registry.replace_coverages("sakura", [replace(coverage, limit=LIMIT)])

    def changed() -> str | None:
        (unit,) = _units(world, {})
        (record,) = unit.ResultOfQualificationConfirmation
        return record.LimitApplicationCertificateChanged

    never_given = changed()
    world.eligibility(LimitApplicationCertificateRelatedConsFlg="0")
    not_offered = changed()
    world.eligibility()
    given = changed()
    newer = replace(LIMIT, classification_flag="A04")
    world.registry.replace_coverages("sakura", [replace(coverage, limit=newer)])

    assert (never_given, not_offered, given, changed()) == ("1", "1", "0", "1")


def test_a_limit_that_begins_or_ends_after_it_was_given_is_a_change(
    world: World,
) -> None:
    (coverage,) = world.registry.people()[0].coverages
    next_year = replace(LIMIT, valid_from=date(2026, 8, 1), valid_until=None)

    def changed(limit: LimitCertificate, day: str) -> str | None:
        world.registry.replace_coverages("sakura", [replace(coverage, limit=limit)])
        world.eligibility()  # Of 10 April.
        (unit,) = _units(world, {}, day=day)
        (record,) = unit.ResultOfQualificationConfirmation
        return record.LimitApplicationCertificateChanged

    assert changed(LIMIT, "20260731") == "0"
    assert changed(LIMIT, "20260801") == "1"
    assert changed(next_year, "20260731") == "0"
    assert changed(next_year, "20260801") == "1"


def test_what_one_institution_was_given_says_nothing_to_another(world: World) -> None:
    world.eligibility(MedicalInstitutionCode="9910000018")

    (unit,) = _units(world, {})

    (record,) = unit.ResultOfQualificationConfirmation
    assert record.LimitApplicationCertificateChanged == "1"


def test_while_it_is_in_the_works_it_may_be_asked_for_again(world: World) -> None:
    slow = world.with_options(InquiryOptions(bulk_delay_polls=1))
    number = _accept(slow, {})

    answers = [_result(slow, number) for _ in range(3)]

    segments = [answer.MessageHeader.SegmentOfResult for answer in answers]
    assert segments == ["2", "1", "1"]
    assert answers[0].MessageBody is None
    assert answers[1].MessageBody == answers[2].MessageBody


def test_a_reception_number_of_another_message_is_unknown_here(world: World) -> None:
    reception = world.accept_list()
    assert reception.MessageBody is not None

    answer = _result(world, reception.MessageBody.ReceptionNumber)
    other = world.list_result(_accept(world, {}))

    assert answer.MessageHeader.SegmentOfResult == "9"
    assert answer.MessageHeader.ErrorCode == "STUB0207"
    assert other.MessageHeader.ErrorCode == "STUB0207"


@pytest.mark.parametrize(("rows", "segment"), [(2, "1"), (3, "9")])
def test_more_rows_than_allowed_are_refused_as_a_whole(
    world: World, rows: int, segment: str
) -> None:
    strict = world.with_options(InquiryOptions(most_rows=2))

    answer = strict.ask(bulk_request(*[{}] * rows), BulkInquiryReception)

    assert answer.MessageHeader.SegmentOfResult == segment
    if segment == "9":
        assert answer.MessageHeader.ErrorCode == "STUB0208"
        assert "2 件までですが、3 件" in (answer.MessageHeader.ErrorMessage or "")


def test_a_bulk_inquiry_needs_no_home_visit_function(world: World) -> None:
    world.enable(home_visit=False)

    (unit,) = _units(world, {})

    assert unit.QualificationValidity == "1"


SEARCHES = {
    "all": {},
    "padded and wide": {"insurer_number": " 1990019", "number": "１２３"},
    "symbol": {"symbol": "10"},
    "wrong symbol": {"symbol": "11"},
    "branch": {"branch": "1"},
    "wrong branch": {"branch": "02"},
    "no birthday": {"birthdate": None},
    "wrong birthday": {"birthdate": date(1980, 2, 18)},
    "wrong number": {"number": "124"},
    "wrong insurer": {"insurer_number": "06990014"},
    "blank symbol": {"symbol": " "},
}


def test_many_searches_find_what_each_alone_would_find(
    world: World, make_persona: Callable[..., Persona]
) -> None:
    (coverage,) = world.registry.people()[0].coverages
    twin = make_persona("futago", serial=2, coverages=(replace(coverage, branch="02"),))
    world.registry.add(twin)
    base = {
        "insurer_number": "01990019",
        "number": "0000123",
        "birthdate": date(1980, 2, 17),
    }
    searches = [base | changes for changes in SEARCHES.values()]

    many = world.registry.find_many(
        [InsuredNumbers(**search) for search in searches]  # type: ignore[arg-type]  # by field.
    )

    alone = [world.registry.find(**search) for search in searches]  # type: ignore[arg-type]  # by field.
    assert many == alone
    counts = dict(zip(SEARCHES, map(len, many), strict=True))
    assert counts["all"] == 2
    assert counts["branch"] == 1
    assert counts["wrong symbol"] == counts["wrong number"] == 0
