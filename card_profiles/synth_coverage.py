"""The insurance a generated person has, as age decides it."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Final

from .dates import add_years, age, resolve
from .derive import digest
from .model import (
    CardClassification,
    Coverage,
    ElderlyRecipient,
    Person,
    Relation,
)

LATE_ELDERLY_AGE: Final = 75
ELDERLY_AGE: Final = 70
SCHOOL_AGE: Final = 6
WORKING_AGE: Final = 18

LATE_ELDERLY_INSURER: Final = ("39990015", "架空県後期高齢者医療広域連合")
PARENTS: Final = ("健一", "正子", "一郎", "幸子")
INSURERS: Final = (
    ("01990019", "全国健康保険協会架空支部"),
    ("06990014", "架空機器健康保険組合"),
    ("990010", "見本市国民健康保険"),
)


def coverage_of(
    person: Person, *, index: int, seed: int, chance: Random, on: date
) -> Coverage:
    """Return the coverage in force on the day *on*; no two people share a number."""
    if age(person.birthdate, on=on) >= LATE_ELDERLY_AGE:
        return _late_elderly(person, index=index, seed=seed, chance=chance, on=on)
    insurer_number, insurer_name = chance.choice(INSURERS)
    years = age(person.birthdate, on=on)
    child = years < WORKING_AGE
    began = add_years(on, -chance.randint(1, 10))
    since = person.birthdate if child else max(began, person.birthdate)
    return Coverage(
        classification=CardClassification.GENERAL,
        insurer_number=insurer_number,
        insurer_name=insurer_name,
        symbol=f"{_seed_number(seed, digits=6)}",
        number=str(index),
        branch="01" if child else "00",
        relation=Relation.FAMILY if child else Relation.INSURED,
        insured_name=f"{person.family_name}\u3000{chance.choice(PARENTS)}"
        if child
        else person.name,
        qualified_on=since,
        issued_on=since,
        valid_from=since,
        preschool=on < _school_start(person.birthdate),
        elderly=_elderly(person, chance=chance, on=on),
    )


def _late_elderly(
    person: Person, *, index: int, seed: int, chance: Random, on: date
) -> Coverage:
    qualified_on = add_years(person.birthdate, LATE_ELDERLY_AGE)
    valid_from = max(resolve("last 08-01", on=on), qualified_on)
    number, name = LATE_ELDERLY_INSURER
    (ratio,) = chance.choices(("010", "020", "030"), weights=(73, 20, 7))
    return Coverage(
        classification=CardClassification.GENERAL,
        insurer_number=number,
        insurer_name=name,
        symbol=None,
        number=_late_elderly_number(index, seed=seed),
        branch=None,
        relation=Relation.INSURED,
        insured_name=person.name,
        qualified_on=qualified_on,
        issued_on=valid_from,
        valid_from=valid_from,
        valid_until=resolve("next 07-31", on=on),
        contribution_ratio=ratio,
    )


def _elderly(person: Person, *, chance: Random, on: date) -> ElderlyRecipient | None:
    """Return the 高齢受給者証: from the month after the day of turning 70.

    That day is the eve of the birthday (年齢計算ニ関スル法律).
    """
    reached = add_years(person.birthdate, ELDERLY_AGE) - timedelta(days=1)
    entitled_from = resolve("month-start +1m", on=reached)
    if on < entitled_from:
        return None
    valid_from = max(resolve("last 08-01", on=on), entitled_from)
    return ElderlyRecipient(
        issued_on=valid_from,
        valid_from=valid_from,
        valid_until=resolve("next 07-31", on=on),
        contribution_ratio=chance.choice(("020", "020", "020", "030")),
    )


def _school_start(birthdate: date) -> date:
    """Return the 1 April on or after the sixth birthday."""
    sixth = add_years(birthdate, SCHOOL_AGE)
    return date(sixth.year + ((sixth.month, sixth.day) > (4, 1)), 4, 1)


def _late_elderly_number(index: int, *, seed: int) -> str:
    """Return 8 digits; distinct among 100,000 people of one seed."""
    return f"{_seed_number(seed, digits=3)}{index % 100_000:05d}"


def _seed_number(seed: int, *, digits: int) -> str:
    value: int = digest("seed", str(seed)) % 10**digits
    return f"{value:0{digits}d}"
