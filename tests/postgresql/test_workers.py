"""Many processes answer the pages as one stub would, and all end with it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import psutil
import pytest

from oqs_stub.clock.travelling import TravellingClock
from oqs_stub.server import ServerError, StubServer
from oqs_stub.stub import Stub, StubConfig

from .serving import (
    DENTIST,
    NOON,
    REQUEST,
    TOKEN,
    WAIT,
    processes_below,
    serving,
    until,
    workers_of,
)

WORKERS = 2


@pytest.fixture
def served(url: str, tmp_path: Path) -> Iterator[StubServer]:
    with serving(url, tmp_path / "state", workers=WORKERS) as server:
        yield server


@pytest.fixture
def ask(served: StubServer) -> Callable[..., httpx.Response]:
    """Ask the control face on a connection of its own: any worker may answer."""

    def request(method: str, path: str, **values: object) -> httpx.Response:
        return httpx.request(
            method,
            f"{served.base_url}{path}",
            headers={"Authorization": f"Bearer {TOKEN}"},
            trust_env=False,
            timeout=WAIT,
            **values,  # type: ignore[arg-type]  # what httpx takes.
        )

    return request


def many(act: Callable[[], object], times: int = 24) -> list[object]:
    """What *act* gives, many times and from several sides at once."""
    with ThreadPoolExecutor(4) as threads:
        return list(threads.map(lambda _: act(), range(times), timeout=WAIT))


@pytest.mark.parametrize(
    ("path", "most"), [("/webapi/auth", 64 * 1024), ("/control/people", 256 * 1024)]
)
def test_a_body_in_chunks_that_is_too_large_is_refused_as_such(
    served: StubServer, path: str, most: int
) -> None:
    sent = b'{"persona": "hanako"}'.ljust(most)

    def post(data: bytes) -> int:
        return httpx.post(
            f"{served.base_url}{path}",
            content=iter([data[:1000], data[1000:]]),
            headers={
                "Authorization": f"Bearer {TOKEN}",
                "Content-Type": "application/json",
            },
            trust_env=False,
            timeout=WAIT,
        ).status_code

    assert post(sent + b" ") == 413
    assert post(sent) != 413


def test_a_clock_set_at_one_worker_is_that_of_all(
    served: StubServer, ask: Callable[..., httpx.Response]
) -> None:
    until(lambda: len(workers_of(served)) == WORKERS, "all workers")
    for days in range(1, 5):
        moved = (NOON + timedelta(days=days)).isoformat()
        ask("PUT", "/control/clock", json={"now": moved})

        assert set(many(lambda: ask("GET", "/control/clock").json()["now"])) == {moved}
        assert served.stub.clock.now().isoformat() == moved


def test_a_fault_armed_at_one_worker_is_met_at_all(
    served: StubServer, ask: Callable[..., httpx.Response]
) -> None:
    until(lambda: len(workers_of(served)) == WORKERS, "all workers")
    name = ask("GET", "/control/faults/catalogue").json()["faults"][0]["name"]
    for count in range(1, 4):
        assert ask("POST", "/control/faults", json={"fault": name}).status_code == 201

        seen = many(lambda: len(ask("GET", "/control/faults").json()["faults"]))
        assert set(seen) == {count}
        assert len(served.stub.faults.all()) == count


def test_who_is_logged_in_at_one_worker_is_so_at_all(served: StubServer) -> None:
    with httpx.Client(
        base_url=served.base_url, trust_env=False, timeout=WAIT
    ) as browser:
        answer = browser.post(
            "/terminal/login",
            data={
                "institution": DENTIST,
                "account": "admin",
                "password": served.stub.config.terminal_password,
            },
        )
        assert answer.is_redirect, answer.text
        cookies = dict(browser.cookies)

    def menu() -> bool:
        page = httpx.get(
            f"{served.base_url}/terminal/menu",
            cookies=cookies,
            trust_env=False,
            timeout=WAIT,
        )
        return page.is_success and "環境設定情報更新" in page.text

    assert set(many(menu)) == {True}


def test_the_folders_belong_to_one_process(served: StubServer) -> None:
    folders = served.stub.exchange.folders
    for number in range(10):
        name = f"OQSsiquc01req_{number}.xml"
        (folders.req / name).write_text(REQUEST, encoding="utf-8")

    until(
        lambda: (
            len(list(folders.res.glob("*.xml"))) == 10 and not os.listdir(folders.req)
        ),
        "the answers",
    )
    answered = [e for e in served.stub.ledger.entries() if e.face == "exchange"]
    assert len(answered) == 10


def test_a_killed_worker_is_replaced_and_nobody_is_turned_away_for_long(
    served: StubServer,
) -> None:
    until(lambda: len(workers_of(served)) == WORKERS, "all workers")
    before = {worker.pid for worker in workers_of(served)}
    victim = min(before)

    os.kill(victim, signal.SIGKILL)

    until(
        lambda: len({w.pid for w in workers_of(served)} - {victim}) == WORKERS,
        "a new worker",
    )
    assert served.alive
    assert httpx.get(
        f"{served.base_url}/healthz", trust_env=False, timeout=WAIT
    ).is_success


def test_a_worker_killed_after_the_end_of_the_ca_on_a_journey_is_replaced_too(
    url: str, tmp_path: Path
) -> None:
    config = StubConfig(
        state_dir=tmp_path, database=url, workers=WORKERS, control_token=TOKEN
    )
    stub = Stub(config)
    with StubServer(stub) as server:
        until(lambda: len(workers_of(server)) == WORKERS, "all workers")
        assert isinstance(stub.clock, TravellingClock)
        _, last = stub.pki.auth.life
        stub.clock.set(last + timedelta(minutes=1))  # As if it had gone on by itself.
        before = {worker.pid for worker in workers_of(server)}

        for victim in before:
            os.kill(victim, signal.SIGKILL)

        until(
            lambda: len({w.pid for w in workers_of(server)} - before) == WORKERS,
            "new workers",
        )
        answer = httpx.get(
            f"{server.base_url}/control/clock",
            headers={"Authorization": f"Bearer {TOKEN}"},
            trust_env=False,
            timeout=WAIT,
        )
        assert server.alive
        assert datetime.fromisoformat(answer.json()["now"]) > last
    stub.close()


def test_a_stop_ends_them_all_and_finishes_what_is_under_way(
    url: str, tmp_path: Path
) -> None:
    stub = Stub(StubConfig(state_dir=tmp_path, database=url, workers=WORKERS))
    before = _below_us()
    server = StubServer(stub).start()
    until(lambda: len(workers_of(server)) == WORKERS, "all workers")
    workers = workers_of(server)
    answers: list[int] = []
    asking = threading.Event()

    def ask() -> None:
        while True:
            try:
                page = httpx.get(server.base_url, trust_env=False, timeout=WAIT)
            except httpx.TransportError:
                return
            answers.append(page.status_code)
            asking.set()

    asker = threading.Thread(target=ask)
    asker.start()
    assert asking.wait(WAIT)
    server.stop()
    stub.close()
    asker.join(WAIT)

    assert set(answers) == {200}
    _, alive = psutil.wait_procs(workers, timeout=WAIT)
    assert not alive
    # PostgreSQL's own come and go; those of connections end a moment after these.
    until(lambda: not _below_us() - before, "the end of every process")


def _below_us() -> set[int]:
    """The processes below this one, without the one that Python keeps to itself."""
    return {
        process.pid
        for process in processes_below(os.getpid())
        if "resource_tracker" not in _command(process)
    }


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""  # It is just ending.


def test_sqlite_is_for_one_worker(tmp_path: Path) -> None:
    stub = Stub(StubConfig(state_dir=tmp_path, workers=WORKERS, people=()))

    with pytest.raises(ServerError, match="--database に PostgreSQL"):
        StubServer(stub).start()
    stub.close()
