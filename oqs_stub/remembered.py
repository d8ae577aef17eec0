"""A small table that is asked for at every request, read from the database seldom."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

OLDEST = 1.0
"""Seconds after which a change made by a stranger is seen at the latest."""


class Remembered(Generic[T]):
    """What *load* gives, at most *oldest* seconds old. Safe to share between threads.

    Whoever changes the table says `forget`, so that this process sees it at once.
    """

    def __init__(
        self,
        load: Callable[[], T],
        *,
        oldest: float = OLDEST,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._load = load
        self._oldest = oldest
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._kept: tuple[float, T] | None = None
        self._generation = 0  # Of the table, as far as this process changed it.

    def get(self) -> T:
        """The content, loaded anew where it is too old."""
        now = self._monotonic()
        kept = self._kept
        if kept is not None and now - kept[0] < self._oldest:
            return kept[1]
        generation = self._generation
        value = self._load()
        with self._lock:
            if generation == self._generation:  # Else it may be of before a change.
                self._kept = (now, value)
        return value

    def forget(self) -> None:
        """Load it anew the next time."""
        with self._lock:
            self._generation += 1
            self._kept = None
