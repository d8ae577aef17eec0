"""As many people as wanted: seeded, so the same seed gives the same people anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Final, Protocol

from . import derive, synth_tables
from .dates import add_months, age, born, today
from .model import CardPlan, Dispensing, Drug, Expectation, Person, Persona, Sex
from .numbers import reserved_individual_number
from .synth_coverage import coverage_of

RARE_CHARACTER_SHARE: Final = 0.1
"""Share of people whose family name has 髙, 﨑 or 𠮷 (the last is not in Shift_JIS)."""

FOREIGN_SHARE: Final = 0.04
"""Share of foreign residents: long names in Roman letters, half of them with a 通称."""

LONG_ADDRESS_SHARE: Final = 0.06
"""Share of people whose 四情報 take 128 bytes or more: the long form of EF 0002."""

AUTH_PIN: Final = "1234"
SIGN_PASSWORD: Final = "ABC123"  # noqa: S105 - Everybody may know it.

_HAND_WRITTEN = 100
"""個人番号 left to the personas in files; generated people use those after it."""

_CARD_AGE_DAYS = (400, 4 * 365)
"""Old enough that no certificate outlives the test CA, which has four years left."""


class NamePairs(Protocol):
    """What is asked of Faker: names whose kana belongs to the kanji."""

    def seed_instance(self, seed: str) -> object:
        """Begin the sequence that *seed* names."""
        ...

    def last_name_pair(self) -> tuple[str, str, str]:
        """Return a family name: kanji, kana, romaji."""
        ...

    def first_name_male_pair(self) -> tuple[str, str, str]:
        """Return a man's given name: kanji, kana, romaji."""
        ...

    def first_name_female_pair(self) -> tuple[str, str, str]:
        """Return a woman's given name: kanji, kana, romaji."""
        ...


def generate(count: int, *, seed: int, now: datetime) -> Iterator[Persona]:
    """Yield *count* ordinary insured people called `synth-<seed>-0001` and so on.

    The people of a smaller count are the first of a larger one. Some have rare
    characters, a foreign name or a long address, in the shares stated above; one
    in fourteen is too young for a 署名用電子証明書 and has none. All have the PIN
    1234 and, with that certificate, the password ABC123; all are registered for
    insurance use. Names (ids) and numbers are distinct, but 個人番号 repeat after
    9,900 people: nothing looks anybody up by them.
    """
    if count < 0:
        raise ValueError(f"expected a count of at least 0, got {count}")
    if seed < 0:
        raise ValueError(f"expected a seed of at least 0, got {seed}")
    on = today(now)
    pairs = _name_pairs()
    for index in range(1, count + 1):
        yield _persona(index, seed=seed, on=on, pairs=pairs)


def individual_number_of(index: int) -> str:
    """Return the 個人番号 of the person at *index*, counted from 1."""
    block = _HAND_WRITTEN + (index - 1) % (10_000 - _HAND_WRITTEN)
    return reserved_individual_number(block)


def _name_pairs() -> NamePairs:
    from faker import Faker  # Slow to import, and a visit never needs it.

    pairs: NamePairs = Faker("ja_JP")
    return pairs


def _persona(index: int, *, seed: int, on: date, pairs: NamePairs) -> Persona:
    name = f"synth-{seed}-{index:04d}"
    chance = Random(name)  # noqa: S311 - People are reproducible, not secret.
    pairs.seed_instance(name)
    person = _person(name, index, chance=chance, on=on, pairs=pairs)
    years = age(person.birthdate, on=on)
    coverage = coverage_of(person, index=index, seed=seed, chance=chance, on=on)
    return Persona(
        name=name,
        story=f"種{seed}から作られた{index}人目の架空の患者({years}歳、{coverage.insurer_name})。",
        story_en=f"Generated patient {index} of seed {seed}, {years} years old.",
        person=person,
        card=_card(name, person, chance=chance, on=on),
        coverages=(coverage,),
        insurance_use_registered=True,
        dispensings=_dispensings(chance, on=on),
        expect=Expectation(outcome="registered", reason=None, validity="1"),
    )


