"""The database in a file: SQLite, which has one writer at a time anyway."""

from __future__ import annotations

import sqlite3
from collections import deque
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, QueuePool, create_engine, event
from sqlalchemy.exc import DatabaseError as SQLDatabaseError
from sqlalchemy.exc import OperationalError

from card_profiles.machine_words import system_reason

from ..held_file import HeldFile, Identity, identity_of
from . import whose_fault
from .access import BUSY_TIMEOUT_SECONDS, Access, InUseError, Opening, UnusableError
from .pooling import Pooling
from .statements import driver_of, failure
from .trouble import trouble_of


class SQLite:
    """A file (or memory) in this process; what is committed is on disk."""

    shared = False

    def __init__(self, url: URL, opening: Opening) -> None:
        self._name = url.database
        self._identity: Identity | None = None
        file = None if _is_in_memory(url) else Path(str(url.database))
        self._file = file
        self._lock = None if file is None else HeldFile(Path(f"{file}.lock"))
        if opening.alone:
            self.claim()
        # SQLAlchemy's pool does at every turn what a file does not need, for as long
        # as a look-up takes: those that are idle wait here.
        self._idle: deque[Connection] = deque()
        self.engine = create_engine(
            url,
            poolclass=QueuePool,  # For a database in memory too.
            pool_size=0,  # As many as there are threads.
            connect_args={"timeout": BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
            hide_parameters=True,  # A failure is logged; its values are patients'.
        )
        event.listen(self.engine, "connect", self._prepare)
        whose_fault.watch(self.engine)
        self._pooling = Pooling(self.engine)

    def open(self, access: Access) -> Connection:
        if self.is_lost():
            # What is written to a deleted file nobody would ever find again.
            raise OperationalError("BEGIN", None, _deleted())
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self.engine.connect()
        if access is Access.GLANCING:
            return connection  # Each statement is a transaction of its own.
        # Taking the write lock at once lets writers queue, not fail half way.
        words = "BEGIN" if access is Access.READING else "BEGIN IMMEDIATE"
        try:
            driver_of(connection).execute(words)
        except sqlite3.Error as error:
            raised = failure(connection, error, words)
            connection.close()
            raise raised from error
        except BaseException:
            connection.close()
            raise
        return connection

    def commit(self, connection: Connection) -> None:
        if connection.in_transaction():  # As far as SQLAlchemy was told.
            connection.commit()
            return
        try:
            driver_of(connection).commit()
        except sqlite3.Error as error:
            raise failure(connection, error, "COMMIT") from error

    def release(self, connection: Connection) -> None:
        try:
            if connection.get_transaction() is not None:  # Also one that failed to end.
                connection.rollback()
            if driver_of(connection).in_transaction:
                driver_of(connection).rollback()
        except BaseException:
            connection.close()
            raise
        if self._pooling.is_old(connection):
            connection.close()
        else:
            self._idle.append(connection)

    def close(self) -> None:
        self._pooling.empty()
        while self._idle:
            self._idle.pop().close()
        self._identity = None
        self.disclaim()

    def claim(self) -> None:
        if self._lock is None:
            return
        try:
            taken = self._lock.take()
        except OSError as error:
            raise UnusableError(
                f"{self._name}.lock に書き込めないため、{self._name} がほかで使われて"
                f"いないことを確かめられません（{system_reason(error)}）。"
                "そのファイルとフォルダのアクセス権を確かめてください。"
            ) from error
        if not taken:
            raise InUseError

    def disclaim(self) -> None:
        if self._lock is not None:
            self._lock.release()

    def is_lost(self) -> bool:
        if self._file is None or self._identity is None:
            return False
        try:
            return identity_of(self._file) != self._identity
        except OSError:
            return False  # Away: SQLite itself says what is wrong.

    def is_taken(self) -> bool:
        return self._lock is not None and self._lock.is_lost()

    def patiently(self, _connection: Connection) -> AbstractContextManager[object]:
        return nullcontext()  # Nobody here falls silent.

    def check(self, connection: Connection) -> None:
        pass  # Every SQLite that Python brings will do.

    def explain(self, error: SQLDatabaseError) -> str:
        trouble = trouble_of(error)
        if trouble is not None:
            return (
                f"{self._name}: {trouble}（{error.orig}）。ディスクの空き、権限、同じ"
                "ファイルを使うほかのプログラムを確かめるか、別の場所を指定してください。"
            )
        return (
            f"{self._name} は、このスタブのデータベースではありません"
            f"（{error.orig}）。別の場所を指定するか、このファイルを移してください。"
        )

    def _prepare(self, connection: Any, _record: object) -> None:  # noqa: ANN401 - a DB-API connection has no common type.
        # Transactions begin with our own words, so the driver must begin none.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()
        if self._file is not None and self._identity is None:
            self._identity = identity_of(self._file)


def _is_in_memory(url: URL) -> bool:
    return not url.database or url.database == ":memory:" or "uri" in url.query


def _deleted() -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("the file was deleted or replaced")
    error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
    return error
