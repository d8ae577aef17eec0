"""Many threads' rows on their way to the disk together: one flush for all of them.

A disk takes as long to flush one row as a hundred. Whoever comes while another flush
is under way waits for its end, and then one thread writes what all of them have.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection

from .statements import Statement
from .trouble import NOT_NOW, was_waited_for


class Write(NamedTuple):
    """One statement that stands by itself, and the values of its row."""

    statement: Statement
    values: Mapping[str, object]


@dataclass(slots=True, eq=False)
class Gathered:
    """What one thread has to write later, and what it can know of that before."""

    writes: list[Write] = field(default_factory=list)
    _latest: dict[tuple[Statement, tuple[object, ...]], Mapping[str, object]] = field(
        default_factory=dict
    )

    def add(self, write: Write) -> None:
        """Have it written after those that are here."""
        self.writes.append(write)
        if write.statement.key:
            key = write.statement.key_of(write.values)
            self._latest[write.statement, key] = write.values

    def latest(
        self, statement: Statement, key: Mapping[str, object]
    ) -> Mapping[str, object] | None:
        """The row of that *key* as it will be; None where none is here."""
        return self._latest.get((statement, statement.key_of(key)))


@dataclass(slots=True, eq=False)
class _Waiting:
    writes: Sequence[Write]
    done: bool = False
    error: Exception | None = None


class GroupCommit:
    """Writes for threads; `write` returns when what it was given is on disk."""

    def __init__(self, commit: Callable[[Iterable[Write]], None]) -> None:
        """*commit* does several writes in one transaction, or none of them."""
        self._commit = commit
        self._queue: list[_Waiting] = []
        self._queue_lock = threading.Lock()
        self._turn = threading.Lock()

    def write(self, writes: Sequence[Write]) -> None:
        """Have *writes* committed, all or none. Raises what kept them from it."""
        mine = _Waiting(writes)
        with self._queue_lock:
            self._queue.append(mine)
        with self._turn:
            if not mine.done:  # Nobody has written it along with theirs.
                self._commit_all(self._all_that_wait())
        if mine.error is not None:
            raise mine.error

    def _all_that_wait(self) -> list[_Waiting]:
        with self._queue_lock:
            waiting, self._queue = self._queue, []
        return waiting

    def _commit_all(self, group: Sequence[_Waiting]) -> None:
        try:
            self._commit(write for one in group for write in one.writes)
        except NOT_NOW as error:  # No row is to blame.
            # Again would be to wait again, or twice on disk: a connection may be lost
            # after what it was to commit.
            if was_waited_for(error):
                group = [*group, *self._all_that_wait()]
            for one in group:
                one.error = error
        except Exception as error:
            if len(group) == 1:
                group[0].error = error
            else:  # One of them is to blame, and the others must not suffer for it.
                for one in group:
                    self._commit_all((one,))
        for one in group:
            one.done = True


def execute_all(connection: Connection, writes: Iterable[Write]) -> None:
    """Do *writes*, each statement once with all its rows.

    Of rows that replace one another only the last is written. Those that others may be
    writing too go in the order of their keys or values, so that two who do so at the
    same time follow one another and never wait for each other.
    """
    rows: dict[Statement, list[Mapping[str, object]]] = {}
    for statement, values in writes:
        rows.setdefault(statement, []).append(values)
    for statement, many in rows.items():
        if statement.key:
            latest = {statement.key_of(row): row for row in many}
            many = [latest[key] for key in sorted(latest, key=_in_words)]
        elif not statement.only_adds:
            many.sort(key=lambda row: _in_words(row.values()))
        statement.write(connection, many)


def _in_words(values: Iterable[object]) -> list[str]:
    return [str(value) for value in values]