def _person(
    name: str, index: int, *, chance: Random, on: date, pairs: NamePairs
) -> Person:
    sex = chance.choice((Sex.MALE, Sex.FEMALE))
    male = sex is Sex.MALE
    given, given_kana, _ = (
        pairs.first_name_male_pair() if male else pairs.first_name_female_pair()
    )
    if chance.random() < RARE_CHARACTER_SHARE:
        family, family_kana = chance.choice(synth_tables.RARE_FAMILY_NAMES)
    else:
        family, family_kana, _ = pairs.last_name_pair()
    town = chance.choice(synth_tables.TOWNS)
    person = Person(
        family_name=family,
        given_name=given,
        family_name_kana=family_kana,
        given_name_kana=given_kana,
        birthdate=_birthdate(chance, on=on),
        sex=sex,
        post_number=town.post_number,
        address=_address(town, chance),
        municipality_code=town.code,
        municipality_romaji=town.romaji,
        individual_number=individual_number_of(index),
    )
    return _varied(person, chance=Random(f"variant of {name}"))  # noqa: S311 - As above.


def _varied(person: Person, *, chance: Random) -> Person:
    """Return *person*, or with the stated shares a foreigner, a longer address."""
    if chance.random() < FOREIGN_SHARE:
        person = _foreign(person, chance=chance)
    if chance.random() < LONG_ADDRESS_SHARE:
        building = chance.choice(synth_tables.LONG_BUILDINGS)
        room = _full_width(chance.randint(101, 1999))
        person = replace(person, address=f"{person.address}　{building}{room}号室")
    return person


def _foreign(person: Person, *, chance: Random) -> Person:
    family, family_kana = chance.choice(synth_tables.FOREIGN_FAMILY_NAMES)
    given = (
        synth_tables.FOREIGN_NAMES_OF_MEN
        if person.sex is Sex.MALE
        else synth_tables.FOREIGN_NAMES_OF_WOMEN
    )
    chosen = chance.sample(given, k=chance.randint(2, 4))
    return replace(
        person,
        family_name=family,
        family_name_kana=family_kana,
        given_name="\u3000".join(name for name, _ in chosen),
        given_name_kana="\u3000".join(kana for _, kana in chosen),
        alias=person.name if chance.random() < 0.5 else None,
    )


def _birthdate(chance: Random, *, on: date) -> date:
    """Return a birthdate; the old are many, as they are among home visits."""
    (band,) = chance.choices(
        synth_tables.AGE_BANDS, weights=[band.weight for band in synth_tables.AGE_BANDS]
    )
    years = chance.randint(band.youngest, band.oldest)
    day = date(2001, 1, 1) + timedelta(days=chance.randrange(365))  # No 29 February.
    return born(age=years, birthday=f"{day:%m-%d}", on=on)


def _address(town: synth_tables.Town, chance: Random) -> str:
    district = chance.choice(synth_tables.DISTRICTS)
    numbers = (chance.randint(1, 9), chance.randint(1, 30), chance.randint(1, 20))
    chome, block, house = (_full_width(number) for number in numbers)
    return f"架空県{town.name}{district}{chome}丁目{block}－{house}"


def _card(name: str, person: Person, *, chance: Random, on: date) -> CardPlan:
    issued_on = max(
        on - timedelta(days=chance.randint(*_CARD_AGE_DAYS)), person.birthdate
    )
    signs = age(person.birthdate, on=issued_on) >= derive.SIGNING_AGE
    expires_on = derive.card_expiry(person.birthdate, issued_on)
    plans = {
        kind: derive.certificate_plan(
            name,
            kind,
            birthdate=person.birthdate,
            issued_on=issued_on,
            card_expires_on=expires_on,
        )
        for kind in ("auth", "sign")
    }
    return CardPlan(
        auth_pin=AUTH_PIN,
        sign_password=SIGN_PASSWORD if signs else "",
        serial=derive.card_serial(name),
        security_code=derive.security_code(name),
        issued_on=issued_on,
        expires_on=expires_on,
        auth_certificate=plans["auth"],
        sign_certificate=plans["sign"] if signs else None,
    )


def _dispensings(chance: Random, *, on: date) -> tuple[Dispensing, ...]:
    """Return up to three monthly dispensings of the same drugs, oldest first."""
    drugs: tuple[Drug, ...] = tuple(
        chance.sample(synth_tables.DRUGS, k=chance.randint(1, 3))
    )
    latest = on - timedelta(days=chance.randint(3, 27))
    days = [add_months(latest, -months) for months in range(chance.randint(0, 3))]
    return tuple(
        Dispensing(
            dispensed_on=day,
            prescribed_on=day,
            pharmacy_code=synth_tables.PHARMACY.code,
            pharmacy_name=synth_tables.PHARMACY.name,
            prescriber_code=synth_tables.CLINIC.code,
            prescriber_name=synth_tables.CLINIC.name,
            drugs=drugs,
        )
        for day in sorted(days)
    )


def _full_width(number: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
