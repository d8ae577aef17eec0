"""A PostgreSQL server that is slow, dies, or is left by a writer in the middle."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from card_profiles.dates import JST
from oqs_stub.clock import SettableClock
from oqs_stub.database import Database
from oqs_stub.database import postgresql as postgresql_engine
from oqs_stub.database.trouble import Trouble, trouble_of
from oqs_stub.ledger import Ledger
from oqs_stub.records import (
    TreatmentCategory,
)
from tests.postgresql_server import PostgreSQLServer

NOON = datetime(2026, 4, 10, 12, tzinfo=JST)
DENTIST = "9930000014"
HOME = TreatmentCategory.HOME_VISIT
WAIT = 120.0
MANY = 8


def test_a_writer_that_waits_too_long_is_told(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql_engine, "BUSY_TIMEOUT_SECONDS", 1.0)
    first, second = Database(url), Database(url)
    with (
        first.begin(),
        pytest.raises(OperationalError, match="lock timeout"),
        second.begin(),
    ):
        pass
    with second.begin():
        pass  # And it can go on.
    first.close()
    second.close()


def test_a_connection_that_dies_under_a_look_is_no_fault_of_ours(url: str) -> None:
    database = Database(url)

    def dying() -> int:
        with database.read() as connection:
            own = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        other = Database(url)
        with other.begin() as connection:
            connection.execute(text(f"SELECT pg_terminate_backend({own})"))
        other.close()
        return len(Ledger(database, SettableClock(NOON)).entries())

    with pytest.raises(OperationalError) as caught:
        database.together(dying)

    assert trouble_of(caught.value) is Trouble.AWAY
    assert database.together(lambda: "and goes on") == "and goes on"
    database.close()


def _hold(url: str, held: Path) -> None:
    database = Database(url)
    ledger = Ledger(database, SettableClock(NOON))
    with database.begin():
        ledger.record(face="test", action="never finished", result="ok")
        held.touch()
        time.sleep(WAIT)


def test_a_process_killed_while_it_writes_holds_nobody_up(
    url: str, tmp_path: Path
) -> None:
    held = tmp_path / "held"
    process = multiprocessing.get_context("spawn").Process(
        target=_hold, args=(url, held)
    )
    process.start()
    until = time.monotonic() + WAIT
    while not held.exists() and time.monotonic() < until:
        time.sleep(0.01)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join(WAIT)

    database = Database(url)
    ledger = Ledger(database, SettableClock(NOON))
    ledger.record(face="test", action="next", result="ok")

    assert [entry.action for entry in ledger.entries()] == ["next"]
    database.close()


def test_a_server_started_anew_is_found_again(
    server: PostgreSQLServer, url: str
) -> None:
    database = Database(url)
    ledger = Ledger(database, SettableClock(NOON))
    ledger.record(face="test", action="before", result="ok")

    server.kill()
    server.start()
    ledger.record(face="test", action="after", result="ok")

    assert [entry.action for entry in ledger.entries()] == ["before", "after"]
    database.close()


def test_a_server_that_dies_under_load_keeps_what_was_acknowledged(
    server: PostgreSQLServer, url: str
) -> None:
    database = Database(url)
    ledger = Ledger(database, SettableClock(NOON))
    acknowledged: list[str] = []
    dead = threading.Event()

    def write(worker: int) -> None:
        number = 0
        while not dead.is_set() and number < 10_000:
            name = f"{worker}-{number}"
            try:
                with database.begin_beside():
                    ledger.record(face="test", action=name, result="ok")
            except OperationalError:
                return
            acknowledged.append(name)
            number += 1

    writers = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for writer in writers:
        writer.start()
    until = time.monotonic() + WAIT
    while len(acknowledged) < 200 and time.monotonic() < until:
        time.sleep(0.01)
    server.kill()
    dead.set()
    for writer in writers:
        writer.join(WAIT)
    server.start()

    kept = [entry.action for entry in ledger.entries()]
    assert len(acknowledged) >= 200
    assert set(acknowledged) <= set(kept)
    assert len(kept) == len(set(kept))
    database.close()
