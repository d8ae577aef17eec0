"""Threads that only look something up: one of them looks for all that wait.

Python runs one thread at a time. Where many threads ask the database a little each,
they spend more time handing over to one another than asking. Here whoever comes while
somebody looks waits, and is looked for by the next who may: in one look, with one flush
of the disk for what they append.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Generic, TypeVar, cast

from .group_commit import Write
from .storage_trouble import NOT_NOW

T = TypeVar("T")


class _Waiting(Generic[T]):
    """What one thread wants done, and what came of it."""

    __slots__ = ("act", "done", "error", "result", "woken")

    def __init__(self, act: Callable[[], T]) -> None:
        self.act = act
        self.result: T | None = None
        self.error: BaseException | None = None
        self.done = False
        self.woken = threading.Lock()  # Released when it is done, or is to lead.
        self.woken.acquire()


class Together:
    """The looks of one database. Safe to share between threads."""

    def __init__(
        self,
        gather: Callable[[], AbstractContextManager[list[Write]]],
        write: Callable[[Sequence[Write]], None],
    ) -> None:
        """*gather* opens a look; *write* brings to disk what was appended in it."""
        self._gather = gather
        self._write = write
        self._lock = threading.Lock()
        self._queue: list[_Waiting[object]] = []
        self._is_led = False

    def do(self, act: Callable[[], T]) -> T:
        """Do *act* inside a look; what it appended is on disk when this returns.

        Raises what *act* raised, or what kept the look or the disk from it.
        """
        mine = _Waiting(act)
        with self._lock:
            self._queue.append(cast("_Waiting[object]", mine))
            leads, self._is_led = not self._is_led, True
        if not leads:
            self._wait(cast("_Waiting[object]", mine))
        if not mine.done:
            self._lead()
        if mine.error is not None:
            raise mine.error
        return cast("T", mine.result)

    def _wait(self, mine: _Waiting[object]) -> None:
        try:
            mine.woken.acquire()  # Whoever leads releases it, whatever happens.
        except BaseException:  # Ctrl-C; the others must not wait for this thread.
            with self._lock:
                if mine in self._queue:
                    self._queue.remove(mine)
                    if mine.woken.acquire(blocking=False):
                        self._hand_over()
            raise

    def _lead(self) -> None:
        """Look for everybody who waits now, and say who leads after that."""
        with self._lock:
            group, self._queue = self._queue, []
        writes: list[Write] = []
        ends: list[int] = []  # Where the writes of each end.
        try:
            with self._gather() as writes:
                for one in group:
                    _try(one)
                    ends.append(len(writes))
            if writes:
                self._write_for(group, writes, ends)
        except BaseException as error:
            for one in group:
                one.error = error
            if not isinstance(error, Exception):
                raise
        finally:
            # Only now: those who came meanwhile are the more to look for at once.
            with self._lock:
                self._hand_over()
            for one in group:
                one.done = True
                one.woken.release()

    def _write_for(
        self,
        group: Sequence[_Waiting[object]],
        writes: Sequence[Write],
        ends: Sequence[int],
    ) -> None:
        try:
            self._write(writes)
        except NOT_NOW:  # Nobody in particular is to blame.
            raise
        except Exception:
            if len(group) == 1:
                raise
            # One of them is, and the others must not suffer for it.
            for one, start, end in zip(group, (0, *ends), ends, strict=False):
                try:
                    if start < end:
                        self._write(writes[start:end])
                except Exception as error:
                    one.error = error

    def _hand_over(self) -> None:
        following = self._queue[0] if self._queue else None
        self._is_led = following is not None
        if following is not None:
            following.woken.release()


def _try(one: _Waiting[object]) -> None:
    try:
        one.result = one.act()
    except Exception as error:  # It is for the thread that asked.
        one.error = error
