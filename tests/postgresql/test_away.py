"""A PostgreSQL server that goes away under a served stub, and comes back."""

from __future__ import annotations

import logging
import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg import errors
from sqlalchemy.exc import DBAPIError, OperationalError

from oqs_stub.database import DatabaseAwayError
from oqs_stub.database.trouble import Trouble, trouble_of
from oqs_stub.database.whose_fault import judged
from oqs_stub.exchange import EventKind, ExchangeEvent
from oqs_stub.server import StubServer
from oqs_stub.serving.page_workers import Place, _pages
from oqs_stub.stub import Stub, StubConfig
from tests.postgresql_server import PostgreSQLServer

from .losing import LosingConnections
from .serving import DENTIST, REQUEST, TOKEN, serving, until

WAIT = 60.0
STATEMENTS_OF_A_START = 15
"""Fewer than there are."""

BOUND = 45.0
"""Seconds that nobody may be kept waiting while the server is away."""


@pytest.fixture
def events() -> list[ExchangeEvent]:
    return []


@pytest.fixture(params=[1, 2], ids=["one-process", "workers"])
def served(
    url: str,
    tmp_path: Path,
    events: list[ExchangeEvent],
    request: pytest.FixtureRequest,
) -> Iterator[StubServer]:
    with serving(
        url,
        tmp_path / "state",
        workers=request.param,
        on_exchange_event=events.append,
    ) as server:
        yield server


def ask(served: StubServer, path: str) -> httpx.Response:
    return httpx.get(
        f"{served.base_url}{path}",
        headers={"Authorization": f"Bearer {TOKEN}"},
        trust_env=False,
        timeout=BOUND,
    )


def authenticate(served: StubServer) -> httpx.Response:
    return httpx.post(
        f"{served.base_url}/webapi/auth",
        json={
            "medicalInstitutionCode": DENTIST,
            "userId": "admin",
            "password": served.stub.config.terminal_password,
        },
        trust_env=False,
        timeout=BOUND,
    )


def test_while_the_server_is_away_it_is_said_and_then_everything_goes_on(
    server: PostgreSQLServer, served: StubServer, events: list[ExchangeEvent]
) -> None:
    folders = served.stub.exchange.folders
    assert ask(served, "/control/ledger").is_success

    server.kill()
    try:
        (folders.req / "OQSsiquc01req_1.xml").write_text(REQUEST, encoding="utf-8")
        page = ask(served, f"/terminal/login?institution={DENTIST}")
        control, webapi = ask(served, "/control/ledger"), authenticate(served)
        until(lambda: _of(events, EventKind.PAUSED), "the exchange to say so")
        assert list(folders.req.glob("*.xml"))
    finally:
        server.start()

    assert (control.status_code, webapi.status_code) == (503, 503)
    assert page.status_code in (200, 503)
    assert control.json()["error"].startswith(Trouble.AWAY)
    assert webapi.json()["code"] == "STUB0902"
    until(lambda: list(folders.res.glob("*.xml")), "the answer")
    until(lambda: _of(events, EventKind.RESUMED), "the exchange to say so")
    assert authenticate(served).is_success
    assert len(_of(events, EventKind.PAUSED)) == 1
    answered = [e for e in served.stub.ledger.entries() if e.face == "exchange"]
    assert len(answered) == 1


def test_a_worker_that_begins_meanwhile_waits_for_the_server(
    server: PostgreSQLServer, url: str, tmp_path: Path
) -> None:
    stub = Stub(StubConfig(state_dir=tmp_path, database=url, workers=2))
    stub.close()
    nowhere = "http://127.0.0.1:1"
    place = Place(
        config=stub.config, base_url=nowhere, own_url=nowhere, responder_url=nowhere
    )
    said, begun = tmp_path / "said", tmp_path / "begun"
    worker = multiprocessing.get_context("spawn").Process(
        target=_begin, args=(place, said, begun)
    )

    server.kill()
    try:
        worker.start()
        until(
            lambda: not worker.is_alive() or _mentions(said, "waits for the database"),
            "a worker that waits",
        )
        assert worker.is_alive()
    finally:
        server.start()

    worker.join(WAIT)
    assert (worker.exitcode, begun.exists()) == (0, True)


