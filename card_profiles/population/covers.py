"""What the members of one home are insured by: together, alone, or on 医療扶助."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from ..cover_rules import LATE_ELDERLY_AGE, LATE_ELDERLY_DISABLED_AGE
from ..dates import add_years
from ..model import CardClassification, Coverage, Relation
from ..numbers import check_digit
from .aid import medical_aid
from .certificates import (
    Means,
    certified_from,
    certified_until,
    means_of,
    with_certificates,
    year_of,
)
from .homes import ADULT, Home, Member
from .insurers import RESIDENTS, Insurer, LocalInsurers, insurer, seed_number
from .shares import Shares

MOVED, OTHER = "03", "99"  # 資格喪失事由, OQSCD008.

_LATE_ELDERLY_NUMBERS = 10**7
_WORKING_UNTIL = 64
_LONGEST_MOVE = 730
_LATEST_REGISTRATION = 20
_LONGEST_SINCE = 10 * 365
_LONGEST_AID = 3000
_BEGAN_IN_APRIL = 0.4
"""Share of those insured by an employer who began with a business year."""


@dataclass(slots=True)
class _Group:
    """Everybody under one 記号・番号."""

    insurer: Insurer
    number: str
    insured_name: str
    since: date
    means: Means
    members: int = field(default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeOf:
    """A home with what its insurers need to know of it."""

    home: Home
    names: dict[int, str]  # By the member's place in the block.
    local: LocalInsurers
    first_index: int  # Of the block: the index of place 0, counted from 1.
    seed: int
    means: Means  # By which 国保 and 後期高齢者医療 judge the home.


def covers_of(
    one: HomeOf, *, chance: Random, on: date, shares: Shares
) -> dict[int, tuple[Coverage, ...]]:
    """The coverages of each member, by place in the block; today's comes last."""
    head = one.home.adults[0]
    aid = shares.aid["alone" if len(one.home.members) == 1 else "together"]
    if chance.random() < shares.band_of(head.years).aid * aid:
        since = on - timedelta(days=chance.randint(60, _LONGEST_AID))
        return {
            member.place: _aid(one, member, since, chance, on, shares)
            for member in one.home.members
        }
    groups: list[_Group] = []
    insured = [
        (member, *_insured(one, member, groups, chance, on, shares))
        for member in one.home.members
    ]
    return {
        member.place: (
            _changed(one, today, chance, on, shares)
            if group is not None and group.members == 1
            else (today,)
        )
        for member, today, group in insured
    }


def _insured(
    one: HomeOf,
    member: Member,
    groups: list[_Group],
    chance: Random,
    on: date,
    shares: Shares,
) -> tuple[Coverage, _Group | None]:
    """Today's health insurance of one member, and with whom, if with anybody."""
    group = None
    if _is_late_elderly(member, chance, shares):
        coverage, means = _late_elderly(one, member, on, shares), one.means
    else:
        group = _group(one, member, groups, chance, on, shares)
        coverage, means = _of_group(member, group), group.means
    certified = with_certificates(
        coverage,
        birthdate=member.birthdate,
        means=means,
        chance=chance,
        on=on,
        shares=shares,
    )
    return certified, group


def _is_late_elderly(member: Member, chance: Random, shares: Shares) -> bool:
    if member.years >= LATE_ELDERLY_AGE:
        return True
    old = member.years >= LATE_ELDERLY_DISABLED_AGE
    return old and chance.random() < shares.covers["disabled"]


def _group(
    one: HomeOf,
    member: Member,
    groups: list[_Group],
    chance: Random,
    on: date,
    shares: Shares,
) -> _Group:
    """Whose certificate the member is on: the home's, or one of one's own."""
    child = any(member is other for other in one.home.children)
    works = ADULT <= member.years <= _WORKING_UNTIL and (
        chance.random() < shares.homes["working_spouse"]
    )
    if groups and (child or not works):
        return groups[0]
    table = shares.band_of(member.years).insurers
    kind = RESIDENTS if table is None else table.one(chance)
    for group in groups:
        if kind == RESIDENTS == group.insurer.kind:
            return group  # One certificate for the whole home.
    group = _new_group(one, member, kind, chance, on)
    groups.append(group)
    return group


def _new_group(
    one: HomeOf, member: Member, kind: str, chance: Random, on: date
) -> _Group:
    """A certificate that the grown member is the first on."""
    of = insurer(kind, local=one.local, seed=one.seed, chance=chance)
    began = on - timedelta(days=chance.randint(30, _LONGEST_SINCE))
    if kind != RESIDENTS and chance.random() < _BEGAN_IN_APRIL:
        began = began.replace(month=4, day=1) if began.month >= 4 else began
    own = means_of(chance)
    return _Group(
        insurer=of,
        number=str(one.first_index + member.place),
        insured_name=one.names[member.place],
        since=max(began, add_years(member.birthdate, min(ADULT, member.years))),
        means=one.means if kind == RESIDENTS else own,
    )


