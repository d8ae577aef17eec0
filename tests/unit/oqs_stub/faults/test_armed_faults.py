"""Faults in force: kept, counted over restarts, and on record when they happen."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from oqs_stub.clock import SettableClock
from oqs_stub.database import Database
from oqs_stub.faults import Face, FaultError, Faults, FaultUnknownError, Occasion
from oqs_stub.ledger import Ledger

MANY, WAIT = 12, 60.0
ASKED = Occasion(face=Face.EXCHANGE, institution="9930000014", person=lambda: "hanako")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "faults.sqlite3"


@pytest.fixture
def opened(path: Path) -> Iterator[Database]:
    database = Database(path)
    yield database
    database.close()


def board(database: Database, now: datetime, *, seed: int = 0) -> Faults:
    clock = SettableClock(now)
    return Faults(database, Ledger(database, clock), clock, seed=seed)


def happen(faults: Faults, *kinds: str) -> int:
    met = faults.meet(ASKED, kinds)
    for happening in met:
        faults.tell(happening, "そうしました")
    return len(met)


def test_only_the_kinds_that_are_asked_for_are_met(
    opened: Database, now: datetime
) -> None:
    faults = board(opened, now)
    faults.arm("slow")

    assert faults.meet(ASKED, ("err",)) == ()
    assert not faults.any_armed(("err",))
    assert faults.all()[0].seen == 0


def test_what_is_met_but_not_done_has_not_happened(
    opened: Database, now: datetime
) -> None:
    faults = board(opened, now)
    faults.arm("err")

    assert len(faults.meet(ASKED, ("err",))) == 1
    assert happen(faults, "err") == 1
    assert happen(faults, "err") == 0
    assert (faults.all()[0].seen, faults.all()[0].happened) == (3, 1)
    assert faults.all()[0].over


def test_the_ledger_tells_what_was_done_to_whom_by_which_fault(
    opened: Database, now: datetime
) -> None:
    faults = board(opened, now)
    faults.arm("err:nth=1")

    happen(faults, "err")

    entry = Ledger(opened, SettableClock(now)).entries()[-1]
    assert (entry.face, entry.action, entry.result) == ("fault", "err", "injected")
    assert (entry.institution_code, entry.person_id) == ("9930000014", "hanako")
    assert entry.detail == "そうしました（err:nth=1）"


def test_counts_go_on_after_a_restart_and_in_another_worker(
    opened: Database, path: Path, now: datetime
) -> None:
    faults = board(opened, now)
    faults.arm("err:nth=3")
    assert happen(faults, "err") == 0

    again = Database(path)
    other = board(again, now)
    assert happen(other, "err") == 0
    assert happen(other, "err") == 1
    again.close()
    assert faults.all()[0].happened == 1


def test_a_start_replaces_what_an_earlier_start_armed_and_nothing_else(
    opened: Database, now: datetime
) -> None:
    faults = board(opened, now)
    faults.begin(("slow", "announced-outage"))
    faults.arm("never")

    faults.begin(("err",))

    assert [armed.fault.text for armed in faults.all()] == ["never", "err"]


def test_a_misspelt_fault_at_a_start_changes_nothing(
    opened: Database, now: datetime
) -> None:
    faults = board(opened, now)
    faults.begin(("slow",))

    with pytest.raises(FaultError):
        faults.begin(("err", "nonsense"))

    assert [armed.fault.text for armed in faults.all()] == ["slow"]


def test_a_fault_is_taken_away_by_its_number(opened: Database, now: datetime) -> None:
    faults = board(opened, now)
    (first,) = faults.arm("slow")
    faults.arm("never")

    faults.take_away(first.id)

    assert [armed.fault.text for armed in faults.all()] == ["never"]
    with pytest.raises(FaultUnknownError):
        faults.take_away(first.id)
    faults.clear()
    assert faults.all() == ()


def test_the_seed_of_the_stub_or_of_the_fault_decides_every_chance(
    opened: Database, now: datetime
) -> None:
    faults = board(opened, now, seed=5)

    def chosen(seed: int | None) -> list[int]:
        (armed,) = faults.arm("err:rate=0.5", seed=seed)
        found = [happen(faults, "err") for _ in range(20)]
        faults.take_away(armed.id)
        return found

    assert chosen(None) == chosen(5) != chosen(6)


def test_what_lasts_is_over_after_its_times(opened: Database, now: datetime) -> None:
    faults = board(opened, now)
    faults.arm("outage:face=exchange,how=wait,times=1")

    held = faults.holds(ASKED, ("outage",))
    assert held is not None
    assert faults.holds(ASKED, ("outage",)) is not None, "being asked does not count"
    faults.tell(held, "要求を待たせました")

    assert faults.holds(ASKED, ("outage",)) is None


def test_many_who_meet_it_at_the_same_moment_do_not_exceed_its_times(
    opened: Database, now: datetime
) -> None:
    faults = board(opened, now)
    faults.arm("err:times=2")
    together = threading.Barrier(MANY)

    def ask(_number: int) -> int:
        met = faults.meet(ASKED, ("err",))
        together.wait(WAIT)  # Everybody has met it before anybody does it.
        return sum(faults.tell(one, "断りました") for one in met)

    with ThreadPoolExecutor(MANY) as threads:
        done = list(threads.map(ask, range(MANY), timeout=WAIT))

    (armed,) = faults.all()
    told = [e for e in faults._ledger.entries() if e.result == "injected"]
    assert sum(done) == 2
    assert (armed.seen, armed.happened, len(told)) == (MANY, 2, 2)


def test_what_was_taken_away_after_it_was_met_does_not_happen(
    opened: Database, now: datetime
) -> None:
    faults = board(opened, now)
    faults.arm("err:times=0")
    (met,) = faults.meet(ASKED, ("err",))
    faults.clear()

    assert not faults.tell(met, "断りました")
