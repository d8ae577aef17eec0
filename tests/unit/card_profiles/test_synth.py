"""Generated people are many, different, plausible, nobody, and always the same."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest

from card_profiles import numbers
from card_profiles.dates import age, today
from card_profiles.model import ADDRESS_LIMIT, Coverage, Persona
from card_profiles.population import LONG_ADDRESS_SHARE
from card_profiles.population.names import FOREIGN_SHARE, RARE_CHARACTER_SHARE
from card_profiles.synth import generate, individual_number_of, one_of

COUNT = 1500
LATIN = re.compile("[Ａ-Ｚ－\u3000]+")


def numbers_of(one: Coverage) -> tuple[str | None, ...]:
    """By what a coverage is found."""
    return one.insurer_number, one.symbol, one.number, one.branch


@pytest.fixture(scope="module")
def people(now: datetime) -> list[Persona]:
    """A town's worth of people."""
    return list(generate(COUNT, seed=7, now=now))


def test_ids_say_the_seed_and_the_place(people: list[Persona]) -> None:
    assert people[0].name == "synth-7-0001"
    assert people[-1].name == f"synth-7-{COUNT}"


def test_the_same_seed_gives_the_same_people_in_any_count(
    people: list[Persona], now: datetime
) -> None:
    assert list(generate(20, seed=7, now=now)) == people[:20]


def test_the_same_seed_gives_the_same_people_in_another_process(
    people: list[Persona], now: datetime
) -> None:
    script = (
        "from datetime import datetime\n"
        "from card_profiles.synth import generate\n"
        f"now = datetime.fromisoformat({now.isoformat()!r})\n"
        "print(ascii(list(generate(5, seed=7, now=now))))\n"
    )
    root = Path(__file__).parents[3]

    run = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        cwd=root,
    )

    assert run.stdout.strip() == ascii(people[:5])


def test_another_seed_gives_other_people(people: list[Persona], now: datetime) -> None:
    others = list(generate(20, seed=8, now=now))

    assert all(a.person != b.person for a, b in zip(people, others, strict=False))
    held = {numbers_of(one) for p in people for one in p.coverages}
    assert not any(numbers_of(one) in held for p in others for one in p.coverages)


def test_anybody_can_be_made_alone(people: list[Persona], now: datetime) -> None:
    assert one_of(137, seed=7, now=now) == people[136]
    assert one_of(987_654, seed=7, now=now).name == "synth-7-987654"


def test_people_come_one_by_one(now: datetime) -> None:
    endless = generate(10**9, seed=1, now=now)

    assert len(list(islice(endless, 3))) == 3


@pytest.mark.parametrize(("count", "seed"), [(-1, 0), (1, -1)])
def test_a_negative_count_or_seed_is_refused(
    count: int, seed: int, now: datetime
) -> None:
    with pytest.raises(ValueError, match="at least 0"):
        list(generate(count, seed=seed, now=now))


def test_every_number_is_distinct_and_reserved(people: list[Persona]) -> None:
    for persona in people:
        person = persona.person
        numbers.require_reserved_individual_number(person.individual_number)
        for coverage in persona.coverages:
            numbers.require_reserved_insurer_number(coverage.insurer_number)
        for dispensing in persona.dispensings:
            numbers.require_reserved_institution_code(dispensing.pharmacy_code)
            numbers.require_reserved_institution_code(dispensing.prescriber_code)
    for of in (
        lambda p: p.name,
        lambda p: p.person.individual_number,
        lambda p: p.card.serial,
        lambda p: p.card.auth_certificate.serial_number,
    ):
        assert len({of(persona) for persona in people}) == COUNT
    held = [numbers_of(one) for persona in people for one in persona.coverages]
    assert len(set(held)) == len(held)


def test_generated_people_never_have_a_ready_personas_individual_number(
    people: list[Persona],
) -> None:
    assert min(p.person.individual_number for p in people) >= "999999901000"


def test_individual_numbers_begin_again_after_9900_people() -> None:
    numbers_of_all = [individual_number_of(index) for index in range(1, 9901)]

    assert len(set(numbers_of_all)) == 9900
    assert individual_number_of(9901) == numbers_of_all[0]


def test_rare_characters_come_in_the_stated_share(people: list[Persona]) -> None:
    names = "".join(persona.person.family_name for persona in people)
    rare = [p for p in people if set(p.person.family_name) & set("髙﨑𠮷")]

    assert abs(len(rare) / COUNT - RARE_CHARACTER_SHARE) < 0.04
    assert set("髙﨑𠮷") <= set(names)


def test_foreign_names_come_in_the_stated_share(people: list[Persona]) -> None:
    foreign = [p.person for p in people if LATIN.match(p.person.family_name)]
    aliases = [person for person in foreign if person.alias]

    assert abs(len(foreign) / COUNT - FOREIGN_SHARE) < 0.02
    assert 0.3 < len(aliases) / len(foreign) < 0.7
    assert all(p.person.alias is None or p.person in foreign for p in people)
    for person in foreign:
        assert LATIN.fullmatch(person.name)
        assert 2 <= len(person.given_name.split("\u3000")) <= 4
        assert person.given_name.count("\u3000") == person.given_name_kana.count(
            "\u3000"
        )
    assert max(len(person.name) for person in foreign) > 40


def test_long_addresses_come_in_the_stated_share(people: list[Persona]) -> None:
    addresses = [p.person.address for p in people]
    long = [a for a in addresses if len(a.encode()) >= 128]

    assert abs(len(long) / COUNT - LONG_ADDRESS_SHARE) < 0.02
    assert max(map(len, addresses)) <= ADDRESS_LIMIT


def test_who_was_under_15_has_no_signing_certificate(people: list[Persona]) -> None:
    without = [p.card for p in people if p.card.sign_certificate is None]

    assert 0.08 < len(without) / COUNT < 0.2
    assert all((c.auth_pin, c.sign_password) == ("1234", "") for c in without)


def test_kana_belongs_to_the_name(people: list[Persona]) -> None:
    readings: dict[str, set[str]] = {}
    for persona in people:
        person = persona.person
        readings.setdefault(person.family_name, set()).add(person.family_name_kana)

    assert readings["髙橋"] == {"タカハシ"}
    assert readings["佐藤"] == {"サトウ"}
    assert all(len(kana) == 1 for kana in readings.values())


def test_cards_are_in_force_and_no_certificate_outlives_the_test_ca(
    people: list[Persona], now: datetime
) -> None:
    for persona in people:
        plan = persona.card.auth_certificate
        assert plan.issued_at < now < plan.expires_at
        assert plan.expires_at < datetime(2030, 11, 19, tzinfo=UTC)
        assert (persona.card.sign_certificate is None) == (
            age(persona.person.birthdate, on=persona.card.issued_on) < 15
        )


def test_dispensings_are_past_and_oldest_first(
    people: list[Persona], now: datetime
) -> None:
    for persona in people:
        days = [d.dispensed_on for d in persona.dispensings]
        assert days == sorted(days)
        assert all(day < today(now) for day in days)


@pytest.mark.parametrize("module", ["faker", "card_profiles.population"])
def test_no_names_and_towns_are_loaded_before_somebody_is_made(module: str) -> None:
    script = f"import sys, card_profiles.synth; sys.exit({module!r} in sys.modules)"
    root = Path(__file__).parents[3]

    run = subprocess.run([sys.executable, "-c", script], timeout=60, cwd=root)

    assert run.returncode == 0
