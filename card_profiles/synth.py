"""As many people as wanted: seeded, so the same seed gives the same people anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING, Final

from . import derive, synth_tables
from .addresses import Addresses
from .cover_rules import is_medical_aid
from .dates import add_months, age, end_of, today
from .model import (
    CardPlan,
    CertificatePlan,
    Coverage,
    Dispensing,
    Drug,
    Expectation,
    Person,
    Persona,
)
from .numbers import reserved_individual_number

if TYPE_CHECKING:
    from .population import Resident

__all__ = [
    "AUTH_PIN",
    "SIGN_PASSWORD",
    "Addresses",
    "addresses_of",
    "generate",
    "individual_number_of",
    "name_of",
    "one_of",
]

AUTH_PIN: Final = "1234"
SIGN_PASSWORD: Final = "ABC123"  # noqa: S105 - Everybody may know it.

_ADDRESS_MARKS = {Addresses.PREFECTURES: "", Addresses.INVENTED: "i"}
"""What follows the seed in the names of those who live there."""

_HAND_WRITTEN = 100
"""個人番号 left to the personas in files; generated people use those after it."""

_CARD_AGE_DAYS = (400, 4 * 365)
"""Old enough that no certificate outlives the test CA, which has four years left."""

_SERIALS = 0x7E_00_00_00_00 // 2


def generate(
    count: int,
    *,
    seed: int,
    now: datetime,
    first: int = 1,
    addresses: Addresses = Addresses.PREFECTURES,
) -> Iterator[Persona]:
    """Yield *count* insured people called `synth-<seed>-0001` and so on.

    With *addresses* in 架空県 they are called `synth-<seed>i-0001`, so that a name
    alone makes the same person anywhere; who they are is as without.

    With *first* those before it are left out, at no cost. The people of a smaller
    count are the first of a larger one; memory is constant.
    Ages, households and insurance are as common as `population/shares.toml` says;
    rare characters, foreign names and long addresses as stated there. All have the
    PIN 1234 and, from 15 years, the password ABC123; all are registered for
    insurance use. Names (ids), certificates and numbers are distinct up to a million
    people, but 個人番号 repeat after 9,900: nothing looks anybody up by them.
    """
    from .population import BLOCK, block_of  # Who serves ready personas needs none.

    _check(count, seed)
    on = today(now)
    for number in range((first - 1) // BLOCK, (count + BLOCK - 1) // BLOCK):
        for resident in block_of(number, seed=seed, on=on, addresses=addresses):
            if first <= resident.index <= count:
                yield _persona(resident, seed=seed, on=on, addresses=addresses)


def one_of(
    index: int,
    *,
    seed: int,
    now: datetime,
    addresses: Addresses = Addresses.PREFECTURES,
) -> Persona:
    """The person at *index*, counted from 1; as quick for any of them."""
    from .population import BLOCK, block_of

    _check(index, seed)
    on = today(now)
    block = block_of((index - 1) // BLOCK, seed=seed, on=on, addresses=addresses)
    return _persona(block[(index - 1) % BLOCK], seed=seed, on=on, addresses=addresses)


def name_of(
    index: int, *, seed: int, addresses: Addresses = Addresses.PREFECTURES
) -> str:
    """The name (id) of the person at *index*."""
    mark = _ADDRESS_MARKS[addresses]
    return f"synth-{seed}{mark}-{index:04d}"


def addresses_of(mark: str) -> Addresses:
    """Where they live whose name has *mark* after the seed."""
    return next(one for one, known in _ADDRESS_MARKS.items() if known == mark)


def individual_number_of(index: int) -> str:
    """Return the 個人番号 of the person at *index*, counted from 1."""
    block = _HAND_WRITTEN + (index - 1) % (10_000 - _HAND_WRITTEN)
    return reserved_individual_number(block)


def _check(count: int, seed: int) -> None:
    if count < 0:
        raise ValueError(f"expected a count of at least 0, got {count}")
    if seed < 0:
        raise ValueError(f"expected a seed of at least 0, got {seed}")


def _persona(one: Resident, *, seed: int, on: date, addresses: Addresses) -> Persona:
    name = name_of(one.index, seed=seed, addresses=addresses)
    chance = Random(name_of(one.index, seed=seed))  # noqa: S311 - People are reproducible, not secret.
    insurer = one.coverages[-1].insurer_name
    return Persona(
        name=name,
        story=(
            f"種{seed}から作られた{one.index}人目の架空の患者({one.years}歳、{insurer})。"
        ),
        story_en=(
            f"Generated patient {one.index} of seed {seed}, {one.years} years old."
        ),
        person=_person(one),
        card=_card(
            name,
            one,
            serial=_serial(one.index, seed=f"{seed}{_ADDRESS_MARKS[addresses]}"),
            chance=chance,
            on=on,
        ),
        coverages=one.coverages,
        insurance_use_registered=True,
        dispensings=_dispensings(chance, years=one.years, on=on),
        expect=Expectation(
            outcome="registered", reason=None, validity=_validity(one.coverages, on=on)
        ),
    )


def _validity(coverages: tuple[Coverage, ...], *, on: date) -> str:
    """資格有効性 where 医療扶助 is not asked for, as at the default institution."""
    known = [
        one
        for one in coverages
        if not is_medical_aid(one)
        and one.valid_from <= on
        and (one.registered_on is None or one.registered_on <= on)
    ]
    if not known:
        return "4"
    return "1" if any(one.covers(on) for one in known) else "2"


def _person(one: Resident) -> Person:
    return Person(
        family_name=one.family.kanji,
        given_name=one.given.kanji,
        family_name_kana=one.family.kana,
        given_name_kana=one.given.kana,
        birthdate=one.birthdate,
        sex=one.sex,
        post_number=one.place.post_number,
        address=one.place.address,
        municipality_code=one.place.municipality_code,
        municipality_romaji=one.place.municipality_romaji,
        individual_number=individual_number_of(one.index),
        alias=one.given.alias,
    )


def _card(
    name: str, one: Resident, *, serial: int, chance: Random, on: date
) -> CardPlan:
    issued_on = max(on - timedelta(days=chance.randint(*_CARD_AGE_DAYS)), one.birthdate)
    signs = age(one.birthdate, on=issued_on) >= derive.SIGNING_AGE
    expires_on = derive.card_expiry(one.birthdate, issued_on)
    ends = derive.certificate_expiry(
        one.birthdate, issued_on, card_expires_on=expires_on
    )
    issued_at, expires_at = derive.issue_time(issued_on), end_of(ends)
    plans = [
        CertificatePlan(
            serial_number=number, issued_at=issued_at, expires_at=expires_at
        )
        for number in (serial, serial + 1)
    ]
    return CardPlan(
        auth_pin=AUTH_PIN,
        sign_password=SIGN_PASSWORD if signs else "",
        serial=derive.card_serial(name),
        security_code=derive.security_code(name),
        issued_on=issued_on,
        expires_on=expires_on,
        auth_certificate=plans[0],
        sign_certificate=plans[1] if signs else None,
    )


def _serial(index: int, *, seed: str) -> int:
    """The number of the first of two certificates; never twice within a seed.

    Numbers by name, as the ready personas have them, would meet among a million.
    """
    return 0x01_00_00_00_00 + 2 * ((_first_serial(seed) + index) % _SERIALS)


@lru_cache(maxsize=16)
def _first_serial(seed: str) -> int:
    return derive.digest("certificates of seed", seed)


def _dispensings(chance: Random, *, years: int, on: date) -> tuple[Dispensing, ...]:
    """Return up to three monthly dispensings of the same drugs, oldest first.

    The older, the more have any.
    """
    from .population.shares import shares

    if chance.random() >= shares().dispensed_at(years):
        return ()
    drugs: tuple[Drug, ...] = tuple(
        chance.sample(synth_tables.DRUGS, k=chance.randint(1, 3))
    )
    latest = on - timedelta(days=chance.randint(3, 27))
    days = [add_months(latest, -months) for months in range(chance.randint(1, 3))]
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
