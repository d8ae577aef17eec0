"""People all over Japan: each address in the prefecture of its code, none anybody's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache

import pytest

from card_profiles.dates import JST
from card_profiles.model import Coverage, Persona
from card_profiles.municipalities import (
    check_digit_of,
    prefecture_romaji,
    prefectures,
)
from card_profiles.numbers import (
    RESERVED_PREFECTURE,
    require_insurer_number,
    require_public_expense_number,
    require_reserved_municipality_code,
    require_reserved_post_number,
)
from card_profiles.population.insurers import insurers_of_prefecture
from card_profiles.population.prefectures import LOTS
from card_profiles.population.real_towns import real_towns
from card_profiles.synth import Addresses, addresses_of, generate, name_of, one_of

NOW = datetime(2026, 11, 20, 10, tzinfo=JST)
COUNT = 4000
INVENTED = Addresses.INVENTED


@cache
def people() -> Sequence[Persona]:
    """The same for every test."""
    return tuple(generate(COUNT, seed=3, now=NOW))


def prefecture_in(address: str) -> str:
    """The code of the prefecture that the address begins with."""
    return next(one.code for one in prefectures() if address.startswith(one.name))


def test_everybody_lives_in_the_prefecture_of_the_code() -> None:
    for persona in people():
        person = persona.person
        assert prefecture_in(person.address) == person.municipality_code[:2]


def test_everybody_lives_in_a_real_town_with_its_post_number() -> None:
    known = {
        city.code: f"{one.name}{city.name}"
        for one in prefectures()
        for city in one.municipalities
    }
    lived_in = set()
    for persona in people():
        person = persona.person
        _, _, rest = person.address.partition(known[person.municipality_code])
        (town,) = (
            one
            for one in real_towns()[person.municipality_code]
            if rest.startswith(one.name) and one.post_number == person.post_number
        )
        lived_in.add(town)
        chome, lot = number_in(rest.removeprefix(town.name))
        assert 1 <= chome <= town.chome if town.chome else chome == 0
        assert lot in LOTS

    assert len(lived_in) > 700


def number_in(rest: str) -> tuple[int, int]:
    """The 丁目 (0: none) and the number of the land, of the two forms there are."""
    shape = r"(?:(\d)丁目(\d+)－\d+|(\d+)番地\d+)(?:\u3000.+号室)?"
    found = re.fullmatch(shape, rest)
    assert found is not None, rest
    return int(found[1] or 0), int(found[2] or found[3])


def test_nobody_can_live_there() -> None:
    """No 地番 and no 街区符号 of Japan has five digits that begin with a nine."""
    assert min(LOTS) > 90_000
    assert max(LOTS) < 100_000


def test_addresses_can_be_written_in_every_encoding_of_the_messages() -> None:
    for persona in people():
        address = persona.person.address
        assert address.encode("cp932").decode("cp932") == address


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


def test_people_of_the_invented_prefecture_live_elsewhere_and_are_the_same() -> None:
    invented = list(generate(300, seed=3, now=NOW, addresses=INVENTED))

    for there, here in zip(invented, people(), strict=False):
        assert there.person.address.startswith("架空県")
        require_reserved_post_number(there.person.post_number)
        require_reserved_municipality_code(there.person.municipality_code)
        assert here.person == replace(
            there.person,
            address=here.person.address,
            post_number=here.person.post_number,
            municipality_code=here.person.municipality_code,
            municipality_romaji=here.person.municipality_romaji,
        )
        assert [but_for_insurer(one) for one in there.coverages] == [
            but_for_insurer(one) for one in here.coverages
        ]


def but_for_insurer(coverage: Coverage) -> Coverage:
    """The coverage without what says who insures."""
    return replace(coverage, insurer_number="", insurer_name="", symbol=None)


LOCAL_LAWS = ("", "01", "12", "32", "33", "34", "39")
"""法別番号 of insurers that have one in each prefecture; 国保 has none."""


def test_who_insures_is_invented_and_of_the_prefecture_lived_in() -> None:
    names = {one.code: one.name for one in prefectures()}
    seen = set()
    for persona in people():
        code = persona.person.municipality_code[:2]
        for coverage in persona.coverages:
            number = coverage.insurer_number
            law = "" if len(number) == 6 else number[:2]
            assert number.removeprefix(law)[:2] == RESERVED_PREFECTURE
            assert "架空" in coverage.insurer_name or "見本" in coverage.insurer_name
            if law in LOCAL_LAWS:
                assert number.removeprefix(law)[2:5] == f"{code}0"
                assert names[code] in coverage.insurer_name
                seen.add(law)

    assert seen == set(LOCAL_LAWS)


def test_insurers_of_prefectures_have_numbers_of_their_own_with_check_digits() -> None:
    numbers = []
    for one in prefectures():
        local = insurers_of_prefecture(one.code, one.name)
        insurers = [local.health_insurance, local.late_elderly]
        insurers += [*local.employees["kyokai"], *local.employees["kyosai"][1:]]
        for number, _ in insurers:
            require_insurer_number(number)
        require_public_expense_number(local.welfare_office[0])
        numbers += [*(number for number, _ in insurers), local.welfare_office[0]]

    assert len(set(numbers)) == len(numbers) == 47 * len(LOCAL_LAWS)


def test_the_name_alone_makes_the_same_person() -> None:
    assert people()[136].name == name_of(137, seed=3)
    assert people()[136].name == "synth-3-0137"
    assert one_of(137, seed=3, now=NOW, addresses=addresses_of("")) == people()[136]
    invented = one_of(137, seed=3, now=NOW, addresses=addresses_of("i"))
    assert invented.name == "synth-3i-0137"
    assert invented.person.address.startswith("架空県")


def test_cards_of_both_populations_can_lie_in_one_drawer() -> None:
    invented = {
        one.card.auth_certificate.serial_number
        for one in generate(COUNT, seed=3, now=NOW, addresses=INVENTED)
    }
    here = {one.card.auth_certificate.serial_number for one in people()}

    assert not here & invented


def test_certificates_name_the_prefecture() -> None:
    assert prefecture_romaji("26104") == "Kyoto-fu"
    assert prefecture_romaji("99201") == "Kakuu-ken"
