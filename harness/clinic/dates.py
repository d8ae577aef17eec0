"""Dates as the files carry them: always 西暦, digits only, Japanese time."""

from __future__ import annotations

from datetime import date, datetime

from card_profiles.dates import JST

from .errors import AnswerError


def day_text(day: date) -> str:
    """Write a day as `YYYYMMDD`."""
    return day.strftime("%Y%m%d")


def month_text(day: date) -> str:
    """Write the month of a day as `YYYYMM`."""
    return day.strftime("%Y%m")


def months_before(day: date, count: int) -> date:
    """Return the first day of the month *count* months before that of *day*."""
    months = day.year * 12 + day.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)


def read_day(text: str, name: str) -> date | None:
    """Read `YYYYMMDD`; None where it is absent. *name* is the element, for errors."""
    moment = _read(text, name, form="%Y%m%d", digits=8, shape="YYYYMMDD")
    return None if moment is None else moment.date()


def read_time(text: str, name: str) -> datetime | None:
    """Read `YYYYMMDDHHmmss` as Japanese time; None where it is absent."""
    return _read(text, name, form="%Y%m%d%H%M%S", digits=14, shape="YYYYMMDDHHmmss")


def _read(
    text: str, name: str, *, form: str, digits: int, shape: str
) -> datetime | None:
    if not text:
        return None
    try:
        if len(text) != digits or not (text.isascii() and text.isdigit()):
            raise ValueError(text)
        return datetime.strptime(text, form).replace(tzinfo=JST)
    except ValueError as error:
        raise AnswerError(f"{name}は{shape}のはずですが「{text}」です。") from error
