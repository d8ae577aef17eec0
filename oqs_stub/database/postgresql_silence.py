"""A connection to PostgreSQL that gives a server up which has fallen silent.

The system notices a machine that is gone, but not a server that is frozen: its
connections stay good, and nothing ever comes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from time import monotonic
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen

RV = TypeVar("RV")


class SilentServerError(psycopg.OperationalError):
    """Nothing has come from the server for too long; the connection is closed."""


class _Connection(psycopg.Connection[tuple[Any, ...]]):
    """Lets each statement wait only so long for the next thing that comes."""

    longest_silence: float | None = None

    def wait(self, gen: PQGen[RV], *how: Any, **more: Any) -> RV:  # noqa: ANN401 - what psycopg's own takes differs between its versions.
        if self.longest_silence is None:
            return super().wait(gen, *how, **more)
        try:
            return super().wait(_bounded(gen, self.longest_silence), *how, **more)
        except SilentServerError:
            self.close()  # What may still come belongs to nobody.
            raise


def connector(longest_silence: float | None) -> Callable[..., _Connection]:
    """What SQLAlchemy calls to connect; None: a silent server is waited for."""

    def connect(
        _dialect: object,
        _record: object,
        places: Iterable[Any],
        names: Mapping[str, Any],
    ) -> _Connection:
        connection = _Connection.connect(*places, **names)
        connection.longest_silence = longest_silence
        return connection

    return connect


@contextmanager
def unbounded(connection: _Connection) -> Iterator[None]:
    """Let it wait for as long as it takes: much work is done in silence."""
    longest, connection.longest_silence = connection.longest_silence, None
    try:
        yield
    finally:
        connection.longest_silence = longest


def _bounded(gen: PQGen[RV], seconds: float) -> PQGen[RV]:
    """*gen*, but for an error once nothing has been ready for that long.

    Whoever drives it says so at short intervals.
    """
    until = monotonic() + seconds
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            if ready:
                until = monotonic() + seconds
            elif monotonic() >= until:
                raise SilentServerError(f"no answer within {seconds:g} seconds")
            wanted = gen.send(ready)
    except StopIteration as end:
        result: RV = end.value
        return result
