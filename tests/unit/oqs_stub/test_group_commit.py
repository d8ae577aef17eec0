"""Rows of many threads go to the disk together, and each thread knows of its own."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable
from datetime import datetime

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from card_profiles.dates import JST
from oqs_stub.clock import SettableClock
from oqs_stub.database import Database
from oqs_stub.database.group_commit import GroupCommit, Write
from oqs_stub.database.statements import Statement
from oqs_stub.ledger import Ledger, _ledger
from oqs_stub.limit_told import LimitTold
from oqs_stub.service.read_at_once import _Limits

NOON = datetime(2026, 4, 10, 12, tzinfo=JST)
WAIT = 30.0
ADD = Statement(insert(_ledger), only_adds=True)


class Disk:
    """Remembers each flush; the first waits until somebody says go."""

    def __init__(self) -> None:
        self.flushes: list[list[object]] = []
        self.busy, self.go = threading.Event(), threading.Event()

    def commit(self, writes: Iterable[Write]) -> None:
        rows = [write.values["row"] for write in writes]
        if "bad" in rows:
            raise ValueError("bad row")
        self.busy.set()
        assert self.go.wait(WAIT)
        self.flushes.append(rows)


def queued(group: GroupCommit, count: int) -> None:
    """Wait until so many stand in the queue."""
    for _ in range(int(WAIT / 0.01)):
        if len(group._queue) >= count:
            return
        threading.Event().wait(0.01)
    raise AssertionError("nobody came")


def one_row(row: str) -> list[Write]:
    return [Write(ADD, {"row": row})]


def test_whoever_comes_during_a_flush_shares_the_next_one() -> None:
    disk = Disk()
    group = GroupCommit(disk.commit)
    first = threading.Thread(target=group.write, args=(one_row("first"),))
    first.start()
    assert disk.busy.wait(WAIT)
    others = [
        threading.Thread(target=group.write, args=(one_row(name),)) for name in "abc"
    ]
    for other in others:
        other.start()
    queued(group, 3)
    disk.go.set()
    for thread in (first, *others):
        thread.join(WAIT)

    assert [sorted(map(str, flush)) for flush in disk.flushes] == [
        ["first"],
        ["a", "b", "c"],
    ]


def test_one_who_cannot_be_written_costs_the_others_nothing() -> None:
    disk = Disk()
    group = GroupCommit(disk.commit)
    told: list[str] = []

    def write(row: str) -> None:
        try:
            group.write(one_row(row))
        except ValueError:
            told.append(row)

    threads = [threading.Thread(target=write, args=("first",))]
    threads[0].start()
    assert disk.busy.wait(WAIT)
    for name in ("a", "bad", "b"):
        threads.append(threading.Thread(target=write, args=(name,)))
        threads[-1].start()
    queued(group, 3)
    disk.go.set()
    for thread in threads:
        thread.join(WAIT)

    assert told == ["bad"]
    assert sorted(str(row) for flush in disk.flushes for row in flush) == [
        "a",
        "b",
        "first",
    ]


def _busy() -> OperationalError:
    """What SQLite says after it has waited for another writer."""
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY
    return OperationalError("BEGIN IMMEDIATE", None, error)


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param(OperationalError("BEGIN", None, ValueError("lock")), id="lock"),
        pytest.param(NoConnectionError("pool"), id="no-connection"),
        pytest.param(OSError("disk"), id="disk"),
    ],
)
def test_trouble_that_no_row_has_made_is_told_to_all_and_tried_once(
    trouble: Exception,
) -> None:
    disk = Disk()
    tries: list[int] = []
    told: list[Exception] = []

    def commit(writes: Iterable[Write]) -> None:
        rows = list(writes)
        if disk.flushes:  # The first has had its turn.
            tries.append(len(rows))
            raise trouble
        disk.commit(rows)

    group = GroupCommit(commit)

    def write(row: str) -> None:
        try:
            group.write(one_row(row))
        except type(trouble) as error:
            told.append(error)

    threads = [threading.Thread(target=write, args=("first",))]
    threads[0].start()
    assert disk.busy.wait(WAIT)
    for name in "abc":
        threads.append(threading.Thread(target=write, args=(name,)))
        threads[-1].start()
    queued(group, 3)
    disk.go.set()
    for thread in threads:
        thread.join(WAIT)

    assert tries == [3]
    assert told == [trouble] * 3


class Shut:
    """A disk that nobody gets hold of; the first who tries waits until all wait."""

    def __init__(self, trouble: Exception) -> None:
        self.tries: list[int] = []
        self.busy, self.go = threading.Event(), threading.Event()
        self._trouble = trouble

    def commit(self, writes: Iterable[Write]) -> None:
        self.tries.append(len(list(writes)))
        self.busy.set()
        assert self.go.wait(WAIT)
        raise self._trouble


@pytest.mark.parametrize(
    ("trouble", "tries"),
    [
        pytest.param(_busy(), [1], id="locked: it has been waited for"),
        pytest.param(OSError("disk"), [1, 3], id="else: it may be over"),
    ],
)
def test_who_waits_behind_one_who_waited_for_a_lock_in_vain_does_not_wait_anew(
    trouble: Exception, tries: list[int]
) -> None:
    disk = Shut(trouble)
    group = GroupCommit(disk.commit)
    told: list[Exception] = []

    def write(row: str) -> None:
        try:
            group.write(one_row(row))
        except type(trouble) as error:
            told.append(error)

    threads = [threading.Thread(target=write, args=("first",))]
    threads[0].start()
    assert disk.busy.wait(WAIT)
    for name in "abc":
        threads.append(threading.Thread(target=write, args=(name,)))
        threads[-1].start()
    queued(group, 3)
    disk.go.set()
    for thread in threads:
        thread.join(WAIT)

    assert disk.tries == tries
    assert told == [trouble] * 4


def test_what_is_noted_in_a_look_is_there_when_it_ends(database: Database) -> None:
    ledger = Ledger(database, SettableClock(NOON))

    with database.look():
        ledger.record(face="test", action="look", result="ok")
        during = ledger.entries()

    assert during == []
    assert [entry.action for entry in ledger.entries()] == ["look"]


def test_a_look_that_fails_has_noted_nothing(database: Database) -> None:
    ledger = Ledger(database, SettableClock(NOON))

    def fail() -> None:
        with database.look():
            ledger.record(face="test", action="look", result="ok")
            raise RuntimeError("after")

    with pytest.raises(RuntimeError, match="after"):
        fail()

    assert ledger.entries() == []


def test_a_look_inside_a_transaction_is_part_of_it(database: Database) -> None:
    ledger = Ledger(database, SettableClock(NOON))

    with database.begin(), database.look():
        ledger.record(face="test", action="look", result="ok")

        assert len(ledger.entries()) == 1


def test_the_same_row_noted_by_many_is_there_once(database: Database) -> None:
    limits = LimitTold(database)
    barrier = threading.Barrier(6)

    def tell(number: int) -> None:
        barrier.wait(WAIT)
        with database.look():
            limits.remember("sakura", str(number), institution_code="1", now=NOON)

    threads = [threading.Thread(target=tell, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT)

    told = limits.of_people({"sakura"}, institution_code="1")
    assert told["sakura"] in {str(n) for n in range(6)}


def told_in_one_gather(database: Database, *given: str) -> str:
    """What is remembered when an institution is given these at once, in order."""
    limits = LimitTold(database)
    with database.gather() as writes:
        for one in given:
            limits.remember("sakura", one, institution_code="1", now=NOON)
    database.write_all(writes)
    return limits.of_people({"sakura"}, institution_code="1")["sakura"]


@pytest.mark.parametrize("given", [("a", "b"), ("b", "a"), ("a", "b", "a")])
def test_of_rows_that_replace_each_other_the_latest_is_kept(
    database: Database, given: tuple[str, ...]
) -> None:
    assert told_in_one_gather(database, *given) == given[-1]


@pytest.mark.parametrize("stored", ["a", "b"])
def test_what_waits_to_be_written_counts_as_told(
    database: Database, stored: str
) -> None:
    told_in_one_gather(database, stored)
    other = "b" if stored == "a" else "a"

    assert told_in_one_gather(database, other, stored) == stored


def test_while_it_waits_the_last_told_is_known_by_either_question(
    database: Database,
) -> None:
    limits = LimitTold(database)
    told_in_one_gather(database, "a")

    with database.gather() as writes:
        limits.remember("sakura", "b", institution_code="1", now=NOON)
        limits.remember("sakura", "b", institution_code="1", now=NOON)
        elsewhere = LimitTold(database)  # As another answer makes its own.
        last = elsewhere.last("sakura", institution_code="1")
        of_people = elsewhere.of_people({"sakura"}, institution_code="1")
        of_others = elsewhere.of_people({"sakura"}, institution_code="2")

    assert (last, of_people, of_others) == ("b", {"sakura": "b"}, {})
    assert len(writes) == 1


def test_stores_of_one_table_that_take_turns_keep_the_latest(
    database: Database,
) -> None:
    one, other = LimitTold(database), LimitTold(database)
    with database.gather() as writes:
        one.remember("sakura", "a", institution_code="1", now=NOON)
        other.remember("sakura", "b", institution_code="1", now=NOON)
        one.remember("sakura", "c", institution_code="1", now=NOON)
    database.write_all(writes)

    assert one.last("sakura", institution_code="1") == "c"


def test_what_was_read_for_many_at_once_follows_what_they_are_told(
    database: Database,
) -> None:
    told_in_one_gather(database, "a")
    with database.begin():
        limits = _Limits(database, frozenset({"sakura"}), "1")
        limits.remember("sakura", "b", institution_code="1", now=NOON)
        limits.remember("sakura", "a", institution_code="1", now=NOON)

    assert LimitTold(database).last("sakura", institution_code="1") == "a"
