"""How a value looks on the wire: digits, dates, moments, months, texts and codes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from card_profiles.dates import JST

from .code_tables import table_values

_DIGITS = re.compile(r"[0-9]+")
_BARE = str.maketrans("", "", "-:T")
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


class FormatError(ValueError):
    """A value that does not look as its format wants it."""


@dataclass(frozen=True, slots=True)
class Format:
    """One shape of value: its name in Japanese and the test a value must pass."""

    name: str
    accepts: Callable[[str], bool]
    code_table: str | None = None


def digits(count: int) -> Format:
    """Exactly *count* ASCII digits."""
    return Format(f"数字{count}桁", lambda value: _is_digits(value, count))


def text(longest: int | None = None) -> Format:
    """Any text, up to *longest* characters where a limit is public."""
    if longest is None:
        return Format("文字列", lambda value: True)
    return Format(f"{longest}文字以内", lambda value: len(value) <= longest)


def code(table: str) -> Format:
    """One value of a code table of the 業務コード仕様, such as "OQSCD003"."""
    return Format(f"コード {table}", lambda value: value in table_values(table), table)


def _is_digits(value: str, count: int) -> bool:
    return len(value) == count and _DIGITS.fullmatch(value) is not None


def _is_date(value: str) -> bool:
    try:
        read_date(value)
    except FormatError:
        return False
    return True


def _is_moment(value: str) -> bool:
    try:
        read_moment(value)
    except FormatError:
        return False
    return True


def _is_month(value: str) -> bool:
    return _is_digits(value, 6) and _is_date(f"{value}01")


DATE = Format("西暦年月日 YYYYMMDD", _is_date)
MOMENT = Format("西暦年月日時分秒 YYYYMMDDHHmmss", _is_moment)
MONTH = Format("西暦年月 YYYYMM", _is_month)
INSURER = Format(
    "8文字（短い番号は左に空白）", lambda value: len(value) <= 8 and bool(value.strip())
)
BRANCH = Format(
    "数字2桁",
    lambda value: (
        len(value.strip()) <= 2 and _DIGITS.fullmatch(value.strip()) is not None
    ),
)
RATIO = Format("百分率3桁 (010, 020, 030)", lambda v: v in ("010", "020", "030"))
YEN = Format("円、整数", lambda value: _DIGITS.fullmatch(value) is not None)
COUNT = Format("件数、整数", lambda value: _DIGITS.fullmatch(value) is not None)
BASE64 = Format("Base64", lambda value: _BASE64.fullmatch(value) is not None)
HALF_KANA = Format("半角カナ", lambda value: not any("ァ" <= c <= "ヺ" for c in value))


def write_date(day: date | None) -> str | None:
    """YYYYMMDD, always 西暦; None stays None (the element is left out)."""
    return None if day is None else day.isoformat().replace("-", "")


def write_moment(moment: datetime | None) -> str | None:
    """YYYYMMDDHHmmss in Japan Standard Time; None stays None."""
    if moment is None:
        return None
    text = moment.astimezone(JST).isoformat(timespec="seconds")
    return text[:19].translate(_BARE)


def read_date(value: str) -> date:
    """The day that YYYYMMDD names. Raises `FormatError`."""
    if not _is_digits(value, 8):
        raise FormatError(f"expected YYYYMMDD, got {value!r}")
    try:
        return date(int(value[:4]), int(value[4:6]), int(value[6:]))
    except ValueError as error:
        raise FormatError(f"{value!r} is no day of the calendar") from error


def read_month(value: str) -> date:
    """The first day of the month that YYYYMM names. Raises `FormatError`."""
    return read_date(f"{value}01")


def read_moment(value: str) -> datetime:
    """The moment (Japan Standard Time) that YYYYMMDDHHmmss names.

    Raises `FormatError`.
    """
    if not _is_digits(value, 14):
        raise FormatError(f"expected YYYYMMDDHHmmss, got {value!r}")
    day = read_date(value[:8])
    try:
        return datetime(
            day.year,
            day.month,
            day.day,
            int(value[8:10]),
            int(value[10:12]),
            int(value[12:]),
            tzinfo=JST,
        )
    except ValueError as error:
        raise FormatError(f"{value!r} is no time of day") from error
