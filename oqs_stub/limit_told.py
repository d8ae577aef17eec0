"""Which 限度額 data each institution was given last, so that a change can be told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache

from sqlalchemy import Column, String, Table, bindparam, select

from .database import Database, Instant, metadata
from .database.statements import Statement
from .database.upserts import upserting

_told = Table(
    "limit_told",
    metadata,
    Column("institution_code", String(10), primary_key=True),
    Column("person_id", String(64), primary_key=True),
    Column("limits", String(64), nullable=False),
    Column("told_at", Instant, nullable=False),  # First, of these limits.
)
_AT_ONCE = 500  # People in one query.
_KEY = ("institution_code", "person_id")
_LAST = Statement(
    select(_told.c.limits).where(
        _told.c.institution_code == bindparam("institution"),
        _told.c.person_id == bindparam("person"),
    )
)


@cache
def _telling(dialect: str) -> Statement:
    """One for everybody, so that rows of all who write are put in order together."""
    return Statement(upserting(_told, key=_KEY, dialect=dialect), key=_KEY)


class LimitTold:
    """What `rules.limit_change.fingerprint` said of the last 限度額 data given.

    What this thread has yet to write counts as given.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._told = _telling(database.dialect)

    def remember(
        self, person_id: str, limits: str, *, institution_code: str, now: datetime
    ) -> None:
        """The institution was given these just now."""
        if self.last(person_id, institution_code=institution_code) == limits:
            return  # Nothing to write, as nearly always.
        self._database.append(
            self._told,
            {
                "institution_code": institution_code,
                "person_id": person_id,
                "limits": limits,
                "told_at": now,
            },
        )

    def last(self, person_id: str, *, institution_code: str) -> str | None:
        """What the institution was given last of one person; None for never."""
        waiting = self._waiting(person_id, institution_code)
        if waiting is not None:
            return waiting
        with self._database.read() as connection:
            values = {"institution": institution_code, "person": person_id}
            rows = _LAST.rows(connection, values)
        return rows[0].limits if rows else None

    def of_people(
        self, person_ids: Collection[str], *, institution_code: str
    ) -> dict[str, str]:
        """What was given of these people; who was never given is not in it."""
        found: dict[str, str] = {}
        wanted = sorted(person_ids)
        with self._database.read() as connection:
            for start in range(0, len(wanted), _AT_ONCE):
                rows = connection.execute(
                    select(_told.c.person_id, _told.c.limits).where(
                        _told.c.institution_code == institution_code,
                        _told.c.person_id.in_(wanted[start : start + _AT_ONCE]),
                    )
                )
                found.update({row.person_id: row.limits for row in rows})
        for person_id in wanted:
            waiting = self._waiting(person_id, institution_code)
            if waiting is not None:
                found[person_id] = waiting
        return found

    def _waiting(self, person_id: str, institution_code: str) -> str | None:
        row = self._database.waiting(
            self._told, {"institution_code": institution_code, "person_id": person_id}
        )
        return None if row is None else str(row["limits"])
