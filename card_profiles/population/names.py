"""Names whose kana belong to their kanji: Faker's pairs, and rare ones of ours."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Final

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


@dataclass(frozen=True, slots=True)
class _Pairs:
    family: Draw[tuple[str, str]]
    men: tuple[tuple[str, str], ...]
    women: tuple[tuple[str, str], ...]


def family_name(chance: Random) -> FamilyName:
    """The name of a home."""
    drawn = chance.random()
    if drawn < FOREIGN_SHARE:
        kanji, kana = chance.choice(FOREIGN_FAMILY_NAMES)
        return FamilyName(kanji, kana, foreign=True)
    if drawn < FOREIGN_SHARE + RARE_CHARACTER_SHARE:
        return FamilyName(*chance.choice(RARE_FAMILY_NAMES))
    return FamilyName(*_pairs().family.one(chance))


def given_name(chance: Random, sex: Sex, family: FamilyName) -> GivenName:
    """The given name of one member of that home."""
    if family.foreign:
        return _foreign(chance, sex)
    return GivenName(*_japanese(chance, sex))


def _japanese(chance: Random, sex: Sex) -> tuple[str, str]:
    pairs = _pairs()
    return chance.choice(pairs.men if sex is Sex.MALE else pairs.women)


def _foreign(chance: Random, sex: Sex) -> GivenName:
    names = FOREIGN_NAMES_OF_MEN if sex is Sex.MALE else FOREIGN_NAMES_OF_WOMEN
    chosen = chance.sample(names, k=chance.randint(2, 4))
    alias = None
    if chance.random() < ALIAS_SHARE:
        family, _ = _pairs().family.one(chance)
        alias = f"{family}{_GAP}{_japanese(chance, sex)[0]}"
    return GivenName(
        kanji=_GAP.join(name for name, _ in chosen),
        kana=_GAP.join(kana for _, kana in chosen),
        alias=alias,
    )


@cache
def _pairs() -> _Pairs:
    """Faker's tables themselves: drawing by its generator is slower by far."""
    from faker.providers.person.ja_JP import Provider  # Slow; a visit never needs it.

    weights = {
        (kanji, kana): float(weight)
        for (kanji, kana, _), weight in Provider.last_name_pairs.items()
    }
    return _Pairs(
        family=Draw.of(weights),
        men=tuple((kanji, kana) for kanji, kana, _ in Provider.first_name_male_pairs),
        women=tuple(
            (kanji, kana) for kanji, kana, _ in Provider.first_name_female_pairs
        ),
    )
