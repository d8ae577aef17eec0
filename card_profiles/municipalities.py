"""Real prefectures, and some municipalities of each, by their official codes.

The table has 全国地方公共団体コード (six digits, the last checks the others), names,
kana, romaji, and people in thousands as the census of 2020 rounded. Where it is from
stands in its head.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Final, NamedTuple

from .commented_csv import rows_of
from .numbers import RESERVED_PREFECTURE

INVENTED_ROMAJI: Final = "Kakuu-ken"
"""架空県, prefecture 99: no real one."""

_WEIGHTS = (6, 5, 4, 3, 2)


class Municipality(NamedTuple):
    """A 市区町村, in a county with the county's name before its own."""

    code: str  # Five digits, as a card has them.
    name: str
    kana: str
    romaji: str
    people: int  # Thousands.


class Prefecture(NamedTuple):
    """A 都道府県 with the municipalities that the table has of it."""

    code: str  # Two digits.
    name: str
    kana: str
    romaji: str
    people: int  # Thousands.
    municipalities: tuple[Municipality, ...]


def check_digit_of(body: str) -> str:
    """The sixth digit of a 全国地方公共団体コード, from its first five."""
    total = sum(int(digit) * by for digit, by in zip(body, _WEIGHTS, strict=True))
    return str((11 - total % 11) % 10)


@cache
def prefectures() -> tuple[Prefecture, ...]:
    """The 47 prefectures in the order of their codes, read once.

    Raises `ValueError` for a code whose check digit is wrong.
    """
    source = resources.files(__package__).joinpath("municipalities.csv")
    rows = rows_of(source)
    for row in rows:
        _require_check_digit(row["code"])
    return tuple(_prefecture(row, rows) for row in rows if not row["municipality"])


def prefecture_romaji(municipality_code: str) -> str:
    """What a certificate calls the prefecture of that 全国地方公共団体コード."""
    prefecture = municipality_code[:2]
    return (
        INVENTED_ROMAJI
        if prefecture == RESERVED_PREFECTURE  # Nearly everybody; no table is read.
        else _romaji()[prefecture]
    )


@cache
def _romaji() -> dict[str, str]:
    return {one.code: one.romaji for one in prefectures()}


def _prefecture(row: dict[str, str], rows: list[dict[str, str]]) -> Prefecture:
    return Prefecture(
        code=row["code"][:2],
        name=row["prefecture"],
        kana=row["kana"],
        romaji=row["romaji"],
        people=int(row["people"]),
        municipalities=tuple(
            Municipality(
                code=one["code"][:5],
                name=one["municipality"],
                kana=one["kana"],
                romaji=one["romaji"],
                people=int(one["people"]),
            )
            for one in rows
            if one["prefecture"] == row["prefecture"] and one["municipality"]
        ),
    )


def _require_check_digit(code: str) -> None:
    expected = check_digit_of(code[:5])
    if code[5:] != expected:
        raise ValueError(f"municipalities.csv: {code}: expected to end in {expected}")
