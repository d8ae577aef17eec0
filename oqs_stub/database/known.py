"""Rows that nearly every request asks for, kept until anything is changed.

For small tables that are written in `Database.begin` alone: institutions' settings,
accounts. Nobody who changes them need say so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from . import Database
from .remembered import OLDEST

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

_MOST = 1_000
"""Keys of one table: whoever makes names up fills no memory."""


@dataclass(slots=True)
class _Kept(Generic[K, T]):
    edition: int
    until: float
    values: dict[K, T] = field(default_factory=dict)


class Known(Generic[K, T]):
    """What *load* says of a key, as it was since the database was last changed.

    A change by this process counts at once, one by a stranger to it (who has opened
    the same SQLite file) after `OLDEST` seconds. On a database that is meant for
    several processes, and inside a transaction that may change it, nothing is kept.
    Safe to share between threads.
    """

    def __init__(
        self,
        database: Database,
        load: Callable[[K], T],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._load = load
        self._monotonic = monotonic
        self._kept: _Kept[K, T] = _Kept(edition=-1, until=0.0)

    def get(self, key: K) -> T:
        """What is known of *key*, asked of the database where that is too old."""
        edition = self._database.edition
        if edition is None:
            return self._load(key)
        kept, now = self._kept, self._monotonic()
        if kept.edition != edition or now >= kept.until or len(kept.values) >= _MOST:
            kept = self._kept = _Kept(edition, now + OLDEST)
        if key not in kept.values:
            kept.values[key] = self._load(key)
        return kept.values[key]
