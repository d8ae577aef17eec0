"""A population of any size: households, their names, homes and insurance.

They live all over Japan, or in 架空県 (`Addresses`), at addresses that are nobody's.

Block by block (`homes.BLOCK` people), so that memory is constant and anybody can be
found without making those before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from ..addresses import Addresses
from ..model import Coverage, Sex
from .certificates import means_of
from .covers import HomeOf, covers_of
from .digits import full_width
from .homes import BLOCK as BLOCK
from .homes import block_of_homes
from .names import FamilyName, GivenName, family_name, given_name
from .places import Place
from .prefectures import real_place
from .shares import shares
from .towns import invented_place

LONG_ADDRESS_SHARE = 0.06
"""Share of homes whose 四情報 take 128 bytes or more: the long form of EF 0002."""


_GAP = "\u3000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """One person of the population, before card and history."""

    index: int  # From 1, over the whole population.
    family: FamilyName
    given: GivenName
    sex: Sex
    birthdate: date
    years: int
    place: Place
    coverages: tuple[Coverage, ...]


def block_of(
    number: int, *, seed: int, on: date, addresses: Addresses = Addresses.PREFECTURES
) -> list[Resident]:
    """The people of block *number* (from 0), in order.

    *addresses* change where they live, so who insures them, and nothing else.
    """
    chance = Random(f"population {seed} {number}")  # noqa: S311 - People are reproducible, not secret.
    moves = Random(f"addresses {seed} {number}")  # noqa: S311 - Likewise.
    table = shares()
    first = number * BLOCK + 1
    residents = []
    for home in block_of_homes(chance, on=on, shares=table):
        family = family_name(chance)
        where = invented_place(chance)  # Drawn for all: what follows is the same.
        if addresses is Addresses.PREFECTURES:
            where = real_place(moves)
        where = _varied(where, chance)
        given: dict[int, GivenName] = {}
        for one in home.members:
            taken = {text for n in given.values() for text in (n.kanji, n.kana)}
            born = one.birthdate.year
            given[one.place] = given_name(
                chance, one.sex, family, born=born, taken=taken
            )
        full = {p: f"{family.kanji}{_GAP}{name.kanji}" for p, name in given.items()}
        of = HomeOf(
            home=home,
            names=full,
            local=where.insurers,
            first_index=first,
            seed=seed,
            means=means_of(chance),
        )
        covers = covers_of(of, chance=chance, on=on, shares=table)
        residents += [
            Resident(
                index=first + one.place,
                family=family,
                given=given[one.place],
                sex=one.sex,
                birthdate=one.birthdate,
                years=one.years,
                place=where,
                coverages=covers[one.place],
            )
            for one in home.members
        ]
    return sorted(residents, key=lambda one: one.index)


def _varied(where: Place, chance: Random) -> Place:
    """The place, or with the stated share one in a building with a long name."""
    from ..synth_tables import LONG_BUILDINGS

    if chance.random() >= LONG_ADDRESS_SHARE:
        return where
    room = full_width(chance.randint(101, 1999))
    building = f"{chance.choice(LONG_BUILDINGS)}{room}号室"
    return where._replace(address=f"{where.address}{_GAP}{building}")
