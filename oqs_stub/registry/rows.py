"""The tables of the insured people, and people and coverages as their rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from pydantic import TypeAdapter
from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
)

from card_profiles.model import Coverage, Dispensing, Person, Persona

from ..database import metadata
from ..rules.folding import fold as fold

people_table = Table(
    "people",
    metadata,
    Column("person_id", String(64), primary_key=True),
    Column("auth_serial", String(50), nullable=False, unique=True),
    Column("insurance_use_registered", Boolean, nullable=False),
    Column("person", Text, nullable=False),
    Column("dispensings", Text, nullable=False),
)
coverages_table = Table(
    "coverages",
    metadata,
    Column(
        "person_id",
        ForeignKey("people.person_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("position", Integer, primary_key=True),
    Column("insurer_key", String(20), nullable=False),
    Column("number_key", String(80), nullable=False),
    Column("symbol_key", String(80), nullable=False),
    Column("branch_key", String(20), nullable=False),
    Column("birthdate", String(10), nullable=False),
    Column("coverage", Text, nullable=False),
    Index("coverages_by_number", "insurer_key", "number_key", "birthdate"),
)
changes_table = Table(
    "registry_changes",
    metadata,
    Column("count", Integer, nullable=False),  # One row; none before the first change.
)

_MOST_READ = 2_000
"""Documents that a process keeps in the form in which they are used."""

_PERSON = TypeAdapter(Person)
_COVERAGE = TypeAdapter(Coverage)
_DISPENSINGS = TypeAdapter(tuple[Dispensing, ...])


@dataclass(frozen=True, slots=True, kw_only=True)
class InsuredPerson:
    """What the national side knows of one person."""

    person_id: str  # The persona's name.
    person: Person
    coverages: tuple[Coverage, ...]
    insurance_use_registered: bool  # 健康保険証利用の登録
    dispensed: str = field(repr=False)  # Of `dispensings`, as it is kept.
    auth_serial: int  # Serial number of the 利用者証明用電子証明書.

    @property
    def dispensings(self) -> tuple[Dispensing, ...]:
        """What pharmacies gave out; read each time, as few ask for it."""
        return _DISPENSINGS.validate_json(self.dispensed)


def person_row(persona: Persona) -> dict[str, object]:
    """The row of one person."""
    return {
        "person_id": persona.name,
        "auth_serial": str(persona.card.auth_certificate.serial_number),
        "insurance_use_registered": persona.insurance_use_registered,
        # The national side asks for no 個人番号, so none is kept.
        "person": _PERSON.dump_json(
            replace(persona.person, individual_number="")
        ).decode(),
        "dispensings": _DISPENSINGS.dump_json(persona.dispensings).decode(),
    }


def coverage_rows(
    person_id: str, birthdate: date, coverages: Sequence[Coverage]
) -> list[dict[str, object]]:
    """The rows of one person's coverages, in order."""
    return [
        {
            "person_id": person_id,
            "position": position,
            "insurer_key": fold(coverage.insurer_number),
            "number_key": fold(coverage.number),
            "symbol_key": fold(coverage.symbol or ""),
            "branch_key": fold(coverage.branch or ""),
            "birthdate": birthdate.isoformat(),
            "coverage": _COVERAGE.dump_json(coverage).decode(),
        }
        for position, coverage in enumerate(coverages)
    ]


def insured(
    row: Row[tuple[object, ...]], coverages: Iterable[Coverage]
) -> InsuredPerson:
    """The person that a row and these coverages make."""
    return InsuredPerson(
        person_id=row.person_id,
        person=_read_person(row.person),
        coverages=tuple(coverages),
        insurance_use_registered=row.insurance_use_registered,
        dispensed=row.dispensings,
        auth_serial=int(row.auth_serial),
    )


# The same patients are asked for again and again. What a document says depends on
# its text alone, and nothing can change it once it is read.


@lru_cache(_MOST_READ)
def read_coverage(document: str) -> Coverage:
    """The coverage that a row holds."""
    return _COVERAGE.validate_json(document)


@lru_cache(_MOST_READ)
def _read_person(document: str) -> Person:
    return _PERSON.validate_json(document)
