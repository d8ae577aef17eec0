"""The machine's time with a journey through time on top: it goes on after a leap."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Column, Float, Integer, Table, delete, insert, select

from ..database import Database, metadata
from ..database.remembered import Remembered
from . import Clock

_journey = Table(
    "clock_journey",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # Always 1.
    Column("seconds", Float, nullable=False),
)


class TravellingClock:
    """*clock*, so and so far ahead of itself; all processes of a stub travel together.

    How far stands in the database, so a stub that is started anew stays in its time.
    """

    def __init__(self, clock: Clock, database: Database) -> None:
        self._clock = clock
        self._database = database
        self._ahead = Remembered(self._load, database)

    @property
    def ahead(self) -> timedelta:
        """How far it is ahead of the machine's time, or behind it."""
        return self._ahead.get()

    @property
    def home(self) -> datetime:
        """The machine's own time."""
        return self._clock.now()

    def now(self) -> datetime:
        return self._clock.now() + self.ahead

    def set(self, now: datetime) -> None:
        """Travel to *now*; time goes on from there."""
        self._travel((now - self._clock.now()).total_seconds())

    def come_home(self) -> None:
        """Go back to the machine's own time."""
        self._travel(None)

    def _travel(self, seconds: float | None) -> None:
        with self._database.begin() as connection:
            connection.execute(delete(_journey))
            if seconds is not None:
                connection.execute(insert(_journey).values(id=1, seconds=seconds))
        self._ahead.forget()

    def _load(self) -> timedelta:
        with self._database.read() as connection:
            seconds = connection.execute(
                select(_journey.c.seconds)
            ).scalar_one_or_none()
        return timedelta(seconds=seconds or 0.0)
