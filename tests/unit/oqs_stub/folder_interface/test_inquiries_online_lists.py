"""OQSmuonq01/02: who registered for オンライン診療等, by 同意日 or by 受診日."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from oqs_stub.messages.consented import ConsentedUnit
from oqs_stub.messages.online import OnlineResult
from oqs_stub.messages.validate import check_values
from oqs_stub.service.inquiry_context import InquiryOptions

from .online_patients import (
    accept,
    inquire,
    listed,
    register,
    result,
    switch_online,
)
from .world import World

SOON, LATER = date(2026, 4, 12), date(2026, 4, 20)


@pytest.fixture
def online(world: World) -> World:
    """A world whose dentist uses オンライン診療等機能."""
    switch_online(world)
    return world


def _units(answer: OnlineResult) -> tuple[ConsentedUnit, ...]:
    check_values(answer)
    assert answer.MessageHeader.SegmentOfResult == "1"
    return () if answer.MessageBody is None else answer.MessageBody.BulkConfirmUnit


def test_a_registration_comes_into_the_list_with_its_consents(online: World) -> None:
    register(online, SOON)

    answer = listed(online, ConsentDateFrom="20260410", ConsentDateTo="20260410")

    (unit,) = _units(answer)
    (record,) = unit.ResultOfQualificationConfirmation
    assert answer.MessageHeader.NumberOfProcessingResult == "1"
    assert unit.QualificationValidity == "1"
    assert record.PharmacistsInfoConsFlg == "1"
    assert record.PharmacistsInfoConsTime == "20260410100000"
    assert record.PharmacistsInfoAvailableTime == "20260412235959"
    assert record.OperationInfoConsFlg == "0"


PERIODS = {
    "the day of consent": ("Consent", "20260410", "20260410", 1),
    "days of consent before": ("Consent", "20260401", "20260409", 0),
    "the day of 受診": ("Examination", "20260412", "20260412", 1),
    "days of 受診 after": ("Examination", "20260413", "20260430", 0),
    "the day of consent is none of 受診": ("Examination", "20260410", "20260410", 0),
}


@pytest.mark.parametrize(
    ("kind", "first", "last", "count"), PERIODS.values(), ids=PERIODS.keys()
)
def test_the_list_goes_by_day_of_consent_or_by_day_of_examination(
    online: World, kind: str, first: str, last: str, count: int
) -> None:
    register(online, SOON)

    answer = listed(online, **{f"{kind}DateFrom": first, f"{kind}DateTo": last})

    assert len(_units(answer)) == count


def test_home_visits_are_no_part_of_it_nor_online_of_theirs(online: World) -> None:
    online.visit()
    days = {"ConsentDateFrom": "20260401", "ConsentDateTo": "20260430"}
    assert _units(listed(online, **days)) == ()

    register(online, SOON)

    assert len(_units(listed(online, **days))) == 1
    body = online.consented().MessageBody
    assert body is not None
    assert len(body.BulkConfirmUnit) == 1


def test_registrations_for_several_days_are_all_kept(online: World) -> None:
    register(online, LATER, at=online.clock.now() - timedelta(days=1))
    register(online, SOON)

    answer = listed(online, ConsentDateFrom="20260401", ConsentDateTo="20260430")

    ends = [
        unit.ResultOfQualificationConfirmation[0].PharmacistsInfoAvailableTime
        for unit in _units(answer)
    ]
    assert ends == ["20260420235959", "20260412235959"]


def test_of_two_registrations_for_one_day_the_latest_counts(online: World) -> None:
    register(online, SOON, at=online.clock.now() - timedelta(days=1))
    register(online, SOON, kinds=frozenset())

    both = listed(online, ConsentDateFrom="20260401", ConsentDateTo="20260430")
    by_day = listed(
        online, ExaminationDateFrom="20260412", ExaminationDateTo="20260412"
    )

    for answer in (both, by_day):
        (unit,) = _units(answer)
        (record,) = unit.ResultOfQualificationConfirmation
        assert record.PharmacistsInfoConsFlg == "0"


def test_a_registration_after_the_reception_is_not_in_its_result(
    online: World,
) -> None:
    days = {"ConsentDateFrom": "20260401", "ConsentDateTo": "20260430"}
    reception = accept(online, **days)
    assert reception.MessageBody is not None
    register(online, SOON, at=online.clock.now() + timedelta(minutes=1))
    online.clock.set(online.clock.now() + timedelta(minutes=2))

    assert _units(result(online, reception.MessageBody.ReceptionNumber)) == ()


def test_a_home_visit_number_does_not_fetch_an_online_list(online: World) -> None:
    reception = online.accept_list()
    assert reception.MessageBody is not None

    answer = result(online, reception.MessageBody.ReceptionNumber)

    assert answer.MessageHeader.ErrorCode == "STUB0207"


def test_the_result_is_in_the_works_as_often_as_the_option_says(
    online: World,
) -> None:
    slow = online.with_options(InquiryOptions(bulk_delay_polls=1))
    reception = accept(slow, ConsentDateFrom="20260401", ConsentDateTo="20260430")
    assert reception.MessageBody is not None
    number = reception.MessageBody.ReceptionNumber

    segments = [result(slow, number).MessageHeader.SegmentOfResult for _ in range(3)]

    assert segments == ["2", "1", "1"]


CONSENT = {"ConsentDateFrom": "20260401", "ConsentDateTo": "20260430"}
EXAMINATION = {"ExaminationDateFrom": "20260401", "ExaminationDateTo": "20260430"}
REFUSED_LISTS: dict[str, tuple[str, dict[str, str], str]] = {
    "home visit": ("2", CONSENT, "STUB0222"),
    "no days": ("3", {}, "STUB0223"),
    "both kinds of days": ("3", CONSENT | EXAMINATION, "STUB0223"),
    "half a period": ("3", {"ConsentDateFrom": "20260401"}, "STUB0223"),
    "the wrong way round": (
        "3",
        {"ExaminationDateFrom": "20260430", "ExaminationDateTo": "20260401"},
        "STUB0206",
    ),
}


@pytest.mark.parametrize(
    ("flag", "days", "error"), REFUSED_LISTS.values(), ids=REFUSED_LISTS.keys()
)
def test_a_list_that_makes_no_sense_is_refused_as_a_whole(
    online: World, flag: str, days: dict[str, str], error: str
) -> None:
    answer = accept(online, flag=flag, **days)

    check_values(answer)
    assert answer.MessageHeader.SegmentOfResult == "9"
    assert answer.MessageHeader.ErrorCode == error
    assert answer.MessageBody is None


def test_without_the_function_nothing_online_is_answered(online: World) -> None:
    register(online, SOON)
    reception = accept(online, **CONSENT)
    assert reception.MessageBody is not None
    number = reception.MessageBody.ReceptionNumber
    switch_online(online, on=False)

    assert accept(online, **CONSENT).MessageHeader.ErrorCode == "STUB0221"
    assert result(online, number).MessageHeader.ErrorCode == "STUB0221"
    assert inquire(online).MessageHeader.ErrorCode == "STUB0221"
