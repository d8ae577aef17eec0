"""利用時間: open from one time of the day to another, as Japan's clocks have it."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from oqs_stub.rules.hours import Hours

BY_DAY = Hours(opens=time(8), closes=time(21))
BY_NIGHT = Hours(opens=time(21, 30), closes=time(6))
TO_MIDNIGHT = Hours(opens=time(8))

TABLE = {
    "around the clock": (Hours(), "03:00:00", True),
    "any same times are around the clock": (
        Hours(opens=time(8), closes=time(8)),
        "07:59:59",
        True,
    ),
    "the last moment before it opens": (BY_DAY, "07:59:59", False),
    "the first moment": (BY_DAY, "08:00:00", True),
    "the last moment": (BY_DAY, "20:59:59", True),
    "the moment of closing": (BY_DAY, "21:00:00", False),
    "the evening of a night": (BY_NIGHT, "21:30:00", True),
    "midnight": (BY_NIGHT, "00:00:00", True),
    "the morning after a night": (BY_NIGHT, "06:00:00", False),
    "the afternoon before a night": (BY_NIGHT, "21:29:59", False),
    "up to midnight": (TO_MIDNIGHT, "23:59:59", True),
    "after midnight": (TO_MIDNIGHT, "00:00:00", False),
}


@pytest.mark.parametrize(("hours", "at", "held"), TABLE.values(), ids=TABLE.keys())
def test_they_hold_from_their_first_moment_to_the_one_before_closing(
    hours: Hours,
    at: str,
    held: bool,  # noqa: FBT001 - a column of the table.
) -> None:
    assert hours.hold(datetime.fromisoformat(f"2026-04-10T{at}+09:00")) is held


def test_the_clock_is_japans_wherever_the_stub_runs() -> None:
    nine_at_night_in_japan = datetime(2026, 4, 10, 12, 0, tzinfo=UTC)

    assert not BY_DAY.hold(nine_at_night_in_japan)


WORDS = {
    "by day": (BY_DAY, "8時から21時まで"),
    "by night": (BY_NIGHT, "21時30分から翌6時まで"),
    "to midnight": (TO_MIDNIGHT, "8時から24時まで"),
    "to the second": (
        Hours(opens=time(8), closes=time(20, 59, 30)),
        "8時から20時59分30秒まで",
    ),
    "always": (Hours(), "24時間"),
}


@pytest.mark.parametrize(("hours", "words"), WORDS.values(), ids=WORDS.keys())
def test_a_refusal_tells_them_in_words(hours: Hours, words: str) -> None:
    assert hours.in_words == words


def test_a_time_of_another_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="日本時間"):
        Hours(opens=time(8, tzinfo=UTC))
