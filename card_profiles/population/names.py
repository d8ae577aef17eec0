"""Names whose kana belong to their kanji: Faker's pairs, and some more of ours.

Given names are of the time when somebody was born.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from random import Random
from typing import Final, NamedTuple

from ..commented_csv import rows_of
from ..model import Sex
from ..synth_tables import (
    FOREIGN_FAMILY_NAMES,
    FOREIGN_NAMES_OF_MEN,
    FOREIGN_NAMES_OF_WOMEN,
    RARE_FAMILY_NAMES,
)
from .shares import Draw

RARE_CHARACTER_SHARE: Final = 0.1
"""Share of homes whose family name has 髙, 﨑 or 𠮷 (the last is not in Shift_JIS)."""

FOREIGN_SHARE: Final = 0.04
"""Share of homes of foreign residents: long names in Roman letters."""

ALIAS_SHARE: Final = 0.5
"""Share of foreign residents with a 通称."""

_GAP = "\u3000"


@dataclass(frozen=True, slots=True)
class FamilyName:
    """What a home is called."""

    kanji: str
    kana: str
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class GivenName:
    """What one person is called beside the family name."""

    kanji: str
    kana: str
    alias: str | None = None


class _Time(NamedTuple):
    """The given names of one sex and some years of birth: kanji and kana."""

    last_year: int
    names: tuple[tuple[str, str], ...]


def family_name(chance: Random) -> FamilyName:
    """The name of a home."""
    drawn = chance.random()
    if drawn < FOREIGN_SHARE:
        kanji, kana = chance.choice(FOREIGN_FAMILY_NAMES)
        return FamilyName(kanji, kana, foreign=True)
    if drawn < FOREIGN_SHARE + RARE_CHARACTER_SHARE:
        return FamilyName(*chance.choice(RARE_FAMILY_NAMES))
    return FamilyName(*_family_names().one(chance))


def given_name(
    chance: Random, sex: Sex, family: FamilyName, *, born: int, taken: Collection[str]
) -> GivenName:
    """The given name of one member of that home.

    *taken* are the kanji and kana of the others: nobody is called like them, not by
    sound either. *born* is the year.
    """
    while True:
        name = (
            _foreign(chance, sex, born)
            if family.foreign
            else GivenName(*_japanese(chance, sex, born))
        )
        if not {name.kanji, name.kana} & set(taken):
            return name


def _japanese(chance: Random, sex: Sex, born: int) -> tuple[str, str]:
    times = _given_names()["male" if sex is Sex.MALE else "female"]
    return chance.choice(next(one.names for one in times if born <= one.last_year))


def _foreign(chance: Random, sex: Sex, born: int) -> GivenName:
    names = FOREIGN_NAMES_OF_MEN if sex is Sex.MALE else FOREIGN_NAMES_OF_WOMEN
    chosen = chance.sample(names, k=chance.randint(2, 4))
    alias = None
    if chance.random() < ALIAS_SHARE:
        family, _ = _family_names().one(chance)
        alias = f"{family}{_GAP}{_japanese(chance, sex, born)[0]}"
    return GivenName(
        kanji=_GAP.join(name for name, _ in chosen),
        kana=_GAP.join(kana for _, kana in chosen),
        alias=alias,
    )


@cache
def _family_names() -> Draw[tuple[str, str]]:
    """Faker's table itself: drawing by its generator is slower by far."""
    from faker.providers.person.ja_JP import Provider  # Slow; a visit never needs it.

    return Draw.of(
        {
            (kanji, kana): float(weight)
            for (kanji, kana, _), weight in Provider.last_name_pairs.items()
        }
    )


@cache
def _given_names() -> Mapping[str, tuple[_Time, ...]]:
    """By sex, the earliest time first; the last has no end."""
    source = resources.files(__package__).joinpath("given_names.csv")
    times: dict[str, dict[int, list[tuple[str, str]]]] = {"male": {}, "female": {}}
    for row in rows_of(source):
        names = times[row["sex"]].setdefault(int(row["born_to"]), [])
        names.append((row["kanji"], row["kana"]))
    return {
        sex: tuple(_Time(year, tuple(of[year])) for year in sorted(of))
        for sex, of in times.items()
    }
