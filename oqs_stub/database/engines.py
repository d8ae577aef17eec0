"""The two kinds of database: how each is opened, and how its transactions begin."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.exc import DatabaseError as SQLDatabaseError

from .access import URL_FORM, Access, Opening, UnusableError
from .sqlite import SQLite


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

    def claim(self) -> None:
        """Keep others off it that do not go with serving it. Raises `InUseError`,
        and `UnusableError` where nobody can tell.

        Those that were told to be `alone` are off it from the beginning.
        """

    def disclaim(self) -> None:
        """Let others serve it."""

    def is_lost(self) -> bool:
        """Whether what lies where it was is no longer what this process has open."""

    def is_taken(self) -> bool:
        """Whether somebody else serves it, though this process claimed it first."""

    def patiently(self, connection: Connection) -> AbstractContextManager[object]:
        """Within it statements on *connection* may take as long as they need."""

    def check(self, connection: Connection) -> None:
        """Raise `UnusableError` where the database lacks what the stub needs."""

    def explain(self, error: SQLDatabaseError) -> str:
        """What to tell a person to whom the database said *error* at the start."""


def backend_of(url: URL, opening: Opening) -> Backend:
    """The backend for *url*, not yet connected. Raises `UnusableError`.

    Where it is to be opened alone and somebody serves it, `InUseError` comes from
    SQLite at once, from a server when it is connected.
    """
    match url.get_backend_name():
        case "sqlite":
            return SQLite(url, opening)
        case "postgresql" | "postgres":
            from .postgresql import PostgreSQL  # Not light, and seldom used.

            return PostgreSQL(url, opening)
    raise UnusableError(
        f"データベースは SQLite か PostgreSQL です（{url.drivername}）。"
        f"{URL_FORM} の形で指定してください。"
    )
