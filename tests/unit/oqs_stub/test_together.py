"""Several looks are made in one, and each has what is its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import OperationalError

from card_profiles.dates import JST
from oqs_stub.clock import SettableClock
from oqs_stub.database import Database
from oqs_stub.database.group_commit import Write
from oqs_stub.database.statements import Statement
from oqs_stub.database.together import Outcome, look_together
from oqs_stub.ledger import Ledger, _ledger

WAIT = 30.0
ADD = Statement(insert(_ledger), only_adds=True)
FULL = OperationalError("INSERT", {}, Exception("full"))


class Table:
    """What is looked at: remembers how often, and what was written."""

    def __init__(self) -> None:
        self.looks = 0
        self.given_up = 0
        self.written: list[list[object]] = []
        self.fails: Exception | None = None
        self.is_shut: Exception | None = None
        self._writes: list[Write] = []

    def look(self, *acts: Callable[[], object]) -> list[Outcome[object]]:
        return look_together(acts, gather=self._gather, write=self._write)

    @contextmanager
    def _gather(self) -> Iterator[list[Write]]:
        if self.is_shut is not None:
            raise self.is_shut
        self.looks += 1
        self._writes = []
        try:
            yield self._writes
        except OperationalError:
            self.given_up += 1
            raise

    def append(self, row: object) -> object:
        self._writes.append(Write(ADD, {"row": row}))
        return row

    def appending(self, row: object) -> Callable[[], object]:
        return lambda: self.append(row)

    def _write(self, writes: Sequence[Write]) -> None:
        if self.fails is not None:
            raise self.fails
        if any(write.values["row"] == "bad" for write in writes):
            raise ValueError("bad row")
        self.written.append([write.values["row"] for write in writes])


@pytest.fixture
def table() -> Table:
    return Table()


def test_all_share_one_look_and_one_flush(table: Table) -> None:
    outcomes = table.look(*(table.appending(row) for row in range(5)))

    assert [outcome.get() for outcome in outcomes] == [0, 1, 2, 3, 4]
    assert table.looks == 1
    assert table.written == [[0, 1, 2, 3, 4]]


def test_what_was_appended_is_on_disk_afterwards(table: Table) -> None:
    seen: list[object] = []

    table.look(lambda: seen.append(list(table.written)) or table.append("mine"))

    assert seen == [[]]
    assert table.written == [["mine"]]


def test_a_look_that_appends_nothing_does_not_wait_for_the_disk(table: Table) -> None:
    (outcome,) = table.look(lambda: "seen")

    assert outcome.get() == "seen"
    assert table.written == []


def test_an_error_is_its_own_and_what_it_appended_is_kept(table: Table) -> None:
    def wrong() -> object:
        table.append("refused")
        raise LookupError("nobody")

    first, refused, other = table.look(
        table.appending("first"), wrong, table.appending("other")
    )

    assert (first.get(), other.get()) == ("first", "other")
    with pytest.raises(LookupError, match="nobody"):
        refused.get()
    assert table.written == [["first", "refused", "other"]]


def test_a_disk_that_fails_fails_for_everybody_who_appended(table: Table) -> None:
    table.fails = FULL

    first, only_looks, other = table.look(
        table.appending("first"), lambda: "seen", table.appending("other")
    )

    assert (first.error, other.error) == (FULL, FULL)
    assert only_looks.get() == "seen"


def test_a_row_that_cannot_be_written_costs_the_others_nothing(table: Table) -> None:
    a, bad, b = table.look(*(table.appending(row) for row in ("a", "bad", "b")))

    assert (a.get(), b.get()) == ("a", "b")
    with pytest.raises(ValueError, match="bad row"):
        bad.get()
    assert table.written == [["a"], ["b"]]


def test_a_look_that_cannot_be_made_fails_for_everybody(table: Table) -> None:
    table.is_shut = FULL

    outcomes = table.look(table.appending("first"), lambda: "seen")

    assert [outcome.error for outcome in outcomes] == [FULL, FULL]
    assert table.written == []


def test_a_database_that_is_lost_meanwhile_is_lost_for_everybody(table: Table) -> None:
    def lost() -> object:
        raise FULL

    outcomes = table.look(table.appending("first"), lost, lambda: "never looked for")

    assert [outcome.error for outcome in outcomes] == [FULL, FULL, FULL]
    assert (table.given_up, table.written) == (1, [])  # Nothing is committed of it.


def test_nothing_can_be_written_in_it_but_appended(tmp_path: Path) -> None:
    database = Database(tmp_path / "oqs.sqlite3")

    def write() -> object:
        assert database.is_looking
        with database.begin():
            raise AssertionError("never reached")

    with pytest.raises(RuntimeError, match="no writing"):
        database.together(write)
    database.close()


def test_each_statement_sees_what_is_committed_by_then(tmp_path: Path) -> None:
    database = Database(tmp_path / "oqs.sqlite3")

    def seen() -> tuple[object, object]:
        before = entries(database)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(_record, database).result(WAIT)
        return before, entries(database)

    assert database.together(seen) == (0, 1)
    database.close()


def test_one_inside_of_a_look_is_part_of_it(tmp_path: Path) -> None:
    database = Database(tmp_path / "oqs.sqlite3")

    def record() -> int:
        database.together(lambda: _record(database))
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(entries, database).result(WAIT)

    assert database.together(record) == 0
    assert entries(database) == 1
    database.close()


def entries(database: Database) -> int:
    with database.read() as connection:
        found: int = connection.execute(
            select(func.count()).select_from(_ledger)
        ).scalar_one()
    return found


def _record(database: Database) -> None:
    clock = SettableClock(datetime(2026, 4, 10, tzinfo=JST))
    Ledger(database, clock).record(face="web", action="a", result="ok")
