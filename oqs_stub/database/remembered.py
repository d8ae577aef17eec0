"""A small table that is asked for at every request, read from the database seldom."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from . import Database

T = TypeVar("T")

OLDEST = 1.0
"""Seconds after which a change made by a stranger is seen at the latest."""


class Remembered(Generic[T]):
    """What *load* gives, at most `OLDEST` seconds old. Safe to share between threads.

    Whoever changes the table says `forget`, so that this process sees it at once.
    Among workers nothing is kept: what one changes is seen by all from that moment.
    """

    def __init__(
        self,
        load: Callable[[], T],
        database: Database,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._load = load
        self._commits = database.commits
        self._oldest = 0.0 if database.shared else OLDEST
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._kept: tuple[float, T] | None = None
        self._changed_at = 0  # In commits of this process.

    def get(self) -> T:
        """The content, loaded anew where it is too old.

        In a transaction that changed the table it is what that sees, kept by nobody:
        it may yet be undone.
        """
        if self._commits.awaits(self._forget):
            return self._load()
        now = self._monotonic()
        kept = self._kept
        if kept is not None and now - kept[0] < self._oldest:
            return kept[1]
        seen = self._commits.seen
        value = self._load()
        with self._lock:
            if seen >= self._changed_at:  # Else it may be of before a change.
                self._kept = (now, value)
        return value

    def forget(self) -> None:
        """Load it anew the next time; in a transaction from its end on, if it holds."""
        self._commits.afterwards(self._forget)

    def _forget(self) -> None:
        with self._lock:
            self._changed_at = self._commits.count
            self._kept = None
