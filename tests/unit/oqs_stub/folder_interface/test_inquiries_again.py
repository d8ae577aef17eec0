"""OQSsihvq01: 再照会, the second and later visits without a card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from card_profiles.dates import JST
from card_profiles.model import Persona
from oqs_stub.care_months import CareMonths
from oqs_stub.messages import ReinquiryAnswer
from oqs_stub.messages.record import EligibilityRecord
from oqs_stub.messages.validate import check_values
from oqs_stub.records import (
    ConsentKind,
    LapseReason,
    Prescription,
    TreatmentCategory,
    VisitForm,
)

from .asking import DENTIST
from .world import World

HOME = TreatmentCategory.HOME_VISIT


def _record(answer: ReinquiryAnswer) -> EligibilityRecord:
    check_values(answer)
    assert answer.MessageBody is not None
    assert answer.MessageBody.ProcessingResultStatus == "1"
    assert answer.MessageBody.ResultList is not None
    (record,) = answer.MessageBody.ResultList.ResultOfQualificationConfirmation
    return record


def _refusal(answer: ReinquiryAnswer) -> str | None:
    check_values(answer)
    assert answer.MessageHeader.SegmentOfResult == "1"
    assert answer.MessageBody is not None
    assert answer.MessageBody.ProcessingResultStatus == "2"
    assert answer.MessageBody.ResultList is None
    assert answer.MessageBody.ProcessingResultMessage
    return answer.MessageBody.ProcessingResultCode


def test_reinquiry_needs_an_earlier_card_check_here(world: World) -> None:
    world.visit(code="9910000018")

    assert _refusal(world.reinquiry()) == "STUB0302"


def test_reinquiry_about_medical_aid_needs_the_setting(world: World) -> None:
    world.visit()
    aid = {"InsurerNumber": "12990016", "InsuredIdentificationNumber": "18"}

    assert _refusal(world.reinquiry(**aid)) == "STUB0224"


def test_reinquiry_gives_the_newest_eligibility_and_the_stored_consents(
    world: World,
) -> None:
    world.visit(prescription=Prescription.ELECTRONIC)
    world.clock.set(world.clock.now() + timedelta(days=30))

    answer = world.reinquiry(QualificationConfirmationDate="20260510")

    record = _record(answer)
    assert answer.MessageBody is not None
    assert answer.MessageBody.QualificationValidity == "1"
    assert answer.MessageBody.PrescriptionIssueSelect == "1"
    assert record.PharmacistsInfoConsFlg == "1"
    assert record.OperationInfoConsFlg == "0"
    assert record.QualificationChange == "0"


def test_a_new_insurer_shows_as_a_change(world: World) -> None:
    world.visit()
    (coverage,) = world.registry.people()[0].coverages
    lost = replace(coverage, lost_on=date(2026, 5, 1), reason_of_loss="03")
    newer = replace(coverage, number="555", valid_from=date(2026, 5, 1))
    world.registry.replace_coverages("sakura", [lost, newer])
    world.clock.set(datetime(2026, 5, 10, 9, 0, tzinfo=JST))
    day = {"QualificationConfirmationDate": "20260510"}

    by_old = world.reinquiry(**day)
    by_new = world.reinquiry(InsuredIdentificationNumber="555", **day)

    assert by_old.MessageBody is not None
    assert by_new.MessageBody is not None
    assert by_old.MessageBody.QualificationValidity == "3"
    assert by_new.MessageBody.QualificationValidity == "1"
    assert _record(by_old).QualificationChange == "1"
    assert _record(by_new).QualificationChange == "1"


@pytest.mark.parametrize("reason", [LapseReason.BY_INSTITUTION, LapseReason.BY_PATIENT])
def test_after_a_cancellation_eligibility_comes_and_consents_are_two(
    world: World, reason: LapseReason
) -> None:
    world.visit()
    world.consents.lapse("sakura", DENTIST, HOME, reason=reason, at=world.clock.now())

    record = _record(world.reinquiry())

    assert record.PharmacistsInfoConsFlg == "2"
    assert record.OperationInfoConsFlg == "0"
    assert record.ConsentLapseReason == reason.value


def _listed(world: World) -> EligibilityRecord:
    """What the list of who consented in April says of the only patient."""
    answer = world.consented()
    assert answer.MessageBody is not None
    (unit,) = answer.MessageBody.BulkConfirmUnit
    (record,) = unit.ResultOfQualificationConfirmation
    return record


def test_when_care_has_ended_reinquiry_is_refused_and_the_consent_is_two(
    world: World,
) -> None:
    world.visit()
    world.clock.set(datetime(2026, 8, 1, 9, 0, tzinfo=JST))

    assert _refusal(world.reinquiry()) == "STUB0303"

    record = _listed(world)
    assert record.PharmacistsInfoConsFlg == "2"
    assert record.PharmacistsInfoAvailableTime == "20260731235959"
    assert record.ConsentLapseReason == LapseReason.EXPIRED.value


@pytest.mark.parametrize("asked_between", [False, True], ids=["unasked", "refused"])
def test_months_told_late_count_whether_or_not_a_reinquiry_was_refused_before(
    world: World, *, asked_between: bool
) -> None:
    world.visit()
    world.clock.set(datetime(2026, 8, 5, 9, 0, tzinfo=JST))
    if asked_between:
        assert _refusal(world.reinquiry()) == "STUB0303"
    before = _listed(world).PharmacistsInfoConsFlg

    months = CareMonths(world.database)
    months.replace("sakura", DENTIST, [date(2026, 7, 1)])

    assert before == "2"
    assert _listed(world).PharmacistsInfoConsFlg == "1"
    assert _record(world.reinquiry()).PharmacistsInfoConsFlg == "1"


OTHER_REFUSALS = {
    "online": ({"MedicalTreatmentFlag": "3"}, "STUB0301"),
    "outpatient": ({"MedicalTreatmentFlag": "1"}, "STUB0301"),
    "no number": ({"InsuredIdentificationNumber": None}, "STUB0304"),
    "no birthday": ({"Birthdate": None}, "STUB0304"),
    "照会番号 alone": ({"InsurerNumber": None, "ReferenceNumber": "7"}, "STUB0305"),
}


@pytest.mark.parametrize(
    ("changes", "error"), OTHER_REFUSALS.values(), ids=OTHER_REFUSALS.keys()
)
def test_a_reinquiry_that_cannot_be_made_says_why(
    world: World, changes: dict[str, str | None], error: str
) -> None:
    world.visit()

    assert _refusal(world.reinquiry(**changes)) == error


def test_online_care_is_refused_before_anybody_is_looked_up(world: World) -> None:
    assert _refusal(world.reinquiry(MedicalTreatmentFlag="3")) == "STUB0301"


def test_reinquiry_of_unknown_numbers_finds_nobody(world: World) -> None:
    world.visit()

    answer = world.reinquiry(InsuredIdentificationNumber="9")

    assert answer.MessageBody is not None
    assert answer.MessageBody.QualificationValidity == "4"
    assert answer.MessageBody.ResultList is None


def test_reinquiry_never_shows_a_twin_who_was_not_checked_here(
    world: World, make_persona: Callable[..., Persona]
) -> None:
    (coverage,) = world.registry.people()[0].coverages
    twin = make_persona("futago", serial=2, coverages=(replace(coverage, branch="02"),))
    world.registry.add(twin)
    world.visit()

    assert _record(world.reinquiry()).InsuredBranchNumber == "01"


@pytest.mark.parametrize("house_call", [False, True], ids=["care over", "往診"])
def test_reinquiry_never_shows_a_twin_who_may_not_be_asked_for(
    world: World, make_persona: Callable[..., Persona], *, house_call: bool
) -> None:
    (coverage,) = world.registry.people()[0].coverages
    twin = make_persona("futago", serial=2, coverages=(replace(coverage, branch="02"),))
    world.registry.add(twin)
    world.visit()
    if house_call:
        world.visit("futago")
        world.consents.mark_visit(
            "futago", DENTIST, date(2026, 4, 10), VisitForm.HOUSE_CALL
        )
    else:
        world.visit("futago", at=datetime(2025, 12, 1, 9, tzinfo=JST))

    record = _record(world.reinquiry())

    assert record.InsuredBranchNumber == "01"
    assert record.PharmacistsInfoConsFlg == "1"


def test_twins_whose_care_has_ended_are_refused(
    world: World, make_persona: Callable[..., Persona]
) -> None:
    (coverage,) = world.registry.people()[0].coverages
    twin = make_persona("futago", serial=2, coverages=(replace(coverage, branch="02"),))
    world.registry.add(twin)
    world.visit()
    world.visit("futago")
    world.clock.set(datetime(2026, 8, 1, 9, 0, tzinfo=JST))

    assert _refusal(world.reinquiry()) == "STUB0303"


def test_when_the_clock_is_set_back_a_later_consent_is_not_told(world: World) -> None:
    world.visit()
    world.clock.set(datetime(2026, 3, 1, 9, 0, tzinfo=JST))
    world.visit(kinds=frozenset({ConsentKind.OPERATION}))

    record = _record(world.reinquiry(QualificationConfirmationDate="20260301"))

    assert record.PharmacistsInfoConsFlg == "0"
    assert record.OperationInfoConsTime == "20260301090000"
