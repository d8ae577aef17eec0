"""The two kinds of database: how each is opened, and how its transactions begin."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.exc import DatabaseError as SQLDatabaseError

from .access import URL_FORM, Access, UnusableError
from .sqlite_engine import SQLite


class Backend(Protocol):
    """One kind of database."""

    engine: Engine
    shared: bool  # Meant for several processes at a time.

    def open(self, access: Access) -> Connection:
        """A connection with a transaction begun; it has to be released."""

    def commit(self, connection: Connection) -> None:
        """End its transaction: what was written is on disk."""

    def release(self, connection: Connection) -> None:
        """Let go of a connection; what was not committed is undone."""

    def close(self) -> None:
        """Let go of every connection that nobody has open."""

    def check(self, connection: Connection) -> None:
        """Raise `UnusableError` where the database lacks what the stub needs."""

    def explain(self, error: SQLDatabaseError) -> str:
        """What to tell a person to whom the database said *error* at the start."""


def backend_of(url: URL) -> Backend:
    """The backend for *url*, not yet connected. Raises `UnusableError`."""
    match url.get_backend_name():
        case "sqlite":
            return SQLite(url)
        case "postgresql" | "postgres":
            from .postgresql_engine import PostgreSQL  # Not light, and seldom used.

            return PostgreSQL(url)
    raise UnusableError(
        f"データベースは SQLite か PostgreSQL です（{url.drivername}）。"
        f"{URL_FORM} の形で指定してください。"
    )
