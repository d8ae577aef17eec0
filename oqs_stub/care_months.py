"""Months in which care is known to have been given, as monthly claims would tell."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Column, Date, String, Table, delete, insert, select

from card_profiles.dates import month_start

from .database import Database, metadata

_months = Table(
    "care_months",
    metadata,
    Column("institution_code", String(10), primary_key=True),
    Column("person_id", String(64), primary_key=True),
    Column("month", Date, primary_key=True),  # Its first day.
)
_AT_ONCE = 500  # People in one query.


class CareMonths:
    """The proven months of one stub; the real system would read them from claims."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, person_id: str, institution_code: str) -> list[date]:
        """The first days of the proven months, oldest first."""
        with self._database.read() as connection:
            return list(
                connection.execute(
                    select(_months.c.month)
                    .where(
                        _months.c.institution_code == institution_code,
                        _months.c.person_id == person_id,
                    )
                    .order_by(_months.c.month)
                ).scalars()
            )

    def of_people(
        self, person_ids: Collection[str], institution_code: str
    ) -> dict[str, list[date]]:
        """The same of many people; who has none is not in it."""
        found: dict[str, list[date]] = {}
        wanted = sorted(person_ids)
        with self._database.read() as connection:
            for start in range(0, len(wanted), _AT_ONCE):
                for row in connection.execute(
                    select(_months.c.person_id, _months.c.month)
                    .where(
                        _months.c.institution_code == institution_code,
                        _months.c.person_id.in_(wanted[start : start + _AT_ONCE]),
                    )
                    .order_by(_months.c.month)
                ):
                    found.setdefault(row.person_id, []).append(row.month)
        return found

    def replace(
        self, person_id: str, institution_code: str, months: Collection[date]
    ) -> None:
        """These months (any day of each), and no others, are proven."""
        with self._database.begin() as connection:
            connection.execute(
                delete(_months).where(
                    _months.c.institution_code == institution_code,
                    _months.c.person_id == person_id,
                )
            )
            rows = [
                {
                    "institution_code": institution_code,
                    "person_id": person_id,
                    "month": month,
                }
                for month in sorted({month_start(one) for one in months})
            ]
            if rows:
                connection.execute(insert(_months), rows)
