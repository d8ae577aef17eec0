"""A consent given in the last minute of a month, fetched by clocks that differ."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from card_profiles.dates import JST
from oqs_stub.records import TreatmentCategory

from .asking import DENTIST
from .world import World

LAST_MINUTE = datetime(2026, 4, 30, 23, 59, 30, tzinfo=JST)

FETCHES = {
    "the clinic's clock is behind": ("20260430", "20260430"),
    "it is ahead, and asks for both days": ("20260430", "20260501"),
    "it asks for the whole month": ("20260401", "20260430"),
}


@pytest.mark.parametrize(("first", "last"), FETCHES.values(), ids=FETCHES.keys())
def test_it_is_found_once_whatever_the_clinics_clock_says(
    world: World, first: str, last: str
) -> None:
    world.visit(at=LAST_MINUTE)
    world.clock.set(LAST_MINUTE + timedelta(minutes=2))

    result = world.consented(first, last)

    assert result.MessageHeader.NumberOfProcessingResult == "1"
    assert result.MessageBody is not None
    (unit,) = result.MessageBody.BulkConfirmUnit
    (record,) = unit.ResultOfQualificationConfirmation
    assert record.PharmacistsInfoConsTime == "20260430235930"


def test_the_day_after_does_not_find_it(world: World) -> None:
    world.visit(at=LAST_MINUTE)
    world.clock.set(LAST_MINUTE + timedelta(minutes=2))

    result = world.consented("20260501", "20260501")

    assert result.MessageHeader.NumberOfProcessingResult == "0"


def test_it_is_counted_from_its_own_month(world: World) -> None:
    world.visit(at=LAST_MINUTE)
    world.clock.set(LAST_MINUTE + timedelta(minutes=2))

    care = world.service._stores.care.continuity(
        "sakura",
        DENTIST,
        TreatmentCategory.HOME_VISIT,
        on=world.clock.now().date(),
    )

    assert care is not None
    assert f"{care.until:%Y%m%d}" == "20260731"


def test_while_the_stubs_own_clock_is_behind_it_waits_and_is_not_lost(
    world: World,
) -> None:
    world.visit(at=LAST_MINUTE)
    world.clock.set(LAST_MINUTE - timedelta(seconds=20))
    early = world.consented("20260401", "20260430")

    world.clock.set(LAST_MINUTE + timedelta(seconds=1))

    assert early.MessageHeader.NumberOfProcessingResult == "0"
    late = world.consented("20260401", "20260430")
    assert late.MessageHeader.NumberOfProcessingResult == "1"
