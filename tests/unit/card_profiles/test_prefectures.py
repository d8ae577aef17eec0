"""People all over Japan: each address in the prefecture of its code, none anybody's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache

import pytest

from card_profiles.dates import JST
from card_profiles.model import Persona
from card_profiles.municipalities import (
    check_digit_of,
    prefecture_romaji,
    prefectures,
)
from card_profiles.numbers import RESERVED_PREFECTURE, require_reserved_post_number
from card_profiles.population.prefectures import INVENTED_TOWNS
from card_profiles.synth import Addresses, addresses_of, generate, name_of, one_of

NOW = datetime(2026, 11, 20, 10, tzinfo=JST)
COUNT = 4000
ALL_OVER = Addresses.PREFECTURES


@cache
def people() -> Sequence[Persona]:
    """The same for every test."""
    return tuple(generate(COUNT, seed=3, now=NOW, addresses=ALL_OVER))


def prefecture_in(address: str) -> str:
    """The code of the prefecture that the address begins with."""
    return next(one.code for one in prefectures() if address.startswith(one.name))


def test_everybody_lives_in_the_prefecture_of_the_code() -> None:
    for persona in people():
        person = persona.person
        assert prefecture_in(person.address) == person.municipality_code[:2]


def test_everybody_lives_in_the_municipality_of_the_code_in_an_invented_town() -> None:
    known = {
        city.code: f"{one.name}{city.name}"
        for one in prefectures()
        for city in one.municipalities
    }
    for persona in people():
        person = persona.person
        _, _, rest = person.address.partition(known[person.municipality_code])
        assert rest.startswith(tuple(town.name for town in INVENTED_TOWNS))
        assert "架空" in rest


def test_post_numbers_keep_the_reserved_form() -> None:
    for persona in people():
        require_reserved_post_number(persona.person.post_number)


def test_prefectures_have_their_shares_of_the_people() -> None:
    found = Counter(one.person.municipality_code[:2] for one in people())
    everybody = sum(one.people for one in prefectures())

    assert len(found) == 47
    for one in prefectures():
        share = one.people / everybody
        assert found[one.code] / COUNT == pytest.approx(share, abs=0.02)


@pytest.mark.parametrize(
    ("body", "digit"),
    [("01102", "9"), ("13112", "1"), ("26000", "2"), ("34105", "3"), ("47201", "8")],
)
def test_the_last_digit_of_a_municipality_code_checks_it(body: str, digit: str) -> None:
    assert check_digit_of(body) == digit


def test_the_table_has_every_prefecture_with_towns_of_its_own() -> None:
    assert [one.code for one in prefectures()] == [f"{n:02d}" for n in range(1, 48)]
    codes = [city.code for one in prefectures() for city in one.municipalities]
    assert len(codes) == len(set(codes))
    for one in prefectures():
        assert len(one.municipalities) >= 5
        assert {city.code[:2] for city in one.municipalities} == {one.code}
        assert any("郡" in city.name for city in one.municipalities)


def test_only_where_they_live_is_another_than_in_the_default_population() -> None:
    default = list(generate(300, seed=3, now=NOW))

    for there, here in zip(people(), default, strict=False):
        home = there.person.address, there.person.post_number
        assert home != (here.person.address, here.person.post_number)
        assert there.coverages == here.coverages
        assert here.person == replace(
            there.person,
            address=here.person.address,
            post_number=here.person.post_number,
            municipality_code=here.person.municipality_code,
            municipality_romaji=here.person.municipality_romaji,
        )


def test_insurers_stay_nobodys() -> None:
    for persona in people():
        for coverage in persona.coverages:
            number = coverage.insurer_number
            digits = number[:2] if len(number) == 6 else number[2:4]
            assert digits == RESERVED_PREFECTURE


def test_the_name_alone_makes_the_same_person() -> None:
    assert people()[136].name == name_of(137, seed=3, addresses=ALL_OVER)
    assert people()[136].name == "synth-3p-0137"
    assert one_of(137, seed=3, now=NOW, addresses=addresses_of("p")) == people()[136]


def test_cards_of_both_populations_can_lie_in_one_drawer() -> None:
    default = {
        one.card.auth_certificate.serial_number
        for one in generate(COUNT, seed=3, now=NOW)
    }
    moved = {one.card.auth_certificate.serial_number for one in people()}

    assert not default & moved


def test_certificates_name_the_prefecture() -> None:
    assert prefecture_romaji("26104") == "Kyoto-fu"
    assert prefecture_romaji("99201") == "Kakuu-ken"