def _of_group(member: Member, group: _Group) -> Coverage:
    first = group.members == 0
    branch = group.members + (1 if group.insurer.kind == RESIDENTS else 0)
    group.members += 1
    since = max(group.since, member.birthdate)
    return Coverage(
        classification=CardClassification.GENERAL,
        insurer_number=group.insurer.number,
        insurer_name=group.insurer.name,
        symbol=group.insurer.symbol,
        number=group.number,
        branch=f"{branch:02d}",
        relation=Relation.INSURED if first else Relation.FAMILY,
        insured_name=group.insured_name,
        qualified_on=since,
        issued_on=since,
        valid_from=since,
    )


def _late_elderly(one: HomeOf, member: Member, on: date, shares: Shares) -> Coverage:
    index = one.first_index + member.place
    start = int(seed_number(one.seed, digits=7))
    body = (start + index) % _LATE_ELDERLY_NUMBERS
    number, name = one.local.late_elderly
    reached = add_years(member.birthdate, LATE_ELDERLY_AGE)
    since, until = year_of(on)
    if reached > on:  # 障害認定.
        reached = max(since, add_years(member.birthdate, LATE_ELDERLY_DISABLED_AGE))
    qualified_on = reached
    valid_from = max(since, qualified_on)
    return Coverage(
        classification=CardClassification.GENERAL,
        insurer_number=number,
        insurer_name=name,
        symbol=None,
        number=f"{body:07d}{check_digit(f'{body:07d}')}",
        branch=None,
        relation=Relation.INSURED,
        insured_name=one.names[member.place],
        qualified_on=qualified_on,
        issued_on=valid_from,
        valid_from=valid_from,
        valid_until=until,
        contribution_ratio=shares.ratios["ratio_75"].at(one.means.ratio),
    )


def _aid(
    one: HomeOf,
    member: Member,
    since: date,
    chance: Random,
    on: date,
    shares: Shares,
) -> tuple[Coverage, ...]:
    """医療扶助, for a few beside a health insurance (併用)."""
    works = ADULT <= member.years < LATE_ELDERLY_AGE
    combined = works and chance.random() < shares.aid["beside_insurance"]
    aid = medical_aid(
        number=one.first_index + member.place,
        name=one.names[member.place],
        birthdate=member.birthdate,
        since=since,
        local=one.local,
        combined=combined,
        chance=chance,
        on=on,
        shares=shares,
    )
    if not combined:
        return (aid,)
    group = _new_group(one, member, "kyokai", chance, on)
    health = with_certificates(
        _of_group(member, group),
        birthdate=member.birthdate,
        means=group.means,
        chance=chance,
        on=on,
        shares=shares,
    )
    return (health, aid)


def _changed(
    one: HomeOf,
    today: Coverage,
    chance: Random,
    on: date,
    shares: Shares,
) -> tuple[Coverage, ...]:
    """Today's coverage, with the one before it where the insurer changed of late.

    Only those alone on their certificate change here; their family's numbers would
    have to follow. A few have lost theirs and have no other yet.
    """
    drawn = chance.random()
    if drawn < shares.covers["uncovered"]:
        lost_on = on - timedelta(days=chance.randint(1, 60))
        if lost_on > today.valid_from:
            lost = replace(today, lost_on=lost_on, reason_of_loss=OTHER)
            return (certified_until(lost, lost_on),)
    if drawn >= shares.covers["moved"]:
        return (today,)
    moved_on = on - timedelta(days=chance.randint(1, _LONGEST_MOVE))
    if moved_on <= today.valid_from:
        return (today,)
    late = chance.random() < shares.covers["late_registration"]
    days = timedelta(days=chance.randint(5, _LATEST_REGISTRATION))
    kind = "kumiai" if today.insurer_number.startswith("01") else "kyokai"
    before = insurer(kind, local=one.local, seed=one.seed, chance=chance)
    former = replace(
        certified_until(today, moved_on),
        insurer_number=before.number,
        insurer_name=before.name,
        symbol=before.symbol,
        branch="00",
        lost_on=moved_on,
        reason_of_loss=MOVED,
    )
    present = replace(
        certified_from(today, moved_on),
        qualified_on=moved_on,
        issued_on=moved_on,
        valid_from=moved_on,
        registered_on=moved_on + days if late else None,
    )
    return (former, present)
