"""Who lives with whom: a block of people, and the homes they make.

Ages and sexes are drawn first, so that they are as common as the table says; homes
are then made of who is there: couples, parents with children, twins, grown children
and old parents who live with them, the others alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Final

from ..dates import add_years, age
from ..model import Sex
from .parents import home_of
from .shares import Shares

BLOCK: Final = 100
"""People who are made together; a person's home lies within the block."""

ADULT: Final = 18
_MARRY_YEARS = (25, 94)
_STUDENT_YEARS = (18, 22)
_HUSBAND_OLDER = 2
_FURTHEST_APART = 8
_OF_PARENTS = range(22, 41)
_OF_CHILDREN = range(-40, -21)
"""Years by which those are older, or younger, to whom somebody goes."""


@dataclass(slots=True, eq=False)
class Member:
    """One person of a block, before names and numbers."""

    place: int  # In the block, from 0.
    sex: Sex
    birthdate: date
    years: int


@dataclass(slots=True, eq=False)
class Home:
    """Who lives together: one or two at the head, their children, other relatives."""

    adults: list[Member]
    children: list[Member] = field(default_factory=list)  # Students too.
    relatives: list[Member] = field(default_factory=list)  # Grown children, parents.

    @property
    def members(self) -> list[Member]:
        """Everybody, head first."""
        return [*self.adults, *self.relatives, *self.children]


def block_of_homes(chance: Random, *, on: date, shares: Shares) -> list[Home]:
    """The homes of one block, in the order of their first member."""
    members = [_member(place, chance, on=on, shares=shares) for place in range(BLOCK)]
    children = [one for one in members if _is_child(one, chance, shares)]
    _make_twins(children, chance, on=on, share=shares.homes["twins"])
    dependent = set(map(id, children))
    adults = [one for one in members if id(one) not in dependent]
    homes = _couples(adults, chance, shares)
    for child in children:
        home_of(child, homes, chance).children.append(child)
    homes = _together(homes, chance, shares)
    return sorted(homes, key=lambda home: min(one.place for one in home.members))


def _member(place: int, chance: Random, *, on: date, shares: Shares) -> Member:
    band = shares.bands.one(chance)
    years = chance.randint(band.youngest, band.oldest)
    sex = Sex.MALE if chance.random() < band.men else Sex.FEMALE
    # Born in the year that ends today; the day of turning that age is 0 to 364 ago.
    birthdate = add_years(on, -years) - timedelta(days=chance.randrange(365))
    return Member(place, sex, birthdate, age(birthdate, on=on))


def _is_child(one: Member, chance: Random, shares: Shares) -> bool:
    first, last = _STUDENT_YEARS
    if one.years < first:
        return True
    return one.years <= last and chance.random() < shares.homes["dependent_student"]


def _make_twins(
    children: list[Member], chance: Random, *, on: date, share: float
) -> None:
    """Give some children the birthday of the one nearest in age."""
    ordered = sorted(children, key=lambda one: one.birthdate)
    for older, younger in pairwise(ordered):
        alike = (younger.birthdate - older.birthdate).days < 366
        if alike and chance.random() < share:
            younger.birthdate = older.birthdate
            younger.years = age(older.birthdate, on=on)


def _couples(adults: list[Member], chance: Random, shares: Shares) -> list[Home]:
    """Couples, man first or woman first by chance, and everybody else alone."""
    youngest, oldest = _MARRY_YEARS
    free = [one for one in adults if one.sex is Sex.FEMALE and one.years >= 20]
    homes, taken = [], set()
    for one in adults:
        if one.sex is not Sex.MALE or not youngest <= one.years <= oldest:
            continue
        if not free or chance.random() >= shares.band_of(one.years).married:
            continue
        apart, _, fitting = min(
            (abs(one.years - _HUSBAND_OLDER - other.years), other.place, other)
            for other in free
        )
        if apart > _FURTHEST_APART:
            continue
        free.remove(fitting)
        pair = [one, fitting]
        if chance.random() < 0.2:
            pair.reverse()
        homes.append(Home(pair))
        taken |= {id(one), id(fitting)}
    return homes + [Home([one]) for one in adults if id(one) not in taken]


def _together(homes: list[Home], chance: Random, shares: Shares) -> list[Home]:
    """The homes after some who are alone went to live with parents or children.

    Nobody goes to whom somebody has come, so that whoever comes finds a home.
    """
    gone: set[int] = set()
    for home in homes:
        one = home.adults[0]
        alone = len(home.members) == 1
        if not alone or chance.random() >= shares.band_of(one.years).with_relatives:
            continue
        apart = _OF_CHILDREN if one.years >= shares.homes["old"] else _OF_PARENTS
        fitting = [
            other
            for other in homes
            if other is not home
            and id(other) not in gone
            and any(head.years - one.years in apart for head in other.adults)
        ]
        if fitting:
            chance.choice(fitting).relatives.append(one)
            gone.add(id(home))
    return [home for home in homes if id(home) not in gone]
