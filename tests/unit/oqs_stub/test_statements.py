"""What the driver runs by itself reads, writes and fails as SQLAlchemy would."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from card_profiles.dates import JST
from oqs_stub.database import Database, Instant
from oqs_stub.database.statements import Statement

NOON = datetime(2026, 4, 10, 12, tzinfo=JST)

_metadata = MetaData()
_table = Table(
    "prepared_here",
    _metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("name", String(20), nullable=False, unique=True),
    Column("at", Instant),
    Column("yes", Boolean, nullable=False),
    Column("count", Integer, nullable=False),
)
ADD = Statement(insert(_table).inline(), only_adds=True)
FIND = Statement(select(_table).where(_table.c.name == bindparam("wanted")))
COUNT = Statement(
    update(_table)
    .where(_table.c.name == bindparam("wanted"))
    .values(count=_table.c.count + 1)
)


@pytest.fixture
def with_table(database: Database) -> Iterator[Database]:
    with database.begin() as connection:
        _metadata.create_all(connection)
    yield database
    with database.begin() as connection:
        _metadata.drop_all(connection)


def row(name: str, *, at: datetime | None = NOON) -> dict[str, object]:
    return {"name": name, "at": at, "yes": True, "count": 0}


def test_values_come_back_as_they_were_written(with_table: Database) -> None:
    with with_table.begin() as connection:
        ADD.write(connection, [row("太郎"), row("花子", at=None)])
        (taro,) = FIND.rows(connection, {"wanted": "太郎"})
        (hanako,) = FIND.rows(connection, {"wanted": "花子"})
        nobody = FIND.rows(connection, {"wanted": "' OR 1=1 --"})

    assert (taro.name, taro.at, taro.yes, taro.count) == ("太郎", NOON, True, 0)
    assert taro.yes is True
    assert hanako.at is None
    assert nobody == []


def test_a_value_that_the_statement_has_itself_need_not_be_given(
    with_table: Database,
) -> None:
    with with_table.begin() as connection:
        ADD.write(connection, [row("a"), row("b")])
        COUNT.write(connection, [{"wanted": "a"}, {"wanted": "a"}])
        counts = [
            FIND.rows(connection, {"wanted": name})[0].count for name in ("a", "b")
        ]

    assert counts == [2, 0]


def test_a_value_that_is_missing_is_no_null(with_table: Database) -> None:
    with with_table.begin() as connection, pytest.raises(KeyError, match="wanted"):
        FIND.rows(connection, {})


def test_a_failure_is_one_of_sqlalchemy_without_the_values(
    with_table: Database,
) -> None:
    def add_twice() -> None:
        with with_table.begin() as connection:
            ADD.write(connection, [row("secret-name"), row("secret-name")])

    with pytest.raises(IntegrityError) as caught:
        add_twice()

    assert "INSERT INTO prepared_here" in str(caught.value)
    assert caught.value.params is None


def test_what_failed_is_undone_and_the_connection_serves_again(
    with_table: Database,
) -> None:
    def add_twice() -> None:
        with with_table.begin() as connection:
            ADD.write(connection, [row("once")])
            ADD.write(connection, [row("once")])

    with pytest.raises(IntegrityError):
        add_twice()
    with with_table.begin() as connection:
        left = FIND.rows(connection, {"wanted": "once"})
        ADD.write(connection, [row("once")])

    assert left == []


def test_threads_have_a_connection_each(with_table: Database) -> None:
    seen: list[int] = []
    all_there = threading.Barrier(4, timeout=60)

    def look() -> None:
        with with_table.read() as connection:
            FIND.rows(connection, {"wanted": "nobody"})
            seen.append(id(connection))
            all_there.wait()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert len(set(seen)) == 4
