"""Relative dates mean the day a reader expects."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from card_profiles.dates import (
    JST,
    DateError,
    add_months,
    age,
    born,
    end_of,
    nth_birthday_after,
    resolve,
    today,
)

DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2080, 12, 31))


@pytest.mark.parametrize(
    ("text", "on", "expected"),
    [
        pytest.param("today", "2026-03-31", "2026-03-31", id="today"),
        pytest.param("-2y", "2026-03-31", "2024-03-31", id="years"),
        pytest.param("-1y", "2024-02-29", "2023-02-28", id="leap-day"),
        pytest.param("-1m", "2026-03-31", "2026-02-28", id="short-month"),
        pytest.param("+2w", "2026-03-31", "2026-04-14", id="weeks"),
        pytest.param("-10d", "2026-03-05", "2026-02-23", id="days"),
        pytest.param("-1y +10d", "2026-03-31", "2025-04-10", id="two-offsets"),
        pytest.param("-1y+10d", "2026-03-31", "2025-04-10", id="joined-offsets"),
        pytest.param("month-start", "2026-03-31", "2026-03-01", id="month-start"),
        pytest.param("month-end -1m", "2026-03-31", "2026-02-28", id="month-end-back"),
        pytest.param("month-end +1m", "2026-02-28", "2026-03-31", id="month-end-on"),
        pytest.param("next 07-31", "2026-07-31", "2026-07-31", id="next-today"),
        pytest.param("next 07-31", "2026-08-01", "2027-07-31", id="next-year"),
        pytest.param("last 08-01", "2026-08-01", "2026-08-01", id="last-today"),
        pytest.param("last 08-01", "2026-07-31", "2025-08-01", id="last-year"),
        pytest.param("last 08-01 -1y", "2026-08-02", "2025-08-01", id="last-moved"),
        pytest.param("2024-04-01", "2026-03-31", "2024-04-01", id="absolute"),
    ],
)
def test_a_relative_date_means_this_day(text: str, on: str, expected: str) -> None:
    resolved = resolve(text, on=date.fromisoformat(on))

    assert resolved == date.fromisoformat(expected)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("yesterday", id="unknown-word"),
        pytest.param("2y", id="no-sign"),
        pytest.param("-2", id="no-unit"),
        pytest.param("next", id="next-what"),
        pytest.param("next 13-01", id="no-such-month"),
        pytest.param("2023-02-29", id="no-such-day"),
        pytest.param("2024-04-01 -1d", id="absolute-moved"),
        pytest.param("-9999y", id="before-the-calendar"),
        pytest.param("+9999w +9999w +9999y", id="after-the-calendar"),
    ],
)
def test_a_date_that_means_nothing_is_refused(text: str) -> None:
    with pytest.raises(DateError):
        resolve(text, on=date(2026, 3, 31))


def test_today_is_the_day_in_japan() -> None:
    assert today(datetime(2026, 3, 31, 15, tzinfo=UTC)) == date(2026, 4, 1)


def test_a_naive_moment_is_refused() -> None:
    naive = datetime(2026, 3, 31)  # noqa: DTZ001 - It is naive on purpose.

    with pytest.raises(DateError, match="aware"):
        today(naive)


def test_a_day_ends_where_certificates_end() -> None:
    end = end_of(date(2030, 2, 17)).astimezone(UTC)

    assert end == datetime(2030, 2, 17, 14, 59, 59, tzinfo=UTC)


@given(day=DAYS, months=st.integers(-600, 600))
def test_moving_by_months_lands_in_the_right_month(day: date, months: int) -> None:
    moved = add_months(day, months)

    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day <= day.day


@given(on=DAYS, years=st.integers(0, 120), birthday=DAYS)
def test_who_is_born_at_an_age_has_that_age(
    on: date, years: int, birthday: date
) -> None:
    month_day = "03-01" if (birthday.month, birthday.day) == (2, 29) else None

    birthdate = born(age=years, birthday=month_day or f"{birthday:%m-%d}", on=on)

    assert age(birthdate, on=on) == years
    assert birthdate <= on


def test_a_birthday_that_some_years_lack_is_refused() -> None:
    with pytest.raises(DateError, match="02-29"):
        born(age=50, birthday="02-29", on=date(2026, 3, 31))


@pytest.mark.parametrize(
    ("birthdate", "issued", "expected"),
    [
        pytest.param("1980-02-17", "2025-10-27", "2030-02-17", id="test-card"),
        pytest.param("1980-02-17", "2025-02-17", "2030-02-17", id="on-the-birthday"),
        pytest.param("1980-02-17", "2025-02-16", "2029-02-17", id="on-its-eve"),
        pytest.param("1980-02-29", "2025-10-27", "2030-02-28", id="leap-day"),
        pytest.param("2025-10-27", "2025-10-27", "2030-10-27", id="newborn"),
    ],
)
def test_a_certificate_ends_on_the_fifth_birthday_after_issue(
    birthdate: str, issued: str, expected: str
) -> None:
    last = nth_birthday_after(
        date.fromisoformat(birthdate), date.fromisoformat(issued), 5
    )

    assert last == date.fromisoformat(expected)


def test_nothing_is_issued_before_birth() -> None:
    with pytest.raises(DateError, match="2025"):
        nth_birthday_after(date(2025, 1, 2), date(2025, 1, 1), 5)


def test_japan_is_nine_hours_ahead() -> None:
    assert datetime(2026, 1, 1, tzinfo=JST).isoformat() == "2026-01-01T00:00:00+09:00"
