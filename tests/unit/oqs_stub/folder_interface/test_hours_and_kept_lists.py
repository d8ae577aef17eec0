"""利用時間 of the messages, and how long consents that ended stay in the lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from card_profiles.dates import JST
from oqs_stub.records import LapseReason, TreatmentCategory
from oqs_stub.rules.hours import Hours, ServiceHours
from oqs_stub.rules.kept_lists import ListTerms
from oqs_stub.rules.parameters import Rules
from oqs_stub.service.inquiry_context import InquiryOptions

from .asking import DENTIST
from .online_patients import listed, register, switch_online
from .world import World

BY_DAY = Hours(opens=time(8), closes=time(21))
NIGHT = datetime(2026, 4, 10, 21, 0, tzinfo=JST)


def _with(world: World, **rules: object) -> World:
    changed = replace(Rules(), **rules)  # type: ignore[arg-type]  # Any field.
    return world.with_options(InquiryOptions(rules=changed))


def test_outside_the_hours_every_message_is_refused_as_a_whole(world: World) -> None:
    world.visit()
    closed = _with(world, hours=ServiceHours(messages=BY_DAY))
    last_moment = NIGHT - timedelta(seconds=1)
    world.clock.set(last_moment)
    assert closed.eligibility().MessageHeader.SegmentOfResult == "1"

    world.clock.set(NIGHT)

    told = [
        answer.MessageHeader
        for answer in (closed.eligibility(), closed.reinquiry(), closed.accept_list())
    ]
    assert [header.SegmentOfResult for header in told] == ["9"] * 3
    assert {header.ErrorCode for header in told} == {"STUB0212"}
    assert all("8時から21時まで" in (header.ErrorMessage or "") for header in told)
    assert closed.medicines().MessageHeader.ResultCode == "STUB0212"


def test_the_lists_may_have_hours_of_their_own(world: World) -> None:
    world.visit()
    early = _with(world, hours=ServiceHours(lists=BY_DAY))
    reception = early.accept_list().MessageBody
    assert reception is not None

    world.clock.set(NIGHT)

    assert early.eligibility().MessageHeader.ErrorCode is None
    for answer in (
        early.accept_list(),
        early.list_result(reception.ReceptionNumber),
    ):
        assert answer.MessageHeader.ErrorCode == "STUB0213"
        assert "8時から21時まで" in (answer.MessageHeader.ErrorMessage or "")
    world.clock.set(NIGHT + timedelta(hours=12))
    fetched = early.list_result(reception.ReceptionNumber)
    assert fetched.MessageHeader.NumberOfProcessingResult == "1"


def test_by_default_nothing_ever_closes(world: World) -> None:
    world.clock.set(datetime(2026, 4, 10, 3, 30, tzinfo=JST))

    assert world.eligibility().MessageHeader.ErrorCode is None
    assert world.accept_list().MessageHeader.ErrorCode is None


# sakura's consent of 2026-04-10 ends with 2026-07-31, three months on.
KEPT = {
    "a month after its end": (ListTerms(), "2026-08-31", "1"),
    "the day after that": (ListTerms(), "2026-09-01", "0"),
    "two months are kept": (ListTerms(kept_months=2), "2026-09-01", "1"),
    "all are kept for ever": (ListTerms(kept_for_ever=True), "2029-09-01", "1"),
}


@pytest.mark.parametrize(("terms", "day", "count"), KEPT.values(), ids=KEPT.keys())
def test_a_consent_that_ended_stays_in_the_list_for_a_month(
    world: World, terms: ListTerms, day: str, count: str
) -> None:
    world.visit()
    world.clock.set(datetime.fromisoformat(f"{day}T23:00:00+09:00"))

    answer = _with(world, lists=terms).consented()

    assert answer.MessageHeader.NumberOfProcessingResult == count
    assert (answer.MessageBody is None) == (count == "0")


def test_one_that_was_cancelled_goes_a_month_after_that(world: World) -> None:
    world.visit()
    home = TreatmentCategory.HOME_VISIT
    world.consents.lapse(
        "sakura", DENTIST, home, reason=LapseReason.BY_PATIENT, at=world.clock.now()
    )

    world.clock.set(datetime(2026, 5, 10, 23, 0, tzinfo=JST))
    still = world.consented().MessageHeader.NumberOfProcessingResult
    world.clock.set(datetime(2026, 5, 11, 0, 0, tzinfo=JST))

    assert still == "1"
    assert world.consented().MessageHeader.NumberOfProcessingResult == "0"


def test_a_list_that_was_asked_for_in_time_is_the_same_whenever_it_is_fetched(
    world: World,
) -> None:
    world.visit()
    world.clock.set(datetime(2026, 8, 31, 23, 59, tzinfo=JST))
    reception = world.accept_list().MessageBody
    assert reception is not None

    world.clock.set(datetime(2026, 9, 1, 0, 1, tzinfo=JST))

    fetched = world.list_result(reception.ReceptionNumber)
    assert fetched.MessageHeader.NumberOfProcessingResult == "1"


def test_an_online_registration_goes_a_month_after_its_day(world: World) -> None:
    switch_online(world)
    day = datetime(2026, 4, 12, tzinfo=JST)
    register(world, day.date())
    days = {"ConsentDateFrom": "20260401", "ConsentDateTo": "20260430"}

    world.clock.set(datetime(2026, 5, 12, 23, 0, tzinfo=JST))
    still = listed(world, **days).MessageHeader.NumberOfProcessingResult
    world.clock.set(datetime(2026, 5, 13, 0, 0, tzinfo=JST))

    assert still == "1"
    assert listed(world, **days).MessageHeader.NumberOfProcessingResult == "0"
