"""The two kinds of database: how each is opened, and how its transactions begin.

Both give a transaction one of three accesses, with the same promises:

- `ALONE`: no other transaction writes from its beginning to its end, so whatever it
  has read still holds when it writes. Right for everything, and the default.
- `BESIDE`: at the same time as others of its kind, never as one that is `ALONE`. For
  the hot path: what it writes must stand by itself (a row added, or one replaced by
  `upsert`), whatever the others write.
- `READING`: one consistent look at what has been committed; it waits for nobody.

SQLite has one writer at a time anyway. On PostgreSQL an advisory lock says who may
write; it is held by the transaction and ends with it, however that ends.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    ExceptionContext,
    Executable,
    String,
    Table,
    create_engine,
    event,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql.base import PGDDLCompiler
from sqlalchemy.exc import DatabaseError as SQLDatabaseError
from sqlalchemy.exc import OperationalError, ProgrammingError

from .pooling import Pooling
from .storage_trouble import trouble_of

BUSY_TIMEOUT_SECONDS = 10.0
"""How long a writer waits for another one before it gives up."""

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
"""A server whose machine is gone is given up after 25 s, not after a quarter hour."""

_READ_ONLY = "25006"  # The SQLSTATE of a write that the server does not take.
_OLDEST_POSTGRESQL = 12
_URL = "postgresql+psycopg://USER:PASSWORD@HOST/DATABASE"


class Access(StrEnum):
    """What else may happen during a transaction; see above."""

    ALONE = "alone"
    BESIDE = "beside"
    READING = "reading"


class UnusableError(Exception):
    """This database cannot be used; the message (Japanese) says what to do."""


class Backend(Protocol):
    """One kind of database."""

    engine: Engine
    pooling: Pooling
    shared: bool  # Meant for several processes at a time.

    def open(self, access: Access) -> Connection:
        """A connection with a transaction begun; closing it undoes the transaction."""

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
            return PostgreSQL(url)
    raise UnusableError(
        f"データベースは SQLite か PostgreSQL です（{url.drivername}）。"
        f"{_URL} の形で指定してください。"
    )


class SQLite:
    """A file (or memory) in this process; what is committed is on disk."""

    shared = False

    def __init__(self, url: URL) -> None:
        self._name = url.database
        self.engine = create_engine(
            url,
            connect_args={"timeout": BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
            hide_parameters=True,  # A failure is logged; its values are patients'.
        )
        event.listen(self.engine, "connect", self._prepare)
        event.listen(self.engine, "handle_error", _by_whose_fault)
        self.pooling = Pooling(self.engine)

    def open(self, access: Access) -> Connection:
        connection = self.engine.connect()
        try:
            # Taking the write lock at once lets writers queue, not fail half way.
            connection.exec_driver_sql(
                "BEGIN" if access is Access.READING else "BEGIN IMMEDIATE"
            )
        except BaseException:
            connection.close()
            raise
        return connection

    def check(self, connection: Connection) -> None:
        pass  # Every SQLite that Python brings will do.

    def explain(self, error: SQLDatabaseError) -> str:
        return (
            f"{self._name} は、このスタブのデータベースではありません"
            f"（{error.orig}）。別の場所を指定するか、このファイルを移してください。"
        )

    @staticmethod
    def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DB-API connection has no common type.
        # Transactions begin with our own words, so the driver must begin none.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()


class PostgreSQL:
    """A PostgreSQL server; many processes may share one database."""

    shared = True

    def __init__(self, url: URL) -> None:
        if url.drivername not in ("postgresql", "postgres", "postgresql+psycopg"):
            raise UnusableError(
                f"PostgreSQL のドライバーは psycopg だけです（{url.drivername}）。"
                f"{_URL} の形で指定してください。"
            )
        self._shown = url.render_as_string(hide_password=True)
        given = url.query.get("options", "")
        options = (
            f"{given if isinstance(given, str) else ' '.join(given)}"
            f" -c lock_timeout={BUSY_TIMEOUT_SECONDS:.0f}s -c synchronous_commit=on"
        )
        try:
            self.engine = create_engine(
                url.set(drivername="postgresql+psycopg").update_query_dict(
                    {"options": options.strip()}
                ),
                connect_args=dict(_LIVENESS),
                pool_size=POOL_SIZE,
                hide_parameters=True,
            )
        except ModuleNotFoundError as error:
            raise UnusableError(
                f"PostgreSQL を使うには {error.name} が要ります。"
                "pip install 'mynabench[postgresql]' で入れてください。"
            ) from error
        self.engine.dialect.ddl_compiler = _OrderedByCodePoint
        event.listen(self.engine, "connect", self._prepare)
        self.pooling = Pooling(self.engine)
        event.listen(self.engine, "handle_error", _by_whose_fault)

    def open(self, access: Access) -> Connection:
        try:
            return self._open(access)
        except _StaleError:
            # The server was started anew since. Nothing was done yet: once more.
            self.pooling.empty()
            return self._open(access)

    def _open(self, access: Access) -> Connection:
        from psycopg import Error

        connection = self.engine.connect()
        driver: Any = connection.connection.driver_connection
        try:
            # Both statements in one message; such a pair cannot be prepared.
            driver.execute(_BEGIN[access], prepare=False)
        except Error as error:
            kind = OperationalError
            if driver.closed:
                connection.invalidate()
                kind = _StaleError
            connection.close()
            raise kind(_BEGIN[access], None, error) from error
        except BaseException:
            connection.close()
            raise
        connection.begin()
        return connection

    def check(self, connection: Connection) -> None:
        version = connection.execute(text("SHOW server_version_num")).scalar_one()
        if int(version) < _OLDEST_POSTGRESQL * 10_000:
            raise UnusableError(
                f"{self._shown} は PostgreSQL {int(version) // 10_000} です。"
                f"{_OLDEST_POSTGRESQL} 以上を使ってください。"
            )
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

    @staticmethod
    def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DB-API connection has no common type.
        from psycopg.types.string import StrDumper

        class _WithoutNUL(StrDumper):
            """PostgreSQL keeps no NUL; what nobody can have is then just not found."""

            def dump(self, obj: str) -> bytes | bytearray | memoryview | None:
                return super().dump(obj.replace("\0", "\ufffd"))

        connection.autocommit = True  # As for SQLite: we begin the transactions.
        connection.adapters.register_dumper(str, _WithoutNUL)


# Whoever waits for the lock must then see what the one before has committed.
_LOCKED = (
    "BEGIN ISOLATION LEVEL READ COMMITTED;"
    " SELECT {function}(hashtextextended('mynabench ' || {schema}, 0))"
)
_BEGIN: Mapping[Access, str] = {
    Access.ALONE: _LOCKED.format(
        function="pg_advisory_xact_lock", schema="current_schema()"
    ),
    Access.BESIDE: _LOCKED.format(
        function="pg_advisory_xact_lock_shared", schema="current_schema()"
    ),
    Access.READING: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
}


def _by_whose_fault(context: ExceptionContext) -> BaseException | None:
    """Let both kinds of database raise `OperationalError` for what passes, alone.

    SQLite raises it for a missing table too, PostgreSQL not for a server that takes
    no writes.
    """
    error = context.original_exception
    if getattr(error, "sqlstate", None) == _READ_ONLY:
        return OperationalError(context.statement, None, error)
    raised = context.sqlalchemy_exception
    if isinstance(raised, OperationalError) and trouble_of(raised) is None:
        return ProgrammingError(context.statement, None, error)
    return None


class _StaleError(OperationalError):
    """The connection was dead before anything was asked of it."""


class _OrderedByCodePoint(PGDDLCompiler):
    """Text columns that sort as those of SQLite do, whatever the server's language."""

    def get_column_specification(self, column: Column[Any], **kw: Any) -> str:  # noqa: ANN401 - passed through.
        specification: str = super().get_column_specification(column, **kw)  # type: ignore[no-untyped-call]  # SQLAlchemy's.
        kind = column.type.dialect_impl(self.dialect)
        is_text = isinstance(getattr(kind, "impl_instance", kind), String)
        return f'{specification} COLLATE "C"' if is_text else specification


def upsert(
    connection: Connection,
    table: Table,
    values: Mapping[str, object],
    *,
    key: Collection[str],
) -> None:
    """Add the row, or replace what the row with the same *key* columns says.

    One statement, so that two that come at the same time follow one another.
    """
    statement = upserting(table, key=key, dialect=connection.dialect.name)
    connection.execute(statement, values)


def upserting(table: Table, *, key: Collection[str], dialect: str) -> Executable:
    """The statement of `upsert`, for rows that name every column of *table*."""
    spoken = sqlite if dialect == "sqlite" else postgresql
    statement = spoken.insert(table)
    done: Executable = statement.on_conflict_do_update(
        index_elements=list(key),
        set_={
            column.name: statement.excluded[column.name]
            for column in table.columns
            if column.name not in key
        },
    )
    return done
