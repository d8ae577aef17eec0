"""Threads that look something up do so together, and each gets what is its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import OperationalError

from card_profiles.dates import JST
from oqs_stub import together as module
from oqs_stub.clock import SettableClock
from oqs_stub.database import Database
from oqs_stub.group_commit import Write
from oqs_stub.ledger import Ledger, _ledger
from oqs_stub.statements import Statement
from oqs_stub.together import Together, _Waiting

WAIT = 30.0
ADD = Statement(insert(_ledger), only_adds=True)


class Table:
    """What is looked at: remembers who looked together, and what was written."""

    def __init__(self) -> None:
        self.looks = 0
        self.written: list[list[object]] = []
        self.fails: BaseException | None = None
        self._writes: list[Write] = []

    @contextmanager
    def gather(self) -> Iterator[list[Write]]:
        self.looks += 1
        self._writes = []
        yield self._writes

    def append(self, row: object) -> object:
        self._writes.append(Write(ADD, {"row": row}))
        return row

    def write(self, writes: Sequence[Write]) -> None:
        if self.fails is not None:
            raise self.fails
        if any(write.values["row"] == "bad" for write in writes):
            raise ValueError("bad row")
        self.written.append([write.values["row"] for write in writes])


@pytest.fixture
def table() -> Table:
    return Table()


@pytest.fixture
def together(table: Table) -> Together:
    return Together(table.gather, table.write)


def waiting(together: Together, count: int) -> None:
    """Wait until so many stand in the queue."""
    for _ in range(int(WAIT / 0.01)):
        if len(together._queue) == count:
            return
        threading.Event().wait(0.01)
    raise AssertionError("nobody came")


def led(together: Together) -> None:
    """Wait until somebody looks, and nobody else has come."""
    for _ in range(int(WAIT / 0.01)):
        if together._is_led and not together._queue:
            return
        threading.Event().wait(0.01)
    raise AssertionError("nobody leads")


def held(go: threading.Event, act: Callable[[], object]) -> Callable[[], object]:
    def hold() -> object:
        assert go.wait(WAIT)
        return act()

    return hold


def all_at_once(
    together: Together, acts: Sequence[Callable[[], object]]
) -> list[Future[object]]:
    """Do the first act; while it is under way the others come, and look together."""
    go = threading.Event()
    with ThreadPoolExecutor(len(acts)) as pool:
        futures = [pool.submit(together.do, held(go, acts[0]))]
        led(together)
        futures += [pool.submit(together.do, act) for act in acts[1:]]
        waiting(together, len(acts) - 1)
        go.set()
    return futures


def test_who_comes_during_a_look_shares_the_next_one(
    together: Together, table: Table
) -> None:
    acts = [lambda row=row: table.append(row) for row in range(5)]

    futures = all_at_once(together, acts)

    assert [future.result(WAIT) for future in futures] == [0, 1, 2, 3, 4]
    assert table.looks == 2
    assert [sorted(map(str, rows)) for rows in table.written] == [
        ["0"],
        ["1", "2", "3", "4"],
    ]


def test_what_was_appended_is_on_disk_before_the_answer(
    together: Together, table: Table
) -> None:
    seen: list[object] = []

    together.do(lambda: seen.append(list(table.written)) or table.append("mine"))

    assert seen == [[]]
    assert table.written == [["mine"]]


def test_a_look_that_appends_nothing_does_not_wait_for_the_disk(
    together: Together, table: Table
) -> None:
    assert together.do(lambda: "seen") == "seen"
    assert table.written == []


def test_an_error_is_for_the_thread_that_asked(
    together: Together, table: Table
) -> None:
    def wrong() -> object:
        table.append("refused")
        raise LookupError("nobody")

    futures = all_at_once(
        together, [lambda: table.append("first"), wrong, lambda: table.append("other")]
    )

    with pytest.raises(LookupError, match="nobody"):
        futures[1].result(WAIT)
    assert futures[2].result(WAIT) == "other"
    assert sorted(map(str, table.written[1])) == ["other", "refused"]


def test_a_disk_that_fails_fails_for_everybody_who_appended(
    together: Together, table: Table
) -> None:
    table.fails = OperationalError("INSERT", {}, Exception("full"))

    futures = all_at_once(
        together, [lambda: table.append("first"), lambda: table.append("other")]
    )

    for future in futures:
        with pytest.raises(OperationalError, match="full"):
            future.result(WAIT)
    table.fails = None
    assert together.do(lambda: table.append("later")) == "later"


def test_a_row_that_cannot_be_written_costs_the_others_nothing(
    together: Together, table: Table
) -> None:
    acts = [lambda row=row: table.append(row) for row in ("first", "a", "bad", "b")]

    futures = all_at_once(together, acts)

    with pytest.raises(ValueError, match="bad row"):
        futures[2].result(WAIT)
    assert [futures[one].result(WAIT) for one in (1, 3)] == ["a", "b"]
    assert sorted(map(str, [row for rows in table.written for row in rows])) == [
        "a",
        "b",
        "first",
    ]


def test_a_leader_who_is_interrupted_leaves_nobody_waiting(
    together: Together, table: Table
) -> None:
    def interrupted() -> object:
        raise KeyboardInterrupt

    futures = all_at_once(together, [interrupted, lambda: table.append("other")])

    with pytest.raises(KeyboardInterrupt):
        futures[0].result(WAIT)
    assert futures[1].result(WAIT) == "other"


@pytest.mark.parametrize("late", [False, True], ids=["while-waiting", "when-to-lead"])
def test_who_is_interrupted_lets_the_others_lead(
    together: Together, table: Table, monkeypatch: pytest.MonkeyPatch, *, late: bool
) -> None:
    go = threading.Event()
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(together.do, held(go, lambda: table.append("first")))
        led(together)
        with monkeypatch.context() as patch:
            patch.setattr(
                module, "_Waiting", lambda act: _impatient(_Waiting(act), late=late)
            )
            interrupted = pool.submit(together.do, lambda: table.append("never"))
            if late:
                waiting(together, 1)
            else:
                assert isinstance(interrupted.exception(WAIT), KeyboardInterrupt)
        other = pool.submit(together.do, lambda: table.append("other"))
        waiting(together, 1 + late)
        go.set()

    assert (first.result(WAIT), other.result(WAIT)) == ("first", "other")
    assert isinstance(interrupted.exception(WAIT), KeyboardInterrupt)
    assert all("never" not in rows for rows in table.written)


def _impatient(one: _Waiting[object], *, late: bool) -> _Waiting[object]:
    """*one*, interrupted as by Ctrl-C: at once, or when its turn to lead has come."""
    one.woken = _Interrupting(one.woken, late=late)  # type: ignore[assignment]  # Of the same form.
    return one


class _Interrupting:
    def __init__(self, lock: threading.Lock, *, late: bool) -> None:
        self._lock = lock
        self._late = late

    def acquire(self, *, blocking: bool = True) -> bool:
        if not blocking:
            return self._lock.acquire(blocking=False)
        if self._late:
            assert self._lock.acquire(timeout=WAIT)
            self._lock.release()
        raise KeyboardInterrupt

    def release(self) -> None:
        self._lock.release()


def test_nothing_can_be_written_in_it_but_appended(tmp_path: Path) -> None:
    database = Database(tmp_path / "oqs.sqlite3")

    def write() -> object:
        assert database.is_looking
        with database.begin():
            raise AssertionError("never reached")

    with pytest.raises(RuntimeError, match="no writing"):
        database.together(write)
    database.close()


# PostgreSQL's threads look for themselves, each at one state as in every `look`.
@pytest.mark.sqlite
def test_each_statement_sees_what_is_committed_by_then(tmp_path: Path) -> None:
    database = Database(tmp_path / "oqs.sqlite3")

    def entries() -> object:
        with database.read() as connection:
            return connection.execute(
                select(func.count()).select_from(_ledger)
            ).scalar_one()

    def seen() -> tuple[object, object]:
        before = entries()
        with ThreadPoolExecutor(1) as pool:
            pool.submit(_record, database).result(WAIT)
        return before, entries()

    assert database.together(seen) == (0, 1)
    database.close()


def _record(database: Database) -> None:
    clock = SettableClock(datetime(2026, 4, 10, tzinfo=JST))
    Ledger(database, clock).record(face="web", action="a", result="ok")
