"""Everything one database holds, copied into another one of either kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import (
    URL,
    Connection,
    Row,
    Table,
    delete,
    func,
    insert,
    make_url,
    select,
)
from sqlalchemy.exc import ArgumentError

from . import stub  # Its import brings every table.
from .database import Database, DatabaseEmptyError, DatabaseError, metadata
from .database.access import Opening

_ROWS_AT_ONCE = 1_000
_ALONE = Opening(alone=True)
_VERSION = "schema_version"  # Both are brought up to date; that row is its own.

Told = Callable[[int, int], None]
"""Hears how many rows are there, of how many."""


class CopyRefusedError(Exception):
    """The copy would destroy something, or has nothing to copy; says what to do."""


def copy_database(
    source: str,
    target: str,
    *,
    replacing: bool = False,
    told: Told = lambda _done, _all: None,
) -> Mapping[str, int]:
    """Copy every row of *source* into *target*; the rows of each table that has any.

    Neither may be served meanwhile: what a stub acknowledged after the look at the
    source would be in the old one alone, and a stub would not notice that its target
    is another. One transaction in the target, so that it holds all or nothing. Both are
    opened as a start of the stub does: made where they are missing (the target
    only, and only once the source is known to be one), brought up to date where they
    are old.

    Raises `CopyRefusedError` for a source that holds nothing, and for a target that
    holds something unless that is for *replacing*; `DatabaseError` where one of them
    cannot be used.
    """
    _check_places(source, target)
    try:
        here = Database(source, _ALONE, may_make=False)
    except DatabaseEmptyError as error:
        raise CopyRefusedError(
            f"{error}写すものがありません。写す元を確かめてください。"
        ) from error
    try:
        _make_room(target)
        there = Database(target, _ALONE)
        try:
            return _copy(here, there, replacing=replacing, told=told)
        finally:
            there.close()
    finally:
        here.close()


def _copy(
    here: Database, there: Database, *, replacing: bool, told: Told
) -> Mapping[str, int]:
    tables = _tables()
    with here.read() as reading, there.begin() as writing:
        counts = {table.name: _count(reading, table) for table in tables}
        if not any(counts.values()):
            raise CopyRefusedError(f"{here.shown} には、写すものがありません。")
        kept = sum(_count(writing, table) for table in tables)
        if kept and not replacing:
            raise CopyRefusedError(
                f"{there.shown} には、すでに {kept} 行あります。空のデータベースを"
                "指定するか、消してよければ --replace を付けてください。"
            )
        for table in reversed(tables):
            writing.execute(delete(table))
        done, everything = 0, sum(counts.values())
        for table in tables:
            for rows in _batches(reading, table):
                writing.execute(insert(table), rows)
                done += len(rows)
                told(done, everything)
            _go_on_numbering(writing, table)
        _check_counts(writing, tables, counts)
    return MappingProxyType({name: count for name, count in counts.items() if count})


def _tables() -> list[Table]:
    """Parents before children."""
    assert stub  # noqa: S101 - imported for its tables.
    return [table for table in metadata.sorted_tables if table.name != _VERSION]


def _count(connection: Connection, table: Table) -> int:
    count: int = connection.execute(
        select(func.count()).select_from(table)
    ).scalar_one()
    return count


def _batches(connection: Connection, table: Table) -> Iterator[list[dict[str, object]]]:
    """The rows of one table, some at a time; never all of a million people."""
    found = connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(select(table))
    for rows in found.partitions():
        yield [_values(row) for row in rows]


def _values(row: Row[tuple[object, ...]]) -> dict[str, object]:
    return dict(row._mapping)


def _go_on_numbering(connection: Connection, table: Table) -> None:
    """Let running numbers go on behind those that were copied."""
    column = table.autoincrement_column
    if column is None or connection.dialect.name != "postgresql":
        return  # SQLite looks at the highest one there is.
    last = connection.execute(select(func.max(column))).scalar_one()
    if last is not None:
        sequence = func.pg_get_serial_sequence(table.name, column.name)
        connection.execute(select(func.setval(sequence, last)))


def _check_counts(
    connection: Connection, tables: list[Table], counts: Mapping[str, int]
) -> None:
    for table in tables:
        count = _count(connection, table)
        if count != counts[table.name]:
            raise DatabaseError(
                f"{table.name} は {counts[table.name]} 行のはずですが、"
                f"{count} 行になりました。何も写していません。"
            )


def _check_places(source: str, target: str) -> None:
    """Refuse what cannot be meant before anything is made. Raises as the copy does."""
    if source == target:
        raise CopyRefusedError("写す元と先が同じデータベースです。")
    if _is_in_memory(target):
        raise CopyRefusedError(
            f"{target} はメモリーの中だけのデータベースで、写しても消えてしまいます。"
            "ファイルを指定してください（例: sqlite:///oqs.sqlite3）。"
        )
    file = _file(source)
    if file is not None and not file.is_file():
        raise CopyRefusedError(f"{file} というデータベースはありません。")


def _is_in_memory(place: str) -> bool:
    url = _url(place)
    if url is None or url.get_backend_name() != "sqlite":
        return False
    file = url.database or ":memory:"
    return ":memory:" in file or url.query.get("mode") == "memory"


def _make_room(target: str) -> None:
    file = _file(target)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)


def _file(place: str) -> Path | None:
    """The file of an SQLite database; None for any other."""
    url = _url(place)
    if url is None or url.get_backend_name() != "sqlite" or not url.database:
        return None
    return Path(url.database)


def _url(place: str) -> URL | None:
    try:
        return make_url(place)
    except ArgumentError:
        return None  # Opening it says what is wrong.
