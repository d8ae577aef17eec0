"""The database on a server: PostgreSQL, which several processes share.

An advisory lock says who may write; it is held by the transaction and ends with it,
however that ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import (
    URL,
    Column,
    Connection,
    String,
    create_engine,
    event,
    text,
)
from sqlalchemy.dialects.postgresql.base import PGDDLCompiler
from sqlalchemy.exc import DatabaseError as SQLDatabaseError
from sqlalchemy.exc import InternalError, OperationalError

from . import whose_fault
from .access import (
    BUSY_TIMEOUT_SECONDS,
    URL_FORM,
    Access,
    InUseError,
    Opening,
    UnusableError,
)
from .pooling import Pooling
from .statements import driver_of, failure

CONNECT_TIMEOUT_SECONDS = 10
"""How long a PostgreSQL server has to let somebody in."""

POOL_SIZE = 10
"""Connections that one process keeps open; ten more come and go."""

_LIVENESS = {
    "connect_timeout": CONNECT_TIMEOUT_SECONDS,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
"""A server whose machine is gone is given up after 25 s, not after a quarter hour.

One that is merely frozen answers to all of that; see `postgresql_silence`."""

_OLDEST_POSTGRESQL = 12


class PostgreSQL:
    """A PostgreSQL server; many processes may share one database."""

    shared = True

    def __init__(self, url: URL, opening: Opening) -> None:
        if url.drivername not in ("postgresql", "postgres", "postgresql+psycopg"):
            raise UnusableError(
                f"PostgreSQL のドライバーは psycopg だけです（{url.drivername}）。"
                f"{URL_FORM} の形で指定してください。"
            )
        self._shown = url.render_as_string(hide_password=True)
        try:
            self.engine = create_engine(
                url.set(drivername="postgresql+psycopg"),
                connect_args=dict(_LIVENESS),
                pool_size=POOL_SIZE,
                hide_parameters=True,
            )
        except ModuleNotFoundError as error:
            raise UnusableError(
                f"PostgreSQL を使うには {error.name} が要ります。"
                "pip install 'mynabench[postgresql]' で入れてください。"
            ) from error
        from .postgresql_silence import connector

        event.listen(self.engine, "do_connect", connector(opening.longest_silence))
        self._hold = _HOLD.format("" if opening.alone else "_shared")
        self._is_known_whole = False  # Whether our sessions are nobody else's.
        self.engine.dialect.ddl_compiler = _OrderedByCodePoint
        event.listen(self.engine, "connect", self._prepare)
        self._pooling = Pooling(self.engine)
        whose_fault.watch(self.engine)

    def open(self, access: Access) -> Connection:
        try:
            return self._open(access)
        except _StaleError:
            # The server was started anew since. Nothing was done yet: once more.
            self._pooling.empty()
            return self._open(access)

    def _open(self, access: Access) -> Connection:
        from psycopg import Error

        from .postgresql_silence import SilentServerError

        connection = self.engine.connect()
        driver = driver_of(connection)
        try:
            # Both statements in one message; such a pair cannot be prepared.
            driver.execute(_BEGIN[access], prepare=False)
        except Error as error:
            if isinstance(error, SilentServerError):
                self._pooling.empty()  # Those that are idle would be silent, too.
            if driver.closed and not isinstance(error, SilentServerError):
                connection.invalidate()
                raised: Exception = _StaleError(_BEGIN[access], None, error)
            else:
                raised = failure(connection, error, _BEGIN[access])
            connection.close()
            raise raised from error
        except BaseException:
            connection.close()
            raise
        connection.begin()
        return connection

    def commit(self, connection: Connection) -> None:
        _refuse_what_is_undone(connection)
        connection.commit()

    def release(self, connection: Connection) -> None:
        connection.close()

    def close(self) -> None:
        self._pooling.empty()

    def claim(self) -> None:
        pass  # Every connection of ours does so as long as it lasts.

    def disclaim(self) -> None:
        pass

    def is_lost(self) -> bool:
        return False  # Whoever serves it too shares it.

    def is_taken(self) -> bool:
        return False

    def patiently(self, connection: Connection) -> AbstractContextManager[object]:
        from .postgresql_silence import unbounded

        return unbounded(driver_of(connection))

    def check(self, connection: Connection) -> None:
        encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
        if encoding != "UTF8":
            raise UnusableError(
                f"{self._shown} の文字コードは {encoding} です。"
                "UTF8 のデータベースを作ってください"
                "（createdb --encoding=UTF8 --template=template0 …）。"
            )

    def explain(self, error: SQLDatabaseError) -> str:
        reason = " ".join(str(error.orig).split())
        if isinstance(error, OperationalError):
            return (
                f"{self._shown} に接続できません（{reason}）。"
                "サーバーが動いているか、URLが正しいかを確かめてください。"
            )
        return (
            f"{self._shown} は、このスタブのデータベースとして使えません（{reason}）。"
            "表を作れる利用者と、空のデータベースを指定してください。"
        )

    def _prepare(self, connection: Any, _record: object) -> None:  # noqa: ANN401 - a DB-API connection has no common type.
        from psycopg.types.string import StrDumper

        # Before the first transaction: an older server lacks what that begins with.
        version = connection.info.server_version // 10_000
        if version < _OLDEST_POSTGRESQL:
            connection.close()
            raise UnusableError(
                f"{self._shown} は PostgreSQL {version} です。"
                f"{_OLDEST_POSTGRESQL} 以上を使ってください。"
            )

        class _WithoutNUL(StrDumper):
            """PostgreSQL keeps no NUL; what nobody can have is then just not found."""

            def dump(self, obj: str) -> bytes | bytearray | memoryview | None:
                return super().dump(obj.replace("\0", "\ufffd"))

        connection.autocommit = True  # As for SQLite: we begin the transactions.
        if not self._is_known_whole:
            from .postgresql_pooler import refuse_torn_sessions

            try:
                refuse_torn_sessions(connection, self._shown)
            except UnusableError:
                connection.close()
                raise
            self._is_known_whole = True
        connection.adapters.register_dumper(str, _WithoutNUL)
        if not connection.execute(self._hold).fetchone()[0]:
            connection.close()
            raise InUseError


# Whoever waits for the lock must then see what the one before has committed.
_LOCKED = (
    "BEGIN ISOLATION LEVEL READ COMMITTED;"
    " SELECT {function}(hashtextextended('mynabench ' || {schema}, 0))"
)
_HOLD = (  # And the settings: in the URL, a pooler would not let them pass.
    "SELECT pg_try_advisory_lock{}"
    "(hashtextextended('mynabench in use ' || coalesce(current_schema(), ''), 0)),"
    f" set_config('lock_timeout', '{BUSY_TIMEOUT_SECONDS:.0f}s', false),"
    " set_config('synchronous_commit', 'on', false)"
)
_BEGIN: Mapping[Access, str] = {
    Access.ALONE: _LOCKED.format(
        function="pg_advisory_xact_lock", schema="current_schema()"
    ),
    Access.BESIDE: _LOCKED.format(
        function="pg_advisory_xact_lock_shared", schema="current_schema()"
    ),
    Access.READING: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    Access.GLANCING: "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY",
}


def _refuse_what_is_undone(connection: Connection) -> None:
    """Raise where whoever met the error of a statement has kept it to himself.

    To a COMMIT after that the server says ROLLBACK, and that it is done.
    """
    from psycopg import errors, pq

    if connection.invalidated:
        lost = errors.OperationalError("the connection was lost before")
        raise OperationalError("COMMIT", None, lost, connection_invalidated=True)
    status = driver_of(connection).pgconn.transaction_status
    if status == pq.TransactionStatus.INERROR:
        failed = errors.InFailedSqlTransaction("a statement failed before")
        raise InternalError("COMMIT", None, failed)


class _StaleError(OperationalError):
    """The connection was dead before anything was asked of it."""


class _OrderedByCodePoint(PGDDLCompiler):
    """Text columns that sort as those of SQLite do, whatever the server's language."""

    def get_column_specification(self, column: Column[Any], **kw: Any) -> str:  # noqa: ANN401 - passed through.
        specification: str = super().get_column_specification(column, **kw)  # type: ignore[no-untyped-call]  # SQLAlchemy's.
        kind = column.type.dialect_impl(self.dialect)
        is_text = isinstance(getattr(kind, "impl_instance", kind), String)
        return f'{specification} COLLATE "C"' if is_text else specification
