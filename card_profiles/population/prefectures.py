"""Addresses in all 47 prefectures: real municipalities and towns, numbers of nobody.

Town, 丁目 and 郵便番号 exist and belong together; the number of the land does not:
`LOTS` begin where no 地番, 街区符号 or 住居番号 of Japan comes to.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Final

from ..municipalities import Municipality, prefectures
from .digits import full_width
from .insurers import LocalInsurers, insurers_of_prefecture
from .places import Place
from .real_towns import RealTown, real_towns
from .shares import Draw

LOTS: Final = range(90_001, 100_000)
"""What takes the place of a 番地 or a 街区符号, whose largest are far smaller [C]."""

_BRANCHES: Final = range(1, 31)


@dataclass(frozen=True, slots=True, eq=False)
class _Area:
    """One prefecture, ready to draw from."""

    name: str
    insurers: LocalInsurers
    municipalities: Draw[Municipality]


def real_place(chance: Random) -> Place:
    """An address somewhere in Japan at which nobody can live."""
    area = _areas().one(chance)
    municipality = area.municipalities.one(chance)
    town = chance.choice(real_towns()[municipality.code])
    return Place(
        insurers=area.insurers,
        post_number=town.post_number,
        address=f"{area.name}{municipality.name}{_in_town(town, chance)}",
        municipality_code=municipality.code,
        municipality_romaji=municipality.romaji,
    )


def _in_town(town: RealTown, chance: Random) -> str:
    lot, branch = (full_width(chance.choice(them)) for them in (LOTS, _BRANCHES))
    if not town.chome:
        return f"{town.name}{lot}番地{branch}"
    return f"{town.name}{full_width(chance.randint(1, town.chome))}丁目{lot}－{branch}"


@cache
def _areas() -> Draw[_Area]:
    return Draw.of(
        {
            _Area(
                name=one.name,
                insurers=insurers_of_prefecture(one.code, one.name),
                municipalities=Draw.of({m: m.people for m in one.municipalities}),
            ): one.people
            for one in prefectures()
        }
    )
