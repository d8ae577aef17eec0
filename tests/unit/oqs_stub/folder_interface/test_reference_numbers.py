"""OQSsiimm01, OQSmuimm01/02: 照会番号, the clinic's own number of a patient."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from card_profiles.model import Coverage, Persona
from oqs_stub.messages.bulk_inquiry import BulkInquiryReception, BulkInquiryResult
from oqs_stub.messages.reference_numbers import (
    BulkRegistrationReception,
    BulkRegistrationResult,
    RegistrationAnswer,
    RegistrationUnit,
)
from oqs_stub.messages.validate import check_values
from oqs_stub.rules.reference_number import RegistrationRefusal, registration_refusal
from oqs_stub.service.inquiry_context import InquiryOptions

from ..sakura import coverage
from .asking_more import (
    bulk_request,
    bulk_result_request,
    registration,
    registration_request,
    registrations_request,
    registrations_result_request,
)
from .world import World

OTHER = "9910000018"


def _register(world: World, number: str, **changes: str | None) -> str | None:
    """Register one number; the code of the refusal, None where it went well."""
    answer = world.ask(registration_request(number, **changes), RegistrationAnswer)
    check_values(answer)
    assert answer.MessageHeader.SegmentOfResult == "1"
    body = answer.MessageBody
    assert body is not None
    assert body.ReferenceNumber == number
    assert (body.ProcessingResultStatus == "1") == (body.ProcessingResultCode is None)
    return body.ProcessingResultCode


def _told(world: World, **changes: str | None) -> str | None:
    """The 照会番号 in the answer to a single inquiry by number."""
    answer = world.eligibility(**changes)
    assert answer.MessageBody is not None
    assert answer.MessageBody.ResultList is not None
    (record,) = answer.MessageBody.ResultList.ResultOfQualificationConfirmation
    return record.ReferenceNumber


def test_a_registered_number_comes_back_in_every_later_answer_here(
    world: World,
) -> None:
    assert _told(world) is None
    assert _register(world, "Kai-77") is None
    world.visit()

    again, consented = world.reinquiry(), world.consented()
    reception = world.ask(bulk_request({}), BulkInquiryReception)
    assert reception.MessageBody is not None
    bulk = world.ask(
        bulk_result_request(reception.MessageBody.ReceptionNumber), BulkInquiryResult
    )

    assert _told(world) == "Kai-77"
    assert again.MessageBody is not None
    assert again.MessageBody.ResultList is not None
    (record,) = again.MessageBody.ResultList.ResultOfQualificationConfirmation
    assert record.ReferenceNumber == "Kai-77"
    assert consented.MessageBody is not None
    assert consented.MessageBody.BulkConfirmUnit[0].ReferenceNumber == ("Kai-77",)
    assert bulk.MessageBody is not None
    assert bulk.MessageBody.BulkConfirmUnit[0].ReferenceNumber == ("Kai-77",)


def test_another_institution_has_numbers_of_its_own(world: World) -> None:
    assert _register(world, "1") is None

    assert _told(world, MedicalInstitutionCode=OTHER) is None
    assert _register(world, "2", code=OTHER) is None
    assert _told(world) == "1"
    assert _told(world, MedicalInstitutionCode=OTHER) == "2"


def test_registering_again_replaces_the_number_of_the_same_insurance(
    world: World,
) -> None:
    assert _register(world, "old") is None
    world.clock.set(world.clock.now() + timedelta(minutes=1))
    assert _register(world, "new") is None

    assert _told(world) == "new"
    assert _register(world, "old") is None


def test_a_number_stays_with_the_person_when_the_insurer_changes(world: World) -> None:
    assert _register(world, "77") is None
    (held,) = world.registry.people()[0].coverages
    moved = [
        replace(held, lost_on=date(2026, 4, 1), reason_of_loss="03"),
        replace(held, number="555", valid_from=date(2026, 4, 1)),
    ]
    world.registry.replace_coverages("sakura", moved)

    assert _told(world, InsuredIdentificationNumber="555") == "77"


def test_each_insurance_of_a_person_may_have_a_number(
    world: World, medical_aid: Callable[..., Coverage]
) -> None:
    world.enable(medical_aid=True)
    held = world.registry.people()[0].coverages[0]
    world.registry.replace_coverages("sakura", [held, medical_aid()])
    aid = {"InsurerNumber": "12990016", "InsuredIdentificationNumber": "18"}
    only_aid = {"InsuredCardSymbol": None, "InsuredBranchNumber": None}
    assert _register(world, "A", **aid, **only_aid) is None
    world.clock.set(world.clock.now() + timedelta(minutes=1))
    assert _register(world, "B") is None
    world.visit()

    answer = world.consented()

    assert answer.MessageBody is not None
    assert answer.MessageBody.BulkConfirmUnit[0].ReferenceNumber == ("B", "A")
    assert (_told(world), _told(world, **aid)) == ("B", "A")


REFUSED = {
    "nobody": ({"InsuredIdentificationNumber": "9"}, "STUB0307"),
    "another symbol": ({"InsuredCardSymbol": "11"}, "STUB0307"),
    "no branch": ({"InsuredBranchNumber": None}, "STUB0308"),
    "several": (
        {"InsuredBranchNumber": "01", "InsuredCardSymbol": None},
        "STUB0309",
    ),
}


@pytest.mark.parametrize(("changes", "error"), REFUSED.values(), ids=REFUSED.keys())
def test_a_number_that_cannot_be_registered_says_why(
    world: World,
    make_persona: Callable[..., Persona],
    changes: dict[str, str | None],
    error: str,
) -> None:
    (held,) = world.registry.people()[0].coverages
    namesake = make_persona("other", serial=2, coverages=(replace(held, symbol="99"),))
    world.registry.add(namesake)

    assert _register(world, "1", **changes) == error
    assert _told(world, InsuredCardSymbol="010") is None


def test_medical_aid_that_the_institution_may_not_see_is_not_found(
    world: World, medical_aid: Callable[..., Coverage]
) -> None:
    world.registry.replace_coverages("sakura", [medical_aid()])
    aid = {
        "InsurerNumber": "12990016",
        "InsuredCardSymbol": None,
        "InsuredIdentificationNumber": "18",
        "InsuredBranchNumber": None,
    }

    assert _register(world, "1", **aid) == "STUB0307"
    world.enable(medical_aid=True)
    assert _register(world, "1", **aid) is None


def test_one_number_never_stands_for_two_people(
    world: World, make_persona: Callable[..., Persona]
) -> None:
    (held,) = world.registry.people()[0].coverages
    world.registry.add(
        make_persona("futago", serial=2, coverages=(replace(held, branch="02"),))
    )
    assert _register(world, "1") is None

    assert _register(world, "1", InsuredBranchNumber="02") == "STUB0310"
    assert _register(world, "1", InsuredBranchNumber="02", code=OTHER) is None


RULE = {
    "one person": ([("a", "01")], "01", (), None),
    "nobody": ([], "01", (), RegistrationRefusal.PERSON_UNKNOWN),
    "no branch": ([("a", "01")], None, (), RegistrationRefusal.BRANCH_MISSING),
    "blank branch": ([("a", "01")], " ", (), RegistrationRefusal.BRANCH_MISSING),
    "後期高齢者 have none": ([("a", None)], None, (), None),
    "two people": (
        [("a", "01"), ("b", "01")],
        "01",
        (),
        RegistrationRefusal.PERSON_AMBIGUOUS,
    ),
    "twice the same person": ([("a", "01"), ("a", "01")], "01", (), None),
    "taken by another": ([("a", "01")], "01", ("b",), RegistrationRefusal.NUMBER_TAKEN),
    "one's own": ([("a", "01")], "01", ("a",), None),
}


@pytest.mark.parametrize(
    ("matched", "branch", "holders", "why"), RULE.values(), ids=RULE.keys()
)
def test_the_rule_of_registration(
    matched: list[tuple[str, str | None]],
    branch: str | None,
    holders: tuple[str, ...],
    why: RegistrationRefusal | None,
) -> None:
    found = [(person, replace(coverage(), branch=own)) for person, own in matched]

    assert registration_refusal(found, branch=branch, holders=holders) is why


def _accept(world: World, *numbers: str, **changes: str | None) -> str:
    rows = [registration(number, **changes) for number in numbers]
    reception = world.ask(registrations_request(*rows), BulkRegistrationReception)
    check_values(reception)
    assert reception.MessageBody is not None
    return reception.MessageBody.ReceptionNumber


def _result(world: World, number: str) -> BulkRegistrationResult:
    answer = world.ask(registrations_result_request(number), BulkRegistrationResult)
    check_values(answer)
    return answer


def _units(answer: BulkRegistrationResult) -> tuple[RegistrationUnit, ...]:
    assert answer.MessageBody is not None
    return answer.MessageBody.BulkRegistrationUnit


def test_many_numbers_are_registered_each_by_itself(world: World) -> None:
    rows = [registration("1"), registration("2", InsuredIdentificationNumber="9")]
    reception = world.ask(registrations_request(*rows), BulkRegistrationReception)
    assert reception.MessageBody is not None

    answer = _result(world, reception.MessageBody.ReceptionNumber)

    found = [
        (
            unit.ReferenceNumberRegistrationInfo.ReferenceNumber,
            unit.ProcessingResultStatus,
            unit.ProcessingResultCode,
        )
        for unit in _units(answer)
    ]
    assert found == [("1", "1", None), ("2", "2", "STUB0307")]
    assert answer.MessageHeader.NumberOfError == "1"
    assert answer.MessageHeader.ArbitraryFileIdentifier == "Kai-2026_04/10 #1"
    assert _told(world) == "1"


def test_fetching_the_result_again_registers_nothing_again(world: World) -> None:
    number = _accept(world, "1")
    first = _result(world, number)
    assert _register(world, "2") is None

    second = _result(world, number)

    assert _units(first) == _units(second)
    assert _told(world) == "2"


def test_the_result_of_a_registration_may_be_in_the_works(world: World) -> None:
    slow = world.with_options(InquiryOptions(bulk_delay_polls=1))
    number = _accept(slow, "1")

    assert _result(slow, number).MessageHeader.SegmentOfResult == "2"
    assert _result(slow, number).MessageHeader.SegmentOfResult == "1"


def test_too_many_numbers_are_refused_and_none_is_registered(world: World) -> None:
    strict = world.with_options(InquiryOptions(most_rows=1))
    rows = [registration("1"), registration("2")]

    answer = strict.ask(registrations_request(*rows), BulkRegistrationReception)

    assert answer.MessageHeader.ErrorCode == "STUB0208"
    assert answer.MessageBody is None
    assert _told(world) is None


def test_a_registration_is_in_the_ledger(world: World) -> None:
    _register(world, "1")
    _register(world, "2", InsuredIdentificationNumber="9")

    lines = [(e.action, e.person_id, e.result) for e in world.ledger.entries()]
    assert lines[-2:] == [
        ("OQSsiimm01", "sakura", "ok"),
        ("OQSsiimm01", "", "STUB0307"),
    ]
