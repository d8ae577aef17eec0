"""The record of what was asked, by whom, and what came of it; only ever added to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Column, Integer, String, Table, Text, insert, select

from .clock import Clock
from .database import Database, Instant, metadata
from .database.statements import Statement

_ledger = Table(
    "ledger",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("face", String(20), nullable=False),
    Column("action", String(60), nullable=False),
    Column("institution_code", String(10), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("person_id", String(64), nullable=False),
    Column("result", String(60), nullable=False),
    Column("detail", Text, nullable=False),
)
_ADD = Statement(insert(_ledger).inline(), only_adds=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One line of the ledger. It holds no PIN, no 個人番号 and no medical data."""

    id: int
    at: datetime
    face: str  # "reception", "terminal", "exchange", "control", …
    action: str  # What was asked: a message name or a screen's act.
    institution_code: str  # "" where no institution is concerned.
    actor: str  # The account, or the requesting program; "" for the patient.
    person_id: str  # "" where nobody in particular is concerned.
    result: str  # "ok", or a reason or error code.
    detail: str

    def as_document(self) -> dict[str, object]:
        """The entry as it goes out through the control face."""
        return {**asdict(self), "at": self.at.isoformat()}


class Ledger:
    """The ledger of one stub; entries carry the time of its clock."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def record(
        self,
        *,
        face: str,
        action: str,
        result: str,
        institution_code: str = "",
        actor: str = "",
        person_id: str = "",
        detail: str = "",
    ) -> None:
        """Add one entry; inside a transaction it stands or falls with that."""
        self._database.append(
            _ADD,
            {
                "at": self._clock.now(),
                "face": face,
                "action": action,
                "institution_code": institution_code,
                "actor": actor,
                "person_id": person_id,
                "result": result,
                "detail": detail,
            },
        )

    def latest_after(
        self, moment: datetime, *, ignoring: Collection[str]
    ) -> LedgerEntry | None:
        """The last entry of a later time, but for those of the faces *ignoring*."""
        with self._database.read() as connection:
            row = (
                connection.execute(
                    select(_ledger)
                    .where(_ledger.c.at > moment, _ledger.c.face.not_in(ignoring))
                    .order_by(_ledger.c.id.desc())
                    .limit(1)
                )
                .mappings()
                .one_or_none()
            )
        return None if row is None else LedgerEntry(**row)

    def last(self, count: int) -> list[LedgerEntry]:
        """The last entries, newest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(_ledger).order_by(_ledger.c.id.desc()).limit(count)
            ).mappings()
            return [LedgerEntry(**row) for row in rows]

    def entries(self, *, after: int = 0) -> list[LedgerEntry]:
        """The entries with an id above *after*, oldest first.

        Whoever asks again for what comes after the last one misses none.
        """
        with self._database.read_in_order() as connection:
            rows = connection.execute(
                select(_ledger).where(_ledger.c.id > after).order_by(_ledger.c.id)
            ).mappings()
            return [LedgerEntry(**row) for row in rows]