def test_a_worker_waits_for_the_server_wherever_its_start_loses_it(
    server: PostgreSQLServer,
    url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    config = StubConfig(state_dir=tmp_path, database=url, workers=2)
    Stub(config).close()
    losing = LosingConnections(server, monkeypatch)
    lost = 0

    while lost == losing.lost:  # Until a whole start is over before its turn comes.
        lost += 1
        losing.at(lost)
        try:
            stub = Stub(config, beside_others=True)
        except (DatabaseAwayError, OperationalError):
            continue  # What it waits for; any other error ends all workers.
        losing.at(None)
        stub.close()

    assert losing.lost > STATEMENTS_OF_A_START


def _begin(place: Place, said: Path, begun: Path) -> None:
    logging.basicConfig(filename=said, encoding="utf-8")
    _pages(place)
    begun.touch()


def _mentions(path: Path, words: str) -> bool:
    return path.exists() and words in path.read_text(encoding="utf-8")


def test_a_server_that_takes_no_writes_leaves_requests_where_they_are(
    server: PostgreSQLServer, url: str, tmp_path: Path
) -> None:
    events: list[ExchangeEvent] = []
    stub = Stub(
        StubConfig(state_dir=tmp_path, database=url, on_exchange_event=events.append)
    )
    folders = stub.exchange.folders
    with StubServer(stub):
        _take_writes(server, wanted=False)
        try:
            stub.database.close()  # New connections know of it.
            (folders.req / "OQSsiquc01req_1.xml").write_text(REQUEST, encoding="utf-8")
            until(lambda: _of(events, EventKind.PAUSED), "the exchange to say so")
        finally:
            _take_writes(server, wanted=True)
            stub.database.close()
        until(lambda: list(folders.res.glob("*.xml")), "the answer")
    stub.close()  # And the stop has no fault of ours to raise.

    assert str(_of(events, EventKind.PAUSED)[0].detail) == Trouble.READ_ONLY


def _take_writes(server: PostgreSQLServer, *, wanted: bool) -> None:
    value = "off" if wanted else "on"
    server.execute(
        "BEGIN READ WRITE; ALTER ROLE mynabench"
        f" SET default_transaction_read_only = {value}; COMMIT"
    )


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        pytest.param(errors.DiskFull(), Trouble.FULL, id="full"),
        pytest.param(errors.LockNotAvailable(), Trouble.LOCKED, id="lock"),
        pytest.param(errors.DeadlockDetected(), Trouble.LOCKED, id="deadlock"),
        pytest.param(errors.AdminShutdown(), Trouble.AWAY, id="shutdown"),
        pytest.param(errors.CannotConnectNow(), Trouble.AWAY, id="recovering"),
        pytest.param(errors.OperationalError(), Trouble.AWAY, id="connection"),
        pytest.param(errors.TooManyConnections(), Trouble.AWAY, id="crowded"),
        pytest.param(errors.SerializationFailure(), Trouble.LOCKED, id="serial"),
        pytest.param(errors.IdleSessionTimeout(), Trouble.AWAY, id="idle"),
        pytest.param(errors.IdleInTransactionSessionTimeout(), Trouble.AWAY, id="long"),
        pytest.param(errors.StatementTooComplex(), None, id="statement"),
        pytest.param(errors.ObjectNotInPrerequisiteState(), None, id="state"),
    ],
)
def test_each_state_of_the_server_has_its_name(
    error: Exception, trouble: Trouble | None
) -> None:
    assert trouble_of(OperationalError("", None, error)) is trouble


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(errors.InternalError_(), id="internal"),
        pytest.param(errors.ObjectNotInPrerequisiteState(), id="state"),
    ],
)
def test_a_connection_that_is_ended_is_away_whatever_the_server_says_with_it(
    error: psycopg.Error,
) -> None:
    assert _judged(error, lost=True) is Trouble.AWAY
    assert _judged(error, lost=False) is None


@pytest.mark.parametrize(
    "error", [errors.IdleInTransactionSessionTimeout(), errors.TransactionTimeout()]
)
def test_a_transaction_that_the_server_ends_for_its_time_is_away(
    error: psycopg.Error,
) -> None:
    assert _judged(error, lost=False) is Trouble.AWAY


def _judged(error: psycopg.Error, *, lost: bool) -> Trouble | None:
    raised = DBAPIError.instance(
        "SELECT 1", None, error, psycopg.Error, connection_invalidated=lost
    )
    return trouble_of(judged(raised, statement="SELECT 1"))


def _of(events: list[ExchangeEvent], kind: EventKind) -> list[ExchangeEvent]:
    return [one for one in events if one.kind is kind]
