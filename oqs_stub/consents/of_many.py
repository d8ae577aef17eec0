"""The consents and card checks of thousands of people, with few queries for all."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import Connection, Row, Table, select

from ..records import CardCheck, Consent, TreatmentCategory, VisitForm
from .rows import card_checks_table, consent_of, consents_table

_AT_ONCE = 500  # People in one query.


def card_checks_of_many(
    connection: Connection,
    person_ids: Collection[str],
    institution_code: str,
    category: TreatmentCategory,
) -> dict[str, list[CardCheck]]:
    """What `Consents.card_checks` says of each; who has none is not in it."""
    found: dict[str, list[CardCheck]] = {}
    rows = _rows(
        connection, card_checks_table, "at", person_ids, institution_code, category
    )
    for row in rows:
        check = CardCheck(
            person_id=row.person_id,
            institution_code=row.institution_code,
            category=TreatmentCategory(row.category),
            at=row.at,
            visit=VisitForm(row.visit),
        )
        found.setdefault(row.person_id, []).append(check)
    return found


def consents_of_many(
    connection: Connection,
    person_ids: Collection[str],
    institution_code: str,
    category: TreatmentCategory,
) -> dict[str, list[Consent]]:
    """Every consent of each, oldest first; who gave none is not in it."""
    found: dict[str, list[Consent]] = {}
    rows = _rows(
        connection, consents_table, "given_at", person_ids, institution_code, category
    )
    for row in rows:
        found.setdefault(row.person_id, []).append(consent_of(row))
    return found


def _rows(
    connection: Connection,
    table: Table,
    time: str,
    person_ids: Collection[str],
    institution_code: str,
    category: TreatmentCategory,
) -> Iterator[Row[tuple[object, ...]]]:
    wanted = sorted(person_ids)
    for start in range(0, len(wanted), _AT_ONCE):
        yield from connection.execute(
            select(table)
            .where(
                table.c.person_id.in_(wanted[start : start + _AT_ONCE]),
                table.c.institution_code == institution_code,
                table.c.category == category.value,
            )
            .order_by(table.c[time], table.c.id)
        )
