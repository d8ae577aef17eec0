"""Days as people type them, read kindly: full width, spaces, 西暦 and 和暦."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from card_profiles.eras import ERAS, Era, era_of

DAY_HINT = "例：1980-02-17、1980年2月17日、昭和55年2月17日、S55.2.17、19800217"

_ERAS: Mapping[str, Era] = dict(zip("RHSTM", ERAS, strict=True))
_DAY = re.compile(
    r"(?P<era>[MTSHR])?(?P<year>[0-9]{1,4}|元)[-/.年](?P<month>[0-9]{1,2})"
    r"[-/.月](?P<day>[0-9]{1,2})日?"
)


class TypedError(ValueError):
    """What was typed cannot be read; the message says what is expected."""


def tidy(text: str) -> str:
    """*text* in half width, without any space: how numbers are compared anyway."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def read_day(text: str) -> date:
    """The day that was typed, 西暦 or 和暦. Raises `TypedError`."""
    bare = tidy(text).upper()
    for letter, one in _ERAS.items():
        bare = bare.replace(one.name, letter)
    if re.fullmatch(r"[0-9]{8}", bare):
        bare = f"{bare[:4]}-{bare[4:6]}-{bare[6:]}"
    match = _DAY.fullmatch(bare)
    if match is None:
        raise TypedError(f"日付として読めません。{DAY_HINT}")
    year = 1 if match["year"] == "元" else int(match["year"])
    era = _ERAS.get(match["era"] or "")
    if era is None and len(match["year"]) != 4:
        raise TypedError("西暦は4桁で、和暦は元号を付けて入力してください。")
    if era is not None:
        year += era.first.year - 1
    try:
        day = date(year, int(match["month"]), int(match["day"]))
    except ValueError as error:
        raise TypedError("暦にない日付です。") from error
    if era_of(day) is None:
        raise TypedError("明治より前の日付です。")
    if era is not None and era != era_of(day):
        raise TypedError(f"{era.name}にない日付です。")
    return day
