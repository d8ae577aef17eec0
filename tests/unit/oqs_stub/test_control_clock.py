"""Travelling in time by the control API, forwards, backwards and home."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from card_profiles.dates import JST
from card_profiles.pki import PKI
from oqs_stub.app import create_app
from oqs_stub.clock import Clock, SettableClock, SystemClock
from oqs_stub.clock.travelling import TravellingClock
from oqs_stub.database import Database
from oqs_stub.stub import Stub, StubConfig

TOKEN = {"Authorization": "Bearer token-of-the-tests"}
START = datetime(2026, 4, 10, 10, 0, tzinfo=JST)


class Running(SystemClock):
    """A machine whose time a test lets pass."""

    def __init__(self) -> None:
        self.time = START

    def now(self) -> datetime:
        return self.time


@pytest.fixture
def running() -> Running:
    return Running()


@pytest.fixture
def travelling(running: Running, tmp_path: Path, pki: PKI) -> Iterator[FlaskClient]:
    config = StubConfig(
        state_dir=tmp_path,
        people=(),
        clock=running,
        control_token="token-of-the-tests",
    )
    stub = Stub(config, pki=pki)
    yield create_app(stub).test_client()
    stub.close()


def now(web: FlaskClient) -> datetime:
    told = web.get("/control/clock", headers=TOKEN).get_json()["now"]
    return datetime.fromisoformat(told)


def test_a_running_clock_goes_on_after_the_leap(
    travelling: FlaskClient, running: Running
) -> None:
    later = START + timedelta(days=92)

    answer = travelling.put(
        "/control/clock", json={"now": later.isoformat()}, headers=TOKEN
    )
    running.time += timedelta(minutes=5)

    assert answer.get_json()["ahead_seconds"] == 92 * 86400
    assert now(travelling) == later + timedelta(minutes=5)


def test_a_running_clock_comes_home(travelling: FlaskClient) -> None:
    travelling.put(
        "/control/clock", json={"now": "2027-01-01T00:00:00+09:00"}, headers=TOKEN
    )

    assert travelling.delete("/control/clock", headers=TOKEN).status_code == 200
    assert now(travelling) == START


def test_a_journey_outlasts_a_restart(tmp_path: Path, running: Running) -> None:
    path = tmp_path / "journey.sqlite3"
    first = Database(path)
    TravellingClock(running, first).set(START + timedelta(days=1))
    first.close()

    second = Database(path)
    clock: Clock = TravellingClock(running, second)
    assert clock.now() == START + timedelta(days=1)
    second.close()


OUTSIDE = [
    "2019-12-31T00:00",
    "2031-01-01T00:00",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
]
"""The CA of these tests stands from April 2020 to April 2030."""


@pytest.mark.parametrize("there", OUTSIDE[:2])
@pytest.mark.parametrize("back", [False, True])
def test_nobody_travels_out_of_the_life_of_the_ca(
    travelling: FlaskClient,
    there: str,
    back: bool,  # noqa: FBT001 - a parameter of the test.
) -> None:
    answer = travelling.put(
        "/control/clock", json={"now": f"{there}:00+09:00", "back": back}, headers=TOKEN
    )

    assert answer.status_code == 409
    assert "2020-04-10 00:00:00 から 2030-04-09 23:59:59" in answer.get_json()["error"]
    assert now(travelling) == START


@pytest.mark.parametrize("there", OUTSIDE)
def test_nor_by_the_page(travelling: FlaskClient, there: str) -> None:
    travelling.post("/control/login", data={"token": "token-of-the-tests"})
    shown = BeautifulSoup(travelling.get("/control/").text, "html.parser")
    form = shown.select_one("input[name=form-token]")
    assert form is not None

    answer = travelling.post(
        "/control/acts/set-clock",
        data={"form-token": str(form["value"]), "now": there, "back": "on"},
    )

    assert answer.status_code == 409
    assert "試験用認証局の有効期間" in answer.text
    assert now(travelling) == START


@pytest.mark.parametrize("year", [2031, 9999])
def test_a_restart_comes_home_from_where_no_stub_can_stand(
    tmp_path: Path,
    running: Running,
    caplog: pytest.LogCaptureFixture,
    year: int,
) -> None:
    config = StubConfig(state_dir=tmp_path, people=(), clock=running)
    first = Stub(config)
    TravellingClock(running, first.database).set(datetime(year, 12, 1, tzinfo=JST))
    first.close()
    running.time += timedelta(days=31)

    second = Stub(config)

    assert second.clock.now() == running.now()
    assert "元の時刻に戻しました" in caplog.text
    second.close()
    caplog.clear()
    Stub(config).close()
    assert not caplog.text


def test_nobody_goes_back_before_what_has_happened(
    web: FlaskClient, stub: Stub, clock: SettableClock
) -> None:
    clock.set(START + timedelta(days=1))
    stub.ledger.record(face="reception", action="同意登録", result="ok")
    back = START + timedelta(hours=1)

    refused = web.put("/control/clock", json={"now": back.isoformat()}, headers=TOKEN)
    assert refused.status_code == 409
    assert "reception 同意登録" in refused.get_json()["error"]

    forced = web.put(
        "/control/clock", json={"now": back.isoformat(), "back": True}, headers=TOKEN
    )
    assert forced.status_code == 200
    assert now(web) == back


def test_going_back_is_free_while_nothing_has_happened(
    web: FlaskClient, clock: SettableClock, stub: Stub
) -> None:
    clock.set(START + timedelta(days=400))
    stub.people.add_ready("hanako")
    stub.faults.arm("slow")

    answer = web.put("/control/clock", json={"now": START.isoformat()}, headers=TOKEN)

    assert answer.status_code == 200


def test_a_clock_that_stands_has_no_home(web: FlaskClient) -> None:
    assert web.delete("/control/clock", headers=TOKEN).status_code == 409
