"""Which message drifts are on: kept in the database, the same for every worker."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Column, Integer, String, Table, delete, insert, select

from .database import Database, metadata
from .database.remembered import Remembered
from .ledger import Ledger
from .messages.drift import Drifted, find_drift

_drifts = Table(
    "drifts",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("name", String(40), nullable=False),
)


class Drifting:
    """The switches of one stub."""

    def __init__(self, database: Database, ledger: Ledger, *, seed: int = 0) -> None:
        """*seed* decides what a drift leaves to chance."""
        self._database = database
        self._ledger = ledger
        self._seed = seed
        self._on = Remembered(self._load, database)

    def now(self) -> Drifted:
        """The drifts that are on."""
        return self._on.get()

    def names(self) -> tuple[str, ...]:
        """Their English names."""
        return tuple(drift.name for drift in self.now().drifts)

    def set(self, names: Iterable[str]) -> tuple[str, ...]:
        """Let these drifts be on and no others. Raises `DriftError`."""
        wanted = tuple(dict.fromkeys(find_drift(name).name for name in names))
        with self._database.begin() as connection:
            connection.execute(delete(_drifts))
            if wanted:
                connection.execute(
                    insert(_drifts),
                    [
                        {"position": position, "name": name}
                        for position, name in enumerate(wanted)
                    ],
                )
            self._ledger.record(
                face="control",
                action="電文の書き方",
                result="ok",
                detail="、".join(wanted) or "なし",
            )
        self._on.forget()
        return wanted

    def _load(self) -> Drifted:
        with self._database.read() as connection:
            names = connection.execute(
                select(_drifts.c.name).order_by(_drifts.c.position)
            ).scalars()
            return Drifted.named(names.all(), seed=self._seed)
