"""One clock for all processes of a stub: its time stands in the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Integer, Table, select

from ..database import Database, Instant, metadata
from ..database.upserts import upsert
from . import SettableClock, aware

_clock = Table(
    "clock",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # Always 1.
    Column("now", Instant, nullable=False),
)


class SharedClock(SettableClock):
    """A clock that stands still until any process sets it; then all of them see it."""

    def __init__(self, database: Database, *, start: datetime) -> None:
        """The clock of *database*; it stands at *start* until somebody has set it."""
        super().__init__(start)
        self._database = database

    def now(self) -> datetime:
        """What stands in the database, asked for anew each time."""
        with self._database.read() as connection:
            now = connection.execute(select(_clock.c.now)).scalar_one_or_none()
        return super().now() if now is None else now

    def set(self, now: datetime) -> None:
        """Move the clock of all processes to *now*, forwards or backwards."""
        moved = aware(now)
        with self._database.begin() as connection:
            upsert(connection, _clock, {"id": 1, "now": moved}, key=("id",))
