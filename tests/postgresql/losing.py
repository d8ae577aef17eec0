"""Connections to PostgreSQL that are lost at a chosen moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from tests.postgresql_server import PostgreSQLServer


class LosingConnections:
    """The server ends a connection of this process just before one of its statements.

    A COMMIT counts as one. `lost` says how many connections were ended in all.
    """

    def __init__(
        self, server: PostgreSQLServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self._server = server
        self._left: int | None = None
        self.lost = 0
        for kind, name in (
            (psycopg.Connection, "execute"),
            (psycopg.Connection, "commit"),
            (psycopg.Cursor, "execute"),
        ):
            monkeypatch.setattr(kind, name, self._watching(getattr(kind, name)))

    def at(self, number: int | None) -> None:
        """At the *number*-th statement from now on, counted from 1; None for never."""
        self._left = number

    def _watching(self, real: Callable[..., object]) -> Callable[..., object]:
        def watched(who: Any, *what: Any, **how: Any) -> object:  # noqa: ANN401 - whatever psycopg takes.
            if self._left is not None:
                self._left -= 1
                if not self._left:
                    self._left = None  # The statement that ends it is none of them.
                    self._lose(getattr(who, "connection", who))
            return real(who, *what, **how)

        return watched

    def _lose(self, connection: psycopg.Connection[Any]) -> None:
        backend = connection.info.backend_pid
        self._server.execute(f"SELECT pg_terminate_backend({backend}, 10000)")
        self.lost += 1
