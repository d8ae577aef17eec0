"""Who is insured: the people the stub knows, with their coverages and histories."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import TypeAdapter
from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Row,
    Select,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)

from card_profiles.model import Coverage, Dispensing, Person, Persona

from .database import Database, metadata

_people = Table(
    "people",
    metadata,
    Column("person_id", String(64), primary_key=True),
    Column("auth_serial", String(50), nullable=False, unique=True),
    Column("insurance_use_registered", Boolean, nullable=False),
    Column("person", Text, nullable=False),
    Column("dispensings", Text, nullable=False),
)
_coverages = Table(
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

_PERSON = TypeAdapter(Person)
_COVERAGE = TypeAdapter(Coverage)
_DISPENSINGS = TypeAdapter(tuple[Dispensing, ...])


class PersonUnknownError(LookupError):
    """The registry holds nobody of that id."""

    def __init__(self, person_id: str) -> None:
        super().__init__(f"expected a registered person, got {person_id!r}")
        self.person_id = person_id


@dataclass(frozen=True, slots=True, kw_only=True)
class InsuredPerson:
    """What the national side knows of one person."""

    person_id: str  # The persona's name.
    person: Person
    coverages: tuple[Coverage, ...]
    insurance_use_registered: bool  # 健康保険証利用の登録
    dispensings: tuple[Dispensing, ...]
    auth_serial: int  # Serial number of the 利用者証明用電子証明書.


class Registry:
    """The insured people of one stub."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, persona: Persona) -> None:
        """Register *persona*; one of the same name is replaced altogether."""
        self.add_all((persona,))

    def add_all(self, personas: Iterable[Persona]) -> tuple[str, ...]:
        """Register many people in one transaction; their ids, in order."""
        personas = tuple(personas)
        ids = tuple(persona.name for persona in personas)
        if not ids:
            return ()
        with self._database.begin() as connection:
            for persona in personas:
                for table in (_coverages, _people):
                    connection.execute(
                        delete(table).where(table.c.person_id == persona.name)
                    )
            connection.execute(
                insert(_people), [_person_row(persona) for persona in personas]
            )
            rows = [
                row
                for persona in personas
                for row in _coverage_rows(
                    persona.name, persona.person.birthdate, persona.coverages
                )
            ]
            if rows:
                connection.execute(insert(_coverages), rows)
        return ids

    def get(self, person_id: str) -> InsuredPerson | None:
        """The person of that id, or None."""
        return self._one(select(_people).where(_people.c.person_id == person_id))

    def by_certificate(self, serial_number: int) -> InsuredPerson | None:
        """Whose 利用者証明用電子証明書 carries *serial_number*, or None."""
        serial = str(serial_number)
        return self._one(select(_people).where(_people.c.auth_serial == serial))

    def find(
        self,
        *,
        insurer_number: str,
        number: str,
        birthdate: date | None = None,
        symbol: str | None = None,
        branch: str | None = None,
    ) -> list[tuple[InsuredPerson, Coverage]]:
        """Everybody whom these numbers and this birthday fit, with the coverage.

        Spaces, leading zeros and character width do not matter. A symbol, branch or
        birthdate that is not given is not compared, so that twins come back together.
        """
        conditions = [
            _coverages.c.insurer_key == fold(insurer_number),
            _coverages.c.number_key == fold(number),
        ]
        if birthdate is not None:
            conditions.append(_coverages.c.birthdate == birthdate.isoformat())
        if symbol is not None and fold(symbol):
            conditions.append(_coverages.c.symbol_key == fold(symbol))
        if branch is not None and fold(branch):
            conditions.append(_coverages.c.branch_key == fold(branch))
        order = (_coverages.c.person_id, _coverages.c.position)
        with self._database.begin() as connection:
            rows = connection.execute(
                select(_coverages).where(*conditions).order_by(*order)
            ).all()
            found = []
            for row in rows:
                person = self.get(row.person_id)
                if person is not None:
                    found.append((person, person.coverages[row.position]))
        return found

    def replace_coverages(self, person_id: str, coverages: Sequence[Coverage]) -> None:
        """Give the person these coverages instead of the present ones.

        Raises `PersonUnknownError`.
        """
        with self._database.begin() as connection:
            person = self.get(person_id)
            if person is None:
                raise PersonUnknownError(person_id)
            connection.execute(
                delete(_coverages).where(_coverages.c.person_id == person_id)
            )
            rows = _coverage_rows(person_id, person.person.birthdate, coverages)
            if rows:
                connection.execute(insert(_coverages), rows)

    def set_insurance_use(self, person_id: str, *, registered: bool) -> None:
        """Record whether 健康保険証利用の登録 is done. Raises `PersonUnknownError`."""
        with self._database.begin() as connection:
            changed = connection.execute(
                update(_people)
                .where(_people.c.person_id == person_id)
                .values(insurance_use_registered=registered)
            )
            if changed.rowcount == 0:
                raise PersonUnknownError(person_id)

    def people(self) -> list[InsuredPerson]:
        """Everybody, by id."""
        with self._database.begin() as connection:
            rows = connection.execute(
                select(_people).order_by(_people.c.person_id)
            ).all()
            covered: dict[str, list[Coverage]] = {}
            for row in connection.execute(
                select(_coverages).order_by(_coverages.c.position)
            ):
                covered.setdefault(row.person_id, []).append(
                    _COVERAGE.validate_json(row.coverage)
                )
        return [_insured(row, covered.get(row.person_id, ())) for row in rows]

    def count(self) -> int:
        """How many people there are."""
        with self._database.begin() as connection:
            return connection.execute(
                select(func.count()).select_from(_people)
            ).scalar_one()

    def _one(self, query: Select[tuple[object, ...]]) -> InsuredPerson | None:
        with self._database.begin() as connection:
            row = connection.execute(query).one_or_none()
            if row is None:
                return None
            documents = connection.execute(
                select(_coverages.c.coverage)
                .where(_coverages.c.person_id == row.person_id)
                .order_by(_coverages.c.position)
            ).scalars()
            coverages = [_COVERAGE.validate_json(document) for document in documents]
        return _insured(row, coverages)


def fold(text: str) -> str:
    """One spelling of a number or symbol: width folded, no spaces or leading zeros.

    A text of zeros alone folds to "0", so that it still differs from an absent one.
    """
    folded = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    return folded.lstrip("0") or folded[:1]


def _person_row(persona: Persona) -> dict[str, object]:
    return {
        "person_id": persona.name,
        "auth_serial": str(persona.card.auth_certificate.serial_number),
        "insurance_use_registered": persona.insurance_use_registered,
        "person": _PERSON.dump_json(persona.person).decode(),
        "dispensings": _DISPENSINGS.dump_json(persona.dispensings).decode(),
    }


def _coverage_rows(
    person_id: str, birthdate: date, coverages: Sequence[Coverage]
) -> list[dict[str, object]]:
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


def _insured(
    row: Row[tuple[object, ...]], coverages: Iterable[Coverage]
) -> InsuredPerson:
    return InsuredPerson(
        person_id=row.person_id,
        person=_PERSON.validate_json(row.person),
        coverages=tuple(coverages),
        insurance_use_registered=row.insurance_use_registered,
        dispensings=_DISPENSINGS.validate_json(row.dispensings),
        auth_serial=int(row.auth_serial),
    )
