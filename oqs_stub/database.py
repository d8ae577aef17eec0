"""Where the stub keeps what it has acknowledged: one database, safe against kill -9.

SQLite in a file by default; any SQLAlchemy URL works. Tables live beside the code
that uses them and register on `metadata` when their module is imported.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Dialect,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    insert,
    inspect,
    make_url,
    select,
)
from sqlalchemy.exc import DatabaseError as SQLDatabaseError
from sqlalchemy.types import TypeDecorator

from card_profiles.dates import JST

from .migrations import SCHEMA_VERSION, can_migrate, migrate

BUSY_TIMEOUT_SECONDS = 10.0
"""How long a writer waits for another one before it gives up."""

metadata = MetaData()

_schema = Table("schema_version", metadata, Column("version", Integer, nullable=False))


class DatabaseError(Exception):
    """The database cannot be used as it stands; the message says what to do."""


class Instant(TypeDecorator[datetime]):
    """A moment, kept as sortable UTC text and read back in Japan Standard Time."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"expected a time with its zone, got {value.isoformat()}")
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(
        self, value: str | None, dialect: Dialect
    ) -> datetime | None:
        if value is None:
            return None
        return datetime.fromisoformat(value).astimezone(JST)


class Database:
    """An open database with the schema this version of the stub expects.

    What `begin` has committed is on disk (SQLite: synchronous=FULL). Safe to share
    between threads.
    """

    def __init__(self, url_or_path: str | Path) -> None:
        self.url = str(url_or_path)
        self._local = threading.local()
        if isinstance(url_or_path, str) and "://" in url_or_path:
            self._engine = _open(make_url(url_or_path))
        else:  # Taken apart by nobody: a "?" or "#" is part of the name.
            Path(url_or_path).parent.mkdir(parents=True, exist_ok=True)
            self._engine = _open(URL.create("sqlite", database=str(url_or_path)))
        try:
            self.created = self._prepare()
        except SQLDatabaseError as error:
            self._engine.dispose()
            raise DatabaseError(
                f"{self.url} は、このスタブのデータベースではありません"
                f"（{error.orig}）。別の場所を指定するか、このファイルを移してください。"
            ) from error
        except DatabaseError:
            self._engine.dispose()
            raise

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Open a transaction; it is committed when the block ends without an error.

        A `begin` inside a `begin` of the same thread joins the outer transaction, so
        that several stores can be changed together or not at all.
        """
        outer: Connection | None = getattr(self._local, "connection", None)
        if outer is not None:
            yield outer
            return
        with self._engine.begin() as connection:
            self._local.connection = connection
            try:
                yield connection
            finally:
                self._local.connection = None

    def close(self) -> None:
        """Let go of every connection; the database can be opened again later."""
        self._engine.dispose()

    def _prepare(self) -> bool:
        """Create what is missing, bring an old one up to date; was it empty?"""
        with self.begin() as connection:
            names = set(inspect(connection).get_table_names())
            fresh = not names
            if not fresh and _schema.name not in names:
                raise DatabaseError(
                    f"{self.url} には表がありますが、スキーマの版がありません。"
                    "ほかのプログラムのものです。別の場所を指定してください。"
                )
            if not fresh:
                version = self._version(connection)
                if version < SCHEMA_VERSION:
                    migrate(connection, since=version)
            metadata.create_all(connection)
            if fresh:
                connection.execute(insert(_schema).values(version=SCHEMA_VERSION))
        return fresh

    def _version(self, connection: Connection) -> int:
        versions = connection.execute(select(_schema.c.version)).scalars().all()
        if len(versions) != 1 or not isinstance(versions[0], int):
            raise DatabaseError(
                f"{self.url} のスキーマの版は1つのはずですが、{list(versions)} です。"
                "ファイルを移せば、新しいものが作られます。"
            )
        version = versions[0]
        if version > SCHEMA_VERSION:
            raise DatabaseError(
                f"{self.url} のスキーマの版 {version} は、新しいmynabenchのものです"
                f"（この版が扱えるのは {SCHEMA_VERSION}）。mynabenchを更新するか、"
                "別の場所を指定してください。"
            )
        if version < SCHEMA_VERSION and not can_migrate(version):
            raise DatabaseError(
                f"{self.url} のスキーマの版 {version} は古く、{SCHEMA_VERSION} へ"
                "移行できません。ファイルを移せば、新しいものが作られます。"
            )
        return version


def _open(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url)
    engine = create_engine(
        url,
        connect_args={"timeout": BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DB-API connection has no common type.
    # SQLAlchemy begins the transactions itself, so the driver must not.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    # Taking the write lock at once lets writers queue instead of failing half way.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
