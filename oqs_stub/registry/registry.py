"""Who is insured: the people the stub knows, with their coverages and histories."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from card_profiles.model import Coverage, Persona

from ..database import Database
from .histories import Histories, MedicalHistory
from .rows import (
    InsuredPerson,
    changes_table,
    coverage_rows,
    coverages_table,
    insured,
    people_table,
    person_row,
    read_coverage,
)
from .search import InsuredNumbers, find_many, find_one, people_of

_AT_ONCE = 500  # Ids in one statement.


class PersonUnknownError(LookupError):
    """The registry holds nobody of that id."""

    def __init__(self, person_id: str) -> None:
        super().__init__(f"{person_id} という人は登録されていません。")
        self.person_id = person_id


class Registry:
    """The insured people of one stub."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._histories = Histories(database)

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
            for some in _portions(ids):
                for table in (coverages_table, people_table):
                    connection.execute(delete(table).where(table.c.person_id.in_(some)))
            connection.execute(
                insert(people_table), [person_row(persona) for persona in personas]
            )
            rows = [
                row
                for persona in personas
                for row in coverage_rows(
                    persona.name, persona.person.birthdate, persona.coverages
                )
            ]
            if rows:
                connection.execute(insert(coverages_table), rows)
            self._histories.replace(personas)
            _count_change(connection)
        return ids

    def history(self, person_id: str) -> MedicalHistory:
        """Checkups and treatments of that person; few have any."""
        return self._histories.get(person_id)

    def get(self, person_id: str) -> InsuredPerson | None:
        """The person of that id, or None."""
        return self._one(
            select(people_table).where(people_table.c.person_id == person_id)
        )

    def get_many(self, person_ids: Collection[str]) -> dict[str, InsuredPerson]:
        """The people of these ids; whom nobody knows is not in it."""
        with self._database.read() as connection:
            return people_of(connection, person_ids)

    def by_certificate(self, serial_number: int) -> InsuredPerson | None:
        """Whose 利用者証明用電子証明書 carries *serial_number*, or None."""
        serial = str(serial_number)
        return self._one(
            select(people_table).where(people_table.c.auth_serial == serial)
        )

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
        search = InsuredNumbers(
            insurer_number=insurer_number,
            number=number,
            birthdate=birthdate,
            symbol=symbol,
            branch=branch,
        )
        with self._database.read() as connection:
            return find_one(connection, search)

    def find_many(
        self, searches: Sequence[InsuredNumbers]
    ) -> list[list[tuple[InsuredPerson, Coverage]]]:
        """What `find` finds for each of many searches, in their order."""
        with self._database.read() as connection:
            return find_many(connection, searches)

    def with_tickets(
        self, *, month: str, institution_code: str, ticket_type: str
    ) -> list[InsuredPerson]:
        """Everybody with such a 医療券・調剤券 of that month (YYYYMM), by id."""
        with self._database.read() as connection:
            ids = connection.execute(
                select(coverages_table.c.person_id)
                .where(
                    coverages_table.c.coverage.contains(f'"{month}"', autoescape=True),
                    coverages_table.c.coverage.contains(
                        f'"{institution_code}"', autoescape=True
                    ),
                )
                .distinct()
                .order_by(coverages_table.c.person_id)
            ).scalars()
            people = people_of(connection, ids.all())
        return [
            person
            for _, person in sorted(people.items())
            if any(
                (ticket.treatment_month, ticket.institution_code, ticket.ticket_type)
                == (month, institution_code, ticket_type)
                for coverage in person.coverages
                for ticket in coverage.tickets
            )
        ]

    def replace_coverages(self, person_id: str, coverages: Sequence[Coverage]) -> None:
        """Give the person these coverages instead of the present ones.

        Raises `PersonUnknownError`.
        """
        with self._database.begin() as connection:
            person = self.get(person_id)
            if person is None:
                raise PersonUnknownError(person_id)
            connection.execute(
                delete(coverages_table).where(coverages_table.c.person_id == person_id)
            )
            rows = coverage_rows(person_id, person.person.birthdate, coverages)
            if rows:
                connection.execute(insert(coverages_table), rows)
            _count_change(connection)

    def set_insurance_use(self, person_id: str, *, registered: bool) -> None:
        """Record whether 健康保険証利用の登録 is done. Raises `PersonUnknownError`."""
        with self._database.begin() as connection:
            changed = connection.execute(
                update(people_table)
                .where(people_table.c.person_id == person_id)
                .values(insurance_use_registered=registered)
            )
            if changed.rowcount == 0:
                raise PersonUnknownError(person_id)
            _count_change(connection)

    def changes(self) -> int:
        """How often anybody was changed, by whichever process.

        What was found earlier still holds where this is the same as it was then.
        """
        with self._database.read() as connection:
            return connection.execute(select(changes_table.c.count)).scalar() or 0

    def people(self) -> list[InsuredPerson]:
        """Everybody, by id."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(people_table).order_by(people_table.c.person_id)
            ).all()
            covered: dict[str, list[Coverage]] = {}
            for row in connection.execute(
                select(coverages_table).order_by(coverages_table.c.position)
            ):
                covered.setdefault(row.person_id, []).append(
                    read_coverage(row.coverage)
                )
        return [insured(row, covered.get(row.person_id, ())) for row in rows]

    def first_ids(self, limit: int) -> list[str]:
        """The ids of the first *limit* people; quick, however many there are."""
        with self._database.read() as connection:
            ids = select(people_table.c.person_id).order_by(people_table.c.person_id)
            return list(connection.execute(ids.limit(limit)).scalars())

    def is_empty(self) -> bool:
        """Whether nobody is registered; quick, however many there are."""
        with self._database.read() as connection:
            one = connection.execute(select(people_table.c.person_id).limit(1))
            return one.first() is None

    def count(self) -> int:
        """How many people there are."""
        with self._database.read() as connection:
            return connection.execute(
                select(func.count()).select_from(people_table)
            ).scalar_one()

    def _one(self, query: Select[tuple[object, ...]]) -> InsuredPerson | None:
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
            if row is None:
                return None
            documents = connection.execute(
                select(coverages_table.c.coverage)
                .where(coverages_table.c.person_id == row.person_id)
                .order_by(coverages_table.c.position)
            ).scalars()
            coverages = [read_coverage(document) for document in documents]
        return insured(row, coverages)


def _count_change(connection: Connection) -> None:
    count = changes_table.c.count
    if not connection.execute(update(changes_table).values(count=count + 1)).rowcount:
        connection.execute(insert(changes_table).values(count=1))


def _portions(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]
