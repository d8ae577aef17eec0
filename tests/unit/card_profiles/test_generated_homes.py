"""Homes of generated people look like homes: who lives together, and how it is judged.

Shares are those of the census of 2020 (世帯) and, for the ages of mothers, of
人口動態統計, rounded.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from itertools import pairwise

import pytest

from card_profiles.cover_rules import is_late_elderly, is_medical_aid
from card_profiles.dates import JST, add_years, age, today
from card_profiles.model import Coverage, Persona, Relation, Sex
from card_profiles.synth import generate

NOW = datetime(2026, 11, 20, 10, tzinfo=JST)
ON = today(NOW)
COUNT = 6000


@cache
def homes() -> Sequence[Sequence[Persona]]:
    """Everybody by home, the same for every test."""
    found = defaultdict(list)
    for persona in generate(COUNT, seed=3, now=NOW):
        found[persona.person.address].append(persona)
    return tuple(found.values())


def years(persona: Persona) -> int:
    return age(persona.person.birthdate, on=ON)


def children(home: Sequence[Persona]) -> list[Persona]:
    """The minors of the home, eldest first."""
    minors = [one for one in home if years(one) < 18]
    return sorted(minors, key=lambda one: one.person.birthdate)


def test_homes_have_the_sizes_of_the_census() -> None:
    sizes = Counter(len(home) for home in homes())

    assert COUNT / len(homes()) == pytest.approx(2.21, abs=0.15)
    assert sizes[1] / len(homes()) == pytest.approx(0.36, abs=0.06)
    assert sizes[1] > sizes[3] > sizes[4] > sizes[5] > sizes[6]
    assert max(sizes) <= 9


def test_one_of_five_old_people_lives_alone() -> None:
    old = [(one, home) for home in homes() for one in home if years(one) >= 65]
    alone = sum(len(home) == 1 for _, home in old)

    assert alone / len(old) == pytest.approx(0.20, abs=0.04)


def test_no_child_lives_without_a_grown_up() -> None:
    assert all(any(years(one) >= 18 for one in home) for home in homes())


def test_siblings_are_twins_or_ten_months_apart() -> None:
    apart = [
        (younger.person.birthdate - older.person.birthdate).days
        for home in homes()
        for older, younger in pairwise(children(home))
    ]

    assert apart
    assert not [days for days in apart if 0 < days < 280]


def test_one_of_fifty_children_is_a_twin() -> None:
    everybody = [child for home in homes() for child in children(home)]
    twins = sum(
        days > 1
        for home in homes()
        for days in Counter(c.person.birthdate for c in children(home)).values()
    )

    assert 2 * twins / len(everybody) == pytest.approx(0.02, abs=0.012)


def test_mothers_are_as_old_as_mothers_are() -> None:
    """Of couples with children, where she is the only woman."""
    at_birth = []
    for home in homes():
        women = [
            one for one in home if years(one) >= 23 and one.person.sex is Sex.FEMALE
        ]
        if len(women) == 1:
            at_birth += [years(women[0]) - years(child) for child in children(home)]

    assert sum(25 <= one < 40 for one in at_birth) / len(at_birth) > 0.75
    assert sum(one < 15 or one > 50 for one in at_birth) / len(at_birth) < 0.02


def test_nobody_of_a_home_is_called_like_another() -> None:
    for home in homes():
        names = [one.person.given_name for one in home]
        kana = [one.person.given_name_kana for one in home]
        assert len(set(names)) == len(set(kana)) == len(home)


def together(home: Sequence[Persona]) -> Iterator[list[Coverage]]:
    """Those of each certificate of the home, today."""
    found = defaultdict(list)
    for persona in home:
        coverage = persona.coverages[-1]
        if coverage.branch is not None:
            found[coverage.insurer_number, coverage.number].append(coverage)
    yield from found.values()


def test_medical_aid_begins_for_a_home_as_a_whole() -> None:
    aided = [
        {
            coverage.valid_from
            for one in home
            for coverage in one.coverages
            if is_medical_aid(coverage) and coverage.valid_from > one.person.birthdate
        }
        for home in homes()
    ]

    assert max(len(begins) for begins in aided) == 1


def test_a_home_has_one_certificate_of_the_national_health_insurance_at_most() -> None:
    certificates = [
        {
            persona.coverages[-1].number
            for persona in home
            if len(persona.coverages[-1].insurer_number) == 6
        }
        for home in homes()
    ]

    assert Counter(len(of) for of in certificates).keys() == {0, 1}


def test_family_is_insured_no_earlier_than_the_insured() -> None:
    for home in homes():
        for certificate in together(home):
            (insured,) = (c for c in certificate if c.relation is Relation.INSURED)
            assert all(one.valid_from >= insured.valid_from for one in certificate)


def test_nobody_is_insured_in_their_own_name_before_eighteen() -> None:
    insured = [
        (persona.person.birthdate, persona.coverages[-1])
        for home in homes()
        for persona in home
        if persona.coverages[-1].branch is not None
        and persona.coverages[-1].relation is Relation.INSURED
    ]

    assert len(insured) > COUNT / 4
    assert all(one.valid_from >= add_years(born, 18) for born, one in insured)


def test_covers_begin_on_any_day_of_the_year_and_often_in_april() -> None:
    began = Counter(
        (persona.coverages[-1].valid_from.month, persona.coverages[-1].valid_from.day)
        for home in homes()
        for persona in home
    )

    assert began[4, 1] > COUNT / 20
    assert len(began) > 300


def test_who_is_judged_together_has_the_same_class_and_the_same_ratio() -> None:
    classes = ratios = 0
    for home in homes():
        flags = [
            {c.limit.classification_flag for c in certificate if c.limit}
            for certificate in together(home)
            if all(c.elderly is None for c in certificate)
        ]
        late = [c.coverages[-1] for c in home if is_late_elderly(c.coverages[-1])]
        assert all(len(one) <= 1 for one in flags)
        assert len({one.contribution_ratio for one in late}) <= 1
        for certificate in together(home):
            elderly = [c.elderly.contribution_ratio for c in certificate if c.elderly]
            assert len(set(elderly)) <= 1
            ratios += len(elderly) > 1
        classes += sum(len(one) for one in flags)
        ratios += len(late) > 1

    assert classes > 50
    assert ratios > 100


def test_medical_aid_is_mostly_of_people_alone() -> None:
    on_aid = [home for home in homes() if is_medical_aid(home[0].coverages[-1])]
    alone = sum(len(home) == 1 for home in on_aid)

    assert alone / len(on_aid) > 0.6


def test_medicines_are_of_the_grown_up_and_more_of_the_old() -> None:
    given = defaultdict(list)
    for home in homes():
        for persona in home:
            given[min(years(persona), 75) // 15].append(bool(persona.dispensings))
    shares = [sum(of) / len(of) for _, of in sorted(given.items())]

    assert shares[0] == 0
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(0.88, abs=0.04)
