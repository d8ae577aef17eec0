"""The population looks like one: shares, households, twins, addresses, insurance."""

from __future__ import annotations

import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from itertools import islice

import pytest

from card_profiles.cover_rules import (
    assumed_limit_flag,
    elderly_from,
    is_late_elderly,
    is_medical_aid,
    limit_flags,
    misfits,
    preschool_until,
)
from card_profiles.dates import JST, age, today
from card_profiles.model import Coverage, Persona, Relation, Sex
from card_profiles.numbers import check_digit, require_beneficiary_number
from card_profiles.population.towns import TOWNS
from card_profiles.synth import Addresses, generate

NOW = datetime(2026, 11, 20, 10, tzinfo=JST)
ON = today(NOW)
COUNT = 6000


@cache
def population() -> Sequence[Persona]:
    """A small Japan, the same for every test."""
    return tuple(generate(COUNT, seed=3, now=NOW))


@cache
def invented() -> Sequence[Persona]:
    """The same people in the towns of 架空県."""
    return tuple(generate(COUNT, seed=3, now=NOW, addresses=Addresses.INVENTED))


def years(persona: Persona) -> int:
    return age(persona.person.birthdate, on=ON)


def insurance_kind(persona: Persona) -> str:
    """What the person is insured by today."""
    coverage = persona.coverages[-1]
    number = coverage.insurer_number
    if is_medical_aid(coverage):
        return "医療扶助"
    if len(number) == 6:
        return "国保"
    return {"01": "協会", "06": "組合", "39": "後期"}.get(number[:2], "共済")


NATIONAL = {  # Rounded, in percent of everybody, with what may be off.
    "協会": (31, 5),
    "組合": (22, 4),
    "共済": (8, 3),
    "国保": (21, 5),
    "後期": (15.5, 2),
    "医療扶助": (1.6, 1.2),
}


@pytest.mark.parametrize("kind", NATIONAL)
def test_insurers_have_their_national_shares(kind: str) -> None:
    share, off = NATIONAL[kind]
    found = Counter(map(insurance_kind, population()))

    assert 100 * found[kind] / COUNT == pytest.approx(share, abs=off)


AGES = {  # First and last year of age, percent, what may be off.
    "children": (0, 14, 11.5, 1.5),
    "working age": (15, 64, 60, 2.5),
    "old": (65, 74, 12.5, 1.5),
    "very old": (75, 110, 16, 1.5),
}


@pytest.mark.parametrize(
    ("first", "last", "share", "off"), AGES.values(), ids=AGES.keys()
)
def test_ages_have_their_national_shares(
    first: int, last: int, share: float, off: float
) -> None:
    found = sum(first <= years(persona) <= last for persona in population())

    assert 100 * found / COUNT == pytest.approx(share, abs=off)


def test_women_are_the_more_the_older() -> None:
    def women(first: int, last: int) -> float:
        ages = [p for p in population() if first <= years(p) <= last]
        return sum(p.person.sex is Sex.FEMALE for p in ages) / len(ages)

    assert 0.45 < women(0, 50) < 0.53
    assert 0.57 < women(80, 89) < 0.67
    assert women(90, 110) > 0.68


def test_nothing_stands_together_that_cannot() -> None:
    found = [
        (persona.name, misfit)
        for persona in population()
        for coverage in persona.coverages
        for misfit in misfits(coverage, birthdate=persona.person.birthdate, on=ON)
    ]

    assert found == []


def _certificates() -> dict[tuple[str, str | None, str], list[Persona]]:
    """Everybody under one 記号・番号 today; the very old have one each."""
    found = defaultdict(list)
    for persona in population():
        coverage = persona.coverages[-1]
        if coverage.branch is not None:
            key = (coverage.insurer_number, coverage.symbol, coverage.number)
            found[key].append(persona)
    return found


def test_families_share_one_number_with_branches_in_order() -> None:
    certificates = _certificates()
    sizes = Counter(len(members) for members in certificates.values())

    assert sizes[1] > sizes[2] > sizes[3] > 0
    assert max(sizes) <= 12
    for members in certificates.values():
        coverages = [persona.coverages[-1] for persona in members]
        residents = len(coverages[0].insurer_number) == 6
        branches = sorted(str(one.branch) for one in coverages)
        moved = len(members[0].coverages) > 1
        first = 0 if not residents or (moved and branches == ["00"]) else 1
        assert branches == [f"{first + n:02d}" for n in range(len(branches))]
        assert Counter(one.relation for one in coverages)[Relation.INSURED] == 1


def test_who_shares_a_number_shares_home_and_insured_name() -> None:
    for members in _certificates().values():
        insured = next(
            p for p in members if p.coverages[-1].relation is Relation.INSURED
        )
        for persona in members:
            assert persona.coverages[-1].insured_name == insured.person.name
            assert persona.person.address == insured.person.address
            assert persona.person.family_name == insured.person.family_name


def test_the_insured_are_grown_up() -> None:
    for persona in population():
        if persona.coverages[-1].relation is Relation.INSURED and not is_medical_aid(
            persona.coverages[-1]
        ):
            assert years(persona) >= 18


