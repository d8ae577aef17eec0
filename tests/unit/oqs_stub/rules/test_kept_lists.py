"""A consent that has ended stays in the lists for some months, or for ever."""

from __future__ import annotations

from datetime import datetime

import pytest

from card_profiles.dates import JST
from oqs_stub.rules.kept_lists import ListTerms, is_listed

USUAL = ListTerms()
NONE = ListTerms(kept_months=0)
TABLE = {
    "it stands": (USUAL, "2026-07-31T23:59:59", "2026-04-10T09:00:00", True),
    "its last moment": (USUAL, "2026-07-31T23:59:59", "2026-07-31T23:59:59", True),
    "the last day of the month": (
        USUAL,
        "2026-07-31T23:59:59",
        "2026-08-31T23:59:59",
        True,
    ),
    "the day after": (USUAL, "2026-07-31T23:59:59", "2026-09-01T00:00:00", False),
    "a month that lacks the day": (
        USUAL,
        "2026-01-31T10:00:00",
        "2026-03-01T00:00:00",
        False,
    ),
    "cancelled at noon, to the end of the day": (
        USUAL,
        "2026-04-10T12:00:00",
        "2026-05-10T23:00:00",
        True,
    ),
    "no month, still that day": (
        NONE,
        "2026-04-10T12:00:00",
        "2026-04-10T23:00:00",
        True,
    ),
    "no month, the next day": (
        NONE,
        "2026-04-10T12:00:00",
        "2026-04-11T00:00:00",
        False,
    ),
    "for ever": (
        ListTerms(kept_for_ever=True),
        "2026-04-10T12:00:00",
        "2036-04-10T12:00:00",
        True,
    ),
}


@pytest.mark.parametrize(
    ("terms", "ended", "at", "listed"), TABLE.values(), ids=TABLE.keys()
)
def test_it_is_listed_to_the_end_of_the_day_so_many_months_later(
    terms: ListTerms,
    ended: str,
    at: str,
    listed: bool,  # noqa: FBT001 - a column of the table.
) -> None:
    ended_at, now = (datetime.fromisoformat(f"{one}+09:00") for one in (ended, at))

    assert is_listed(ended_at, at=now, terms=terms) is listed


def test_a_consent_without_an_end_is_listed() -> None:
    never = datetime(9999, 12, 31, 23, 59, 59, tzinfo=JST)

    assert is_listed(never, at=datetime(2026, 4, 10, tzinfo=JST), terms=USUAL)
