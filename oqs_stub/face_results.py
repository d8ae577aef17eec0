"""顔認証結果 on their way into `face`: written down first, delivered later."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    Integer,
    LargeBinary,
    String,
    Table,
    delete,
    insert,
    select,
)

from .database import Database, Instant, metadata

_results = Table(
    "face_results",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("name", String(120), nullable=False, unique=True),
    Column("data", LargeBinary, nullable=False),
    Column("made_at", Instant, nullable=False),
)

LOOK_AGAIN_SECONDS = 2.0
"""How often the exchange asks for results that another process has made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceResult:
    """One file that must come into `face`."""

    id: int
    name: str
    data: bytes


class FaceResults:
    """The results of one stub that are not yet delivered. Safe for threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._fresh = threading.Event()
        self._fresh.set()  # An earlier process may have left some.
        self._asked_at = 0.0

    def add(self, *, name: str, data: bytes, now: datetime) -> None:
        """Keep a result until it is delivered; it survives any end of the process."""
        with self._database.begin() as connection:
            connection.execute(
                insert(_results).values(name=name, data=data, made_at=now)
            )
        self._fresh.set()

    def waiting(self, *, monotonic: float) -> list[FaceResult]:
        """What is to be delivered, oldest first.

        Costs nothing while there is no news; *monotonic* (seconds) is the time of
        the question, for the sake of results made by another process.
        """
        if not self._fresh.is_set() and monotonic - self._asked_at < LOOK_AGAIN_SECONDS:
            return []
        self._fresh.clear()
        self._asked_at = monotonic
        return self.everything()

    def look_again(self) -> None:
        """Something is still on its way: the next question is no news, but no waste."""
        self._fresh.set()

    def everything(self) -> list[FaceResult]:
        """All that is to be delivered, oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(select(_results).order_by(_results.c.id))
            return [FaceResult(id=row.id, name=row.name, data=row.data) for row in rows]

    def delivered(self, result: FaceResult) -> None:
        """The file lies in `face`: nothing is left to do."""
        with self._database.begin() as connection:
            connection.execute(delete(_results).where(_results.c.id == result.id))