def test_there_are_twins_who_share_number_and_birthday() -> None:
    twins = [
        members
        for members in _certificates().values()
        if len({p.person.birthdate for p in members}) < len(members)
    ]

    assert 8 <= len(twins) <= COUNT / 100  # Chance alone makes two.
    for members in twins:
        branches = [persona.coverages[-1].branch for persona in members]
        assert len(set(branches)) == len(branches)


def test_invented_addresses_are_of_their_town_and_have_its_post_number() -> None:
    towns = {town.code: town for town in TOWNS}
    seen = set()
    for persona in invented():
        person = persona.person
        town = towns[person.municipality_code]
        seen.add(town.name)
        (district,) = (
            one
            for one in town.districts
            if person.address.startswith(f"架空県{town.name}{one.name}")
            and one.post_number == person.post_number
        )
        assert person.municipality_romaji == town.romaji
        assert district.name in person.address

    assert len(seen) == len(TOWNS)


def test_no_two_districts_share_a_post_number() -> None:
    numbers = [one.post_number for town in TOWNS for one in town.districts]

    assert len(set(numbers)) == len(numbers)


def test_residents_of_invented_towns_are_insured_where_they_live() -> None:
    towns = {town.code: town for town in TOWNS}
    for persona in invented():
        town = towns[persona.person.municipality_code]
        for coverage in persona.coverages[-1:]:
            if insurance_kind(persona) == "国保":
                assert coverage.insurer_number == town.health_insurance[0]
            if insurance_kind(persona) == "医療扶助":
                assert coverage.insurer_number == town.welfare_office[0]


def test_everybody_of_75_is_in_the_late_elderly_scheme() -> None:
    for persona in population():
        today_s = persona.coverages[-1]
        if is_medical_aid(today_s):
            continue
        assert is_late_elderly(today_s) or years(persona) < 75
        if is_late_elderly(today_s):
            assert today_s.contribution_ratio in ("010", "020", "030")
            assert today_s.number[-1] == check_digit(today_s.number[:-1])


def test_elderly_and_preschool_follow_the_birthday() -> None:
    for persona in population():
        born, coverage = persona.person.birthdate, persona.coverages[-1]
        if is_medical_aid(coverage) or is_late_elderly(coverage):
            continue
        assert (coverage.elderly is not None) == (elderly_from(born) <= ON)
        assert coverage.preschool == (preschool_until(born) >= ON)


def test_limits_are_legal_and_agree_with_what_receipt_computers_assume() -> None:
    classes = Counter()
    for persona in population():
        for coverage in persona.coverages:
            flags = limit_flags(coverage, birthdate=persona.person.birthdate, on=ON)
            assumed = assumed_limit_flag(coverage)
            assert assumed is None or assumed in flags
            if coverage.limit is not None:
                assert coverage.limit.classification_flag in flags
                classes[coverage.limit.classification_flag] += 1

    assert classes.keys() >= {"A01", "A02", "A03", "A04", "A05", "B04", "B09", "B10"}


def test_some_have_specific_diseases_tickets_and_earlier_insurers() -> None:
    coverages = [one for persona in population() for one in persona.coverages]
    tickets = [ticket for one in coverages for ticket in one.tickets]
    two = [persona for persona in population() if len(persona.coverages) == 2]
    late = [one for one in coverages if one.registered_on is not None]

    assert 0.001 < sum(bool(one.specific_diseases) for one in coverages) / COUNT < 0.01
    assert {ticket.ticket_type for ticket in tickets} == {"01", "02"}
    assert any(ticket.institution_code == "9910000042" for ticket in tickets)
    assert any(not one.tickets for one in coverages if is_medical_aid(one))
    assert 0.002 < len(two) / COUNT < 0.06
    assert late


def test_every_beneficiary_number_has_its_check_digit() -> None:
    for persona in population():
        for coverage in persona.coverages:
            if is_medical_aid(coverage):
                require_beneficiary_number(coverage.number)


def test_what_a_visit_will_say_is_told() -> None:
    told = Counter(persona.expect.validity for persona in population())

    assert told.keys() == {"1", "2", "4"}
    assert told["1"] / COUNT > 0.95
    for persona in population():
        in_force = any(_is_shown(one) for one in persona.coverages)
        assert (persona.expect.validity == "1") == in_force


def _is_shown(one: Coverage) -> bool:
    known = one.registered_on is None or one.registered_on <= ON
    return not is_medical_aid(one) and known and one.covers(ON)


def test_memory_does_not_grow_with_the_population() -> None:
    people = generate(10**6, seed=9, now=NOW)
    next(people)

    def most_memory(count: int) -> int:
        tracemalloc.reset_peak()
        for _ in islice(people, count):
            pass
        return tracemalloc.get_traced_memory()[1]

    tracemalloc.start()
    try:
        few, many = most_memory(200), most_memory(1000)
    finally:
        tracemalloc.stop()

    assert many < 1.5 * few
