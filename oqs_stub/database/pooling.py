"""A pool of database connections that can be emptied while some of them are out."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event


class Pooling:
    """Ends every connection of an engine: idle ones now, busy ones on their return.

    `Engine.dispose` alone would let a connection that is out come back to a pool
    that nobody has any more, and stay open until the garbage collector finds it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._filling = 0  # How often the pool was emptied.
        event.listen(engine, "connect", self._mark)
        event.listen(engine, "checkin", self._end_if_old)

    def empty(self) -> None:
        """Let go of every connection; the next one that is asked for is new."""
        self._engine.dispose()
        self._filling += 1

    def is_old(self, connection: Connection) -> bool:
        """Whether the pool was emptied since that one was made."""
        filling: int = connection.info["filling"]
        return filling != self._filling

    def _mark(self, _connection: object, record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's record has no public type.
        record.info["filling"] = self._filling

    def _end_if_old(self, connection: object | None, record: Any) -> None:  # noqa: ANN401 - as above.
        if connection is not None and record.info["filling"] != self._filling:
            record.invalidate()
