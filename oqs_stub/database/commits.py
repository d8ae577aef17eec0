"""What this process has committed, and what waits until a transaction is committed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .access import Access

Act = Callable[[], object]


class Commits:
    """The committed transactions of one database. Safe to share between threads."""

    def __init__(self) -> None:
        self._count = 0
        self._alone = 0
        self._counting = threading.Lock()
        self._local = threading.local()

    @contextmanager
    def transaction(self, access: Access) -> Iterator[None]:
        """Around this thread's outermost transaction; an error undid it."""
        acts: list[Act] = []
        self._local.seen, self._local.acts = self._count, acts
        self._local.seen_alone = self._alone
        try:
            yield
        finally:
            self._local.acts = None
        if access.writes:
            with self._counting:
                self._count += 1
                self._alone += access is Access.ALONE
        for act in acts:
            act()

    @property
    def count(self) -> int:
        """How many there were, but for those that wrote nothing."""
        return self._count

    @property
    def seen(self) -> int:
        """How many of them this thread surely sees, also in its transaction."""
        seen: int = self._count if self._waiting is None else self._local.seen
        return seen

    @property
    def seen_alone(self) -> int:
        """As `seen`, but for those that only wrote beside others."""
        seen: int = self._alone if self._waiting is None else self._local.seen_alone
        return seen

    def afterwards(self, act: Act) -> None:
        """Do *act* when this thread's transaction is committed, never if it is undone.

        At once where none is open.
        """
        waiting = self._waiting
        if waiting is None:
            act()
        elif act not in waiting:
            waiting.append(act)

    def awaits(self, act: Act) -> bool:
        """Whether *act* is to be done when this thread's transaction is committed."""
        return act in (self._waiting or ())

    @property
    def _waiting(self) -> list[Act] | None:
        waiting: list[Act] | None = getattr(self._local, "acts", None)
        return waiting
