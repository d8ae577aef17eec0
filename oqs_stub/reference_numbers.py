"""照会番号: an institution's own numbers of its patients, to come back in answers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Column, Index, String, Table, bindparam, select

from card_profiles.model import Coverage

from .database import Database, Instant, metadata
from .database.statements import Statement
from .database.upserts import upserting
from .registry import fold

_numbers = Table(
    "reference_numbers",
    metadata,
    Column("institution_code", String(10), primary_key=True),
    Column("qualification", String(220), primary_key=True),
    Column("person_id", String(64), nullable=False),
    Column("number", String(50), nullable=False),
    Column("registered_at", Instant, nullable=False),
    Index("reference_numbers_of_person", "institution_code", "person_id"),
    Index("reference_numbers_by_number", "institution_code", "number"),
)
_AT_ONCE = 500  # People in one query.
_OF_PERSON = Statement(
    select(_numbers.c.qualification, _numbers.c.number)
    .where(
        _numbers.c.institution_code == bindparam("institution"),
        _numbers.c.person_id == bindparam("person"),
    )
    .order_by(_numbers.c.registered_at.desc(), _numbers.c.qualification)
)


@dataclass(frozen=True, slots=True)
class ReferenceNumbers:
    """The 照会番号 of one person at one institution, newest first."""

    by_qualification: Sequence[tuple[str, str]] = ()

    def all(self) -> tuple[str, ...]:
        """Every number once."""
        return tuple(dict.fromkeys(number for _, number in self.by_qualification))

    def of(self, coverage: Coverage) -> str | None:
        """The number registered for that 資格, else the newest; None without any."""
        if not self.by_qualification:
            return None
        own = dict(self.by_qualification).get(qualification(coverage))
        return own or next(iter(self.all()), None)


class Registered(NamedTuple):
    """One number, and the 資格 of the person for whom it was registered."""

    number: str
    person_id: str
    qualification: str


NO_NUMBERS = ReferenceNumbers()


class ReferenceRegister:
    """The 照会番号 that institutions registered.

    An institution has one number for each 資格 (insurer, symbol, number, branch); the
    number stays with the person when the insurer changes.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._keep = upserting(
            _numbers,
            key=("institution_code", "qualification"),
            dialect=database.dialect,
        )

    def register(
        self,
        number: str,
        *,
        institution_code: str,
        person_id: str,
        coverage: Coverage,
        now: datetime,
    ) -> None:
        """Keep *number*; an earlier one of the same 資格 is forgotten."""
        one = Registered(number, person_id, qualification(coverage))
        self.register_all((one,), institution_code=institution_code, now=now)

    def register_all(
        self, numbers: Collection[Registered], *, institution_code: str, now: datetime
    ) -> None:
        """Keep many numbers, each for a 資格 of its own; earlier ones are forgotten."""
        rows = [
            {
                "institution_code": institution_code,
                "qualification": one.qualification,
                "person_id": one.person_id,
                "number": one.number,
                "registered_at": now,
            }
            for one in numbers
        ]
        if rows:
            with self._database.begin() as connection:
                connection.execute(self._keep, rows)

    def holders(self, number: str, *, institution_code: str) -> frozenset[str]:
        """Whose number that is at the institution."""
        with self._database.read() as connection:
            return frozenset(
                connection.execute(
                    select(_numbers.c.person_id).where(
                        _numbers.c.institution_code == institution_code,
                        _numbers.c.number == number,
                    )
                ).scalars()
            )

    def registered(
        self, numbers: Collection[str], *, institution_code: str
    ) -> list[Registered]:
        """Everything these numbers are registered for at the institution."""
        found: list[Registered] = []
        wanted = sorted(set(numbers))
        with self._database.read() as connection:
            for start in range(0, len(wanted), _AT_ONCE):
                rows = connection.execute(
                    select(
                        _numbers.c.number,
                        _numbers.c.person_id,
                        _numbers.c.qualification,
                    ).where(
                        _numbers.c.institution_code == institution_code,
                        _numbers.c.number.in_(wanted[start : start + _AT_ONCE]),
                    )
                )
                found += [Registered(*row) for row in rows]
        return found

    def of_person(self, person_id: str, *, institution_code: str) -> ReferenceNumbers:
        """The numbers of one person at the institution."""
        values = {"institution": institution_code, "person": person_id}
        with self._database.read() as connection:
            return ReferenceNumbers(_OF_PERSON.rows(connection, values))

    def of_people(
        self, person_ids: Collection[str], *, institution_code: str
    ) -> dict[str, ReferenceNumbers]:
        """The numbers of many people; who has none is not in it."""
        rows: dict[str, list[tuple[str, str]]] = {}
        wanted = sorted(person_ids)
        with self._database.read() as connection:
            for start in range(0, len(wanted), _AT_ONCE):
                for row in connection.execute(
                    select(_numbers)
                    .where(
                        _numbers.c.institution_code == institution_code,
                        _numbers.c.person_id.in_(wanted[start : start + _AT_ONCE]),
                    )
                    .order_by(_numbers.c.registered_at.desc(), _numbers.c.qualification)
                ):
                    rows.setdefault(row.person_id, []).append(
                        (row.qualification, row.number)
                    )
        return {person: ReferenceNumbers(found) for person, found in rows.items()}


def qualification(coverage: Coverage) -> str:
    """One spelling of what identifies a 資格."""
    return "/".join(
        fold(text or "")
        for text in (
            coverage.insurer_number,
            coverage.symbol,
            coverage.number,
            coverage.branch,
        )
    )
