"""Statements of the hot path: worded once, then run by the database's own driver.

SQLAlchemy finds the words and knows how each value is kept. To go through it at every
request takes several times as long as the database does, so that is done once.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, Executable, Select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

from .whose_fault import judged

Values = Mapping[str, object]
_Change = Callable[[Any], object] | None


class Statement:
    """One statement, whose values all have names: those of bindparams or of columns.

    Safe to share between threads and databases. It fails as SQLAlchemy does.
    """

    def __init__(
        self,
        statement: Executable,
        *,
        only_adds: bool = False,
        key: Collection[str] = (),
    ) -> None:
        """*only_adds*: its rows are new ones, which nobody else can be writing.

        *key*: a row replaces an earlier one that has the same values of these names.
        """
        self.only_adds = only_adds
        self.key = tuple(key)
        self._statement = statement
        self._spoken: dict[str, _Spoken] = {}  # By the kind of database.

    def key_of(self, values: Values) -> tuple[object, ...]:
        """What a row that replaces *values* has in common with it."""
        return tuple(values[name] for name in self.key)

    def rows(self, connection: Connection, values: Values) -> list[Any]:
        """What a SELECT finds; a row has its columns by name and by place."""
        spoken = self._for(connection, values)
        bound = spoken.bound(values)
        try:
            cursor: Any = connection.connection.cursor()
            cursor.execute(spoken.text, bound)
            found = cursor.fetchall()
        except connection.dialect.loaded_dbapi.Error as error:
            raise failure(connection, error, spoken.text) from error
        return spoken.read(found)

    def write(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Do it with each of *rows*, which all name the same values."""
        spoken = self._for(connection, rows[0])
        bound = [spoken.bound(row) for row in rows]
        try:
            cursor: Any = connection.connection.cursor()
            cursor.executemany(spoken.text, bound)
        except connection.dialect.loaded_dbapi.Error as error:
            raise failure(connection, error, spoken.text) from error

    def _for(self, connection: Connection, values: Values) -> _Spoken:
        dialect = connection.dialect
        spoken = self._spoken.get(dialect.name)
        if spoken is None:
            spoken = _Spoken(self._statement, dialect, names=values)
            self._spoken[dialect.name] = spoken
        return spoken


class _Spoken:
    """A statement in the words of one kind of database."""

    def __init__(
        self, statement: Executable, dialect: Dialect, *, names: Collection[str]
    ) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=list(names))  # type: ignore[attr-defined]  # Of every statement, but not of their common type.
        self.text = str(compiled)
        places: Sequence[str] | None = compiled.positiontup
        self._by_place = places is not None
        self._fixed = {
            name: bind.value
            for name, bind in compiled.binds.items()
            if name not in names and not bind.required
        }
        self._values: list[tuple[str, _Change]] = [
            (name, _kept_as(compiled.binds[name].type, dialect))
            for name in places or sorted(compiled.binds)
        ]
        columns = statement.selected_columns if isinstance(statement, Select) else ()
        row: Any = namedtuple("_row", [column.key for column in columns])  # type: ignore[misc]  # Its names are those of the statement.
        self._row: Callable[[Any], Any] = row._make
        self._read: list[tuple[int, Callable[[Any], object]]] = [
            (place, change)
            for place, column in enumerate(columns)
            if (change := _read_as(column.type, dialect)) is not None
        ]

    def bound(self, values: Values) -> Sequence[object] | dict[str, object]:
        """*values* as the driver wants them."""
        if self._fixed:
            values = {**self._fixed, **values}
        if self._by_place:
            return [
                values[name] if change is None else change(values[name])
                for name, change in self._values
            ]
        return {
            name: values[name] if change is None else change(values[name])
            for name, change in self._values
        }

    def read(self, found: list[Any]) -> list[Any]:
        """Rows as the driver gives them, with the values that were once written."""
        if not self._read:
            return list(map(self._row, found))
        rows = []
        for one in map(list, found):
            for place, change in self._read:
                one[place] = change(one[place])
            rows.append(self._row(one))
        return rows


def _kept_as(kind: TypeEngine[Any], dialect: Dialect) -> _Change:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _read_as(kind: TypeEngine[Any], dialect: Dialect) -> _Change:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def failure(connection: Connection, error: Any, text: str) -> Exception:  # noqa: ANN401 - each driver has its own.
    """*error* of the driver as SQLAlchemy raises it; a lost connection is given up."""
    dialect = connection.dialect
    base: Any = dialect.loaded_dbapi.Error
    lost = dialect.is_disconnect(error, driver_of(connection), None)
    if lost:
        connection.invalidate(error)
    raised = DBAPIError.instance(
        text,
        None,
        error,
        base,
        hide_parameters=True,
        connection_invalidated=lost,
        dialect=dialect,
    )
    found: Exception = judged(raised, statement=text)
    return found


def driver_of(connection: Connection) -> Any:  # noqa: ANN401 - each driver has its own.
    """The driver's own connection under *connection*."""
    return connection.connection.driver_connection
