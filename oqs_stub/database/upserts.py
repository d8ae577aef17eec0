"""Adding a row or replacing it, in one statement, so that no two get in the way."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Executable, Table
from sqlalchemy.dialects import sqlite

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql


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
    if dialect == "sqlite":
        return _replacing(sqlite.insert(table), table, key)
    from sqlalchemy.dialects import postgresql  # Not light, and seldom used.

    return _replacing(postgresql.insert(table), table, key)


def _replacing(
    statement: sqlite.Insert | postgresql.Insert, table: Table, key: Collection[str]
) -> Executable:
    done: Executable = statement.on_conflict_do_update(
        index_elements=list(key),
        set_={
            column.name: statement.excluded[column.name]
            for column in table.columns
            if column.name not in key
        },
    )
    return done
