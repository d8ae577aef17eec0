"""A PostgreSQL server that is stopped (SIGSTOP) under a served stub, and goes on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from oqs_stub.database import Database, DatabaseAwayError
from oqs_stub.database.access import Opening
from oqs_stub.database.postgresql import CONNECT_TIMEOUT_SECONDS
from oqs_stub.database.schema import bring_up_to_date
from oqs_stub.database.trouble import Trouble, trouble_of
from oqs_stub.exchange import EventKind, ExchangeEvent
from oqs_stub.server import StubServer
from tests.postgresql_server import PostgreSQLServer

from .serving import REQUEST, TOKEN, serving, until

SILENCE = 3.0
"""Seconds; a busy machine, or its disk, is silent for one of them now and then."""

BOUND = 60.0
"""Seconds that nobody may be kept waiting, on a machine with much else to do."""


@pytest.fixture
def events() -> list[ExchangeEvent]:
    return []


@pytest.fixture
def served(
    url: str, tmp_path: Path, events: list[ExchangeEvent]
) -> Iterator[StubServer]:
    with serving(
        url,
        tmp_path / "state",
        database_silence_seconds=SILENCE,
        on_exchange_event=events.append,
    ) as server:
        yield server


def ledger(served: StubServer) -> httpx.Response:
    return httpx.get(
        f"{served.base_url}/control/ledger",
        headers={"Authorization": f"Bearer {TOKEN}"},
        trust_env=False,
        timeout=BOUND,
    )


def kinds(events: list[ExchangeEvent]) -> list[EventKind]:
    return [one.kind for one in events]


def test_while_the_server_is_frozen_it_is_said_and_then_everything_goes_on(
    server: PostgreSQLServer, served: StubServer, events: list[ExchangeEvent]
) -> None:
    folders = served.stub.exchange.folders
    assert ledger(served).is_success

    with server.frozen():
        (folders.req / "OQSsiquc01req_1.xml").write_text(REQUEST, encoding="utf-8")
        told = ledger(served)
        until(lambda: EventKind.PAUSED in kinds(events), "the exchange to say so")
        assert list(folders.req.glob("*.xml"))

    assert (told.status_code, told.json()["code"]) == (503, "database-away")
    until(lambda: list(folders.res.glob("*.xml")), "the answer")
    until(lambda: EventKind.RESUMED in kinds(events), "the exchange to say so")
    assert ledger(served).is_success
    answered = [e for e in served.stub.ledger.entries() if e.face == "exchange"]
    assert len(answered) == 1


def test_a_transaction_whose_server_freezes_ends_as_one_that_was_not_made(
    server: PostgreSQLServer, url: str
) -> None:
    database = Database(url, Opening(longest_silence=SILENCE))

    with (
        server.frozen(),
        pytest.raises(OperationalError, match="no answer within 3 seconds") as raised,
        database.begin(),
    ):
        pass
    assert trouble_of(raised.value) is Trouble.AWAY

    with database.begin() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar_one() == 1
    database.close()


def test_a_statement_that_takes_longer_than_a_silence_may_last_is_given_up(
    url: str,
) -> None:
    database = Database(url, Opening(longest_silence=SILENCE))

    began = time.monotonic()
    with (
        pytest.raises(OperationalError, match="no answer within"),
        database.read() as connection,
    ):
        connection.exec_driver_sql("SELECT pg_sleep(120)")
    assert time.monotonic() - began < BOUND

    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar_one() == 1
    database.close()


def test_what_keeps_coming_may_take_as_long_as_it_wants(url: str) -> None:
    database = Database(url, Opening(longest_silence=SILENCE))

    with database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT repeat('x', 9000), pg_sleep(0.1) FROM generate_series(1, 50)"
        ).all()

    assert len(rows) == 50
    database.close()


def test_old_tables_may_take_longer_than_a_silence_to_come_up_to_date(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(connection: Connection, *, shown: str, may_make: bool) -> bool:
        connection.exec_driver_sql("SELECT pg_sleep(5)")  # As large tables would.
        return bring_up_to_date(connection, shown=shown, may_make=may_make)

    monkeypatch.setattr("oqs_stub.database.database.bring_up_to_date", slowly)
    database = Database(url, Opening(longest_silence=SILENCE))

    # The bound holds again afterwards, on the same connection too.
    with (
        pytest.raises(OperationalError, match="no answer within"),
        database.read() as connection,
    ):
        connection.exec_driver_sql("SELECT pg_sleep(120)")
    database.close()


def test_a_server_that_is_frozen_at_the_start_is_away(
    server: PostgreSQLServer, url: str
) -> None:
    began = time.monotonic()
    with server.frozen(), pytest.raises(DatabaseAwayError):
        Database(url, Opening(longest_silence=SILENCE))

    assert time.monotonic() - began < CONNECT_TIMEOUT_SECONDS + BOUND
