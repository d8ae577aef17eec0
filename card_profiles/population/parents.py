"""Which home a child is of: by the age at which women give birth, and by siblings."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING, Final

from ..model import Sex

if TYPE_CHECKING:
    from .homes import Home, Member

_BIRTHS: Final = {15: 0.5, 20: 7, 25: 26, 30: 37, 35: 24, 40: 5.5}
"""Weight of five years of a mother's age at birth (人口動態統計, rounded)."""

_SIBLINGS: Final = (1.0, 1.6, 0.5, 0.12, 0.04, 0.0)
"""Weight of a home that has so many children already."""

_ALONE: Final = 0.25
"""Weight of a mother alone beside that of a couple; of a father alone a fifth of it."""

_BETWEEN_BIRTHS: Final = 300  # Days.
_GUARDIAN_YEARS: Final = 20


def home_of(child: Member, homes: Sequence[Home], chance: Random) -> Home:
    """A home with parents for *child*; where none is, one with somebody old enough.

    A twin goes where the other is. Nobody else has a sibling who was born in the
    same ten months.
    """
    for home in homes:
        if any(other.birthdate == child.birthdate for other in home.children):
            return home
    possible = [home for home in homes if not _born_too_close(child, home)] or homes
    weights = [_weight(child, home) for home in possible]
    if any(weights):
        return chance.choices(possible, weights=weights)[0]
    grown = [
        home
        for home in possible
        if home.adults[0].years - child.years >= _GUARDIAN_YEARS
    ]
    return min(grown or possible, key=lambda home: len(home.children))


def _born_too_close(child: Member, home: Home) -> bool:
    return any(
        abs((other.birthdate - child.birthdate).days) < _BETWEEN_BIRTHS
        for other in home.children
    )


def _weight(child: Member, home: Home) -> float:
    parents = [one for one in home.adults if one.sex is Sex.FEMALE] or home.adults
    at_birth = parents[0].years - child.years
    couple = len(home.adults) == 2
    kind = 1.0 if couple else _ALONE
    if parents[0].sex is not Sex.FEMALE:
        kind /= 5
    siblings = min(len(home.children), len(_SIBLINGS) - 1)
    return _BIRTHS.get(at_birth // 5 * 5, 0) * kind * _SIBLINGS[siblings]
