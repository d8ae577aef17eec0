"""A PostgreSQL server that is slow, dies, or is left by a writer in the middle."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import InternalError, OperationalError, ProgrammingError

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

from .serving import until

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


def test_a_connection_that_dies_under_a_look_is_no_fault_of_ours(
    server: PostgreSQLServer, url: str
) -> None:
    database = Database(url)

    def dying() -> int:
        with database.read() as connection:
            own = _backend(connection)
        _terminate(server, own)
        return len(Ledger(database, SettableClock(NOON)).entries())

    with pytest.raises(OperationalError) as caught:
        database.together(dying)

    assert trouble_of(caught.value) is Trouble.AWAY
    assert database.together(lambda: "and goes on") == "and goes on"
    database.close()


ACCESSES = {
    "alone": Database.begin,
    "beside": Database.begin_beside,
    "reading": Database.read,
    "looking": Database.look,
}


@pytest.mark.parametrize("access", ACCESSES)
def test_a_transaction_that_is_lost_unnoticed_is_never_said_to_be_committed(
    server: PostgreSQLServer, url: str, access: str
) -> None:
    database = Database(url)

    def keep_it_quiet() -> None:
        with ACCESSES[access](database) as connection, suppress(OperationalError):
            _terminate(server, _backend(connection))
            connection.execute(text("SELECT 1"))

    with pytest.raises(OperationalError) as caught:
        keep_it_quiet()

    assert trouble_of(caught.value) is Trouble.AWAY
    with database.begin():
        pass  # And it can go on.
    database.close()


def test_a_transaction_with_a_fault_is_never_said_to_be_committed(url: str) -> None:
    database = Database(url)
    ledger = Ledger(database, SettableClock(NOON))

    def keep_it_quiet() -> None:
        with database.begin() as connection, suppress(ProgrammingError):
            ledger.record(face="test", action="before", result="ok")
            connection.execute(text("SELECT 1 FROM nowhere"))

    with pytest.raises(InternalError) as caught:
        keep_it_quiet()

    assert trouble_of(caught.value) is None
    assert ledger.entries() == []
    database.close()


def test_a_server_that_ends_an_idle_transaction_is_no_fault_of_ours(
    server: PostgreSQLServer, url: str
) -> None:
    database = Database(url)

    def idle() -> None:
        with database.begin() as connection:
            backend = _backend(connection)
            setting = "SET LOCAL idle_in_transaction_session_timeout = '10ms'"
            connection.execute(text(setting))
            _wait_for_the_end(server, backend)
            connection.execute(text("SELECT 1"))

    with pytest.raises(OperationalError) as caught:
        idle()

    assert trouble_of(caught.value) is Trouble.AWAY
    assert caught.value.connection_invalidated
    with database.begin():
        pass  # And it can go on.
    database.close()


def _backend(connection: Connection) -> int:
    number: int = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    return number


def _terminate(server: PostgreSQLServer, backend: int) -> None:
    server.execute(f"SELECT pg_terminate_backend({backend})")
    _wait_for_the_end(server, backend)


def _wait_for_the_end(server: PostgreSQLServer, backend: int) -> None:
    ask = "SELECT pid FROM pg_stat_activity"
    until(lambda: (backend,) not in server.execute(ask), "the server to end it")


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
    until(held.exists, "the other to begin")
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
    until(lambda: len(acknowledged) >= 200, "enough to be acknowledged")
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
