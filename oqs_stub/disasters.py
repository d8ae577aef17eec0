"""災害時モード as it was declared while the stub runs; none by default."""

from __future__ import annotations

import json

from sqlalchemy import Column, String, Table, Text, delete, insert, select

from .database import Database, Instant, metadata
from .rules.disaster import Disaster

LONGEST_NAME = 80

_disasters = Table(
    "disasters",
    metadata,
    Column("name", String(LONGEST_NAME), primary_key=True),
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("regions", Text, nullable=False),
)


class Disasters:
    """The declarations of one stub, by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[Disaster, ...]:
        """Every declaration, also those that are over, by name."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(_disasters).order_by(_disasters.c.name)
            ).all()
        return tuple(
            Disaster(
                name=row.name,
                since=row.since,
                until=row.until,
                regions=tuple(json.loads(row.regions)),
            )
            for row in rows
        )

    def declare(self, disaster: Disaster) -> None:
        """Add a declaration; one of the same name is replaced."""
        with self._database.begin() as connection:
            self.lift(disaster.name)
            connection.execute(
                insert(_disasters).values(
                    name=disaster.name,
                    since=disaster.since,
                    until=disaster.until,
                    regions=json.dumps(disaster.regions),
                )
            )

    def lift(self, name: str) -> bool:
        """Take a declaration back; False where there is none of that name."""
        with self._database.begin() as connection:
            done = connection.execute(
                delete(_disasters).where(_disasters.c.name == name)
            )
        return done.rowcount == 1
