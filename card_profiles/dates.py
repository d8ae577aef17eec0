"""Dates a persona states relative to the clock: "-2y", "month-start", "next 07-31"."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, time, timedelta, timezone
from typing import Final

JST: Final = timezone(timedelta(hours=9), "JST")
"""Japan's time zone; no daylight saving, so a fixed offset is exact."""

GRAMMAR: Final = (
    '日付("today", "-2y", "+3m", "-1y+10d", "month-start -1m", "month-end", '
    '"next 07-31", "last 08-01 -1y", "2024-04-01" など)'
)

_IN_EVERY_MONTH = 28

_OFFSETS = re.compile(r"(?:[+-][0-9]{1,4}[ymwd])+")
_OFFSET = re.compile(r"([+-])([0-9]{1,4})([ymwd])")
_MONTH_DAY = re.compile(r"([0-9]{2})-([0-9]{2})")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class DateError(ValueError):
    """A date that cannot be read, or does not exist."""


def today(now: datetime) -> date:
    """Return the day it is in Japan at *now*, which must be aware."""
    if now.tzinfo is None:
        raise DateError(f"expected an aware datetime, got the naive {now.isoformat()}")
    return now.astimezone(JST).date()


def start_of(day: date) -> datetime:
    """Return 00:00:00 JST of *day*."""
    return datetime.combine(day, time(), JST)


def end_of(day: date) -> datetime:
    """Return 23:59:59 JST of *day*: how a certificate of the JPKI ends."""
    return datetime.combine(day, time(23, 59, 59), JST)


def add_months(day: date, months: int) -> date:
    """Return *day* moved by whole months; a day the month lacks becomes its last."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not date.min.year <= year <= date.max.year:
        raise DateError(f"{day} から {months:+d} か月は暦の外です")
    month += 1
    if day.day <= _IN_EVERY_MONTH:  # Spares the calendar: asked for very often.
        return date(year, month, day.day)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def add_years(day: date, years: int) -> date:
    """Return *day* moved by whole years; 29 February becomes 28 where needed."""
    return add_months(day, years * 12)


def month_start(day: date) -> date:
    """Return the first day of the month of *day*."""
    return day.replace(day=1)


def month_end(day: date) -> date:
    """Return the last day of the month of *day*."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def in_year(month_day: str, year: int) -> date:
    """Return the day that "MM-DD" names in *year*."""
    match = _MONTH_DAY.fullmatch(month_day)
    if match is None:
        raise DateError(f'"02-17" のような月日のはずですが {month_day!r} です')
    try:
        return date(year, int(match[1]), int(match[2]))
    except ValueError as error:
        raise DateError(f"{month_day!r} は{year}年にありません") from error


def born(*, age: int, birthday: str, on: date) -> date:
    """Return the birthdate of who is *age* years old on the day *on*.

    The birthday itself counts as a day of the new age.
    """
    if birthday == "02-29":
        raise DateError("02-29 は無い年があります。birthdate に年月日で書いてください")
    had_birthday = in_year(birthday, on.year) <= on
    return in_year(birthday, on.year - age - (0 if had_birthday else 1))


def age(birthdate: date, *, on: date) -> int:
    """Return how many birthdays have passed on the day *on*."""
    before = (on.month, on.day) < (birthdate.month, birthdate.day)
    return on.year - birthdate.year - before


def nth_birthday_after(birthdate: date, issued: date, n: int) -> date:
    """Return the n-th birthday after *issued*; one on that very day is not after.

    Certificates end on the fifth, cards of adults on the tenth [M]. Somebody born
    on 29 February has the 28th as birthday in other years.
    """
    if issued < birthdate:
        raise DateError(f"発行日 {issued} が生年月日 {birthdate} より前です")
    first = issued.year - birthdate.year
    while add_years(birthdate, first) <= issued:
        first += 1
    return add_years(birthdate, first + n - 1)


def resolve(text: str, *, on: date) -> date:
    """Return the day *text* means on the day *on*.

    Offsets (y, m, w, d; added from left to right) start from the anchor: today, or
    the nearest "next MM-DD" or "last MM-DD", today included. "month-start" and
    "month-end" snap after the offsets, so "month-end -1m" is always a last day.
    """
    words = text.split()
    anchor = on
    snap = None
    match words:
        case [str() as word] if _DAY.fullmatch(word):
            return _iso_day(word)
        case ["next" | "last" as side, month_day, *rest]:
            anchor = _nearest(side, month_day, on)
            offsets = rest
        case ["today", *rest]:
            offsets = rest
        case ["month-start" | "month-end" as edge, *rest]:
            snap = month_start if edge == "month-start" else month_end
            offsets = rest
        case _:
            offsets = words
    if not words or any(not _OFFSETS.fullmatch(word) for word in offsets):
        raise DateError(f"{GRAMMAR}のはずですが {text!r} です")
    day = anchor
    for sign, count, unit in _OFFSET.findall("".join(offsets)):
        day = _moved(day, int(sign + count), unit)
    return day if snap is None else snap(day)


def _iso_day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError as error:
        raise DateError(f"{word!r} という日はありません") from error


def _nearest(side: str, month_day: str, on: date) -> date:
    this_year = in_year(month_day, on.year)
    if side == "next":
        return this_year if this_year >= on else in_year(month_day, on.year + 1)
    return this_year if this_year <= on else in_year(month_day, on.year - 1)


def _moved(day: date, count: int, unit: str) -> date:
    try:
        match unit:
            case "y":
                return add_years(day, count)
            case "m":
                return add_months(day, count)
            case "w":
                return day + timedelta(weeks=count)
            case _:
                return day + timedelta(days=count)
    except OverflowError as error:
        raise DateError(f"{day} から {count:+d}{unit} は暦の外です") from error
