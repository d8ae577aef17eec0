"""Programs that ask at once are answered by one thread, with one flush of the disk."""

from __future__ import annotations

import json
import select
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from oqs_stub.server import StubServer
from oqs_stub.serving.quick_answers import QuickAnswers
from oqs_stub.stub import Stub
from oqs_stub.webapi import PUBLIC_PATHS, quick_paths
from oqs_stub.webapi.inquiring import Inquiring

from .asking import credentials, request_of_sakura

WAIT = 60.0
QUICK_THREAD = "quick answers"

pytestmark = pytest.mark.sqlite  # On PostgreSQL each thread waits for the server.


@pytest.fixture
def server(stub: Stub) -> Iterator[StubServer]:
    with StubServer(stub) as running:
        yield running


@pytest.fixture
def quick(server: StubServer) -> QuickAnswers:
    dispatcher = server._listeners[-1]._server.task_dispatcher  # type: ignore[union-attr]  # A listener, with one worker.
    assert isinstance(dispatcher, QuickAnswers)
    return dispatcher


@pytest.fixture
def token(server: StubServer) -> str:
    granted = httpx.post(
        f"{server.base_url}/webapi/auth",
        json=credentials(),
        trust_env=False,
        timeout=WAIT,
    )
    given = str(granted.json()["result"]["idToken"])
    assert ask(server, given).status_code == 200  # The first has a thread alone.
    return given


@pytest.fixture
def asked_by(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The threads that found an answer, in order."""
    threads: list[str] = []
    answer = Inquiring.answer

    def noted(self: Inquiring, *asked: Any) -> Any:  # noqa: ANN401 - Whatever it takes.
        threads.append(threading.current_thread().name)
        return answer(self, *asked)

    monkeypatch.setattr(Inquiring, "answer", noted)
    return threads


def ask(server: StubServer, token: str, name: str = "web-1") -> httpx.Response:
    return httpx.post(
        f"{server.base_url}/webapi/search",
        json=request_of_sakura(ArbitraryFileIdentifier=name),
        headers={"Authorization": token},
        trust_env=False,
        timeout=WAIT,
    )


def name_in(answer: httpx.Response) -> str:
    return str(answer.json()["XmlMsg"]["MessageHeader"]["ArbitraryFileIdentifier"])


def raw_request(token: str, name: str = "web-1", path: str = "/webapi/search") -> bytes:
    body = json.dumps(request_of_sakura(ArbitraryFileIdentifier=name)).encode()
    return (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def connected(server: StubServer) -> socket.socket:
    port = int(server.base_url.rpartition(":")[2])
    return socket.create_connection(("127.0.0.1", port), timeout=WAIT)


def received(link: socket.socket, *, until: Callable[[bytes], bool]) -> bytes:
    came = b""
    while not until(came):
        more = link.recv(65_536)
        assert more, came
        came += more
    return came


def test_those_who_wait_are_answered_in_one_look(
    server: StubServer,
    quick: QuickAnswers,
    token: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    database = server.stub.database
    look, write = database.all_together, database._appended.write
    queue = quick.add_task
    looking, all_have_come = threading.Event(), threading.Event()
    groups: list[int] = []
    flushes: list[int] = []

    def slow_look(acts: Sequence[Callable[[], object]]) -> object:
        groups.append(len(acts))
        if len(groups) == 1:
            looking.set()
            assert all_have_come.wait(WAIT)
        return look(acts)

    def counting(channel: object) -> None:
        queue(channel)
        if quick._come.qsize() == 5:
            all_have_come.set()

    def counted(writes: Sequence[object]) -> None:
        flushes.append(len(writes))
        write(writes)  # type: ignore[arg-type]  # What it was given.

    monkeypatch.setattr(database, "all_together", slow_look)
    monkeypatch.setattr(database._appended, "write", counted)
    monkeypatch.setattr(quick, "add_task", counting)
    with ThreadPoolExecutor(6) as threads:
        first = threads.submit(ask, server, token, "0")
        assert looking.wait(WAIT)  # The others come while the first is looked for.
        answers = list(threads.map(lambda n: ask(server, token, str(n)), range(1, 6)))

    names = [name_in(answer) for answer in (first.result(WAIT), *answers)]
    assert names == ["0", "1", "2", "3", "4", "5"]
    assert groups == [1, 5]
    assert flushes == [1, 5]


def test_nothing_is_sent_before_it_is_on_disk(
    server: StubServer, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    appended = server.stub.database._appended
    write = appended.write
    sent_before: list[bool] = []
    with connected(server) as link:

        def watched(writes: Any) -> None:  # noqa: ANN401 - What it was given.
            sent_before.append(bool(select.select([link], [], [], 0.2)[0]))
            write(writes)

        monkeypatch.setattr(appended, "write", watched)
        link.sendall(raw_request(token))
        came = received(link, until=lambda came: b"QualificationValidity" in came)

    assert came.startswith(b"HTTP/1.1 200 OK\r\n")
    assert sent_before == [False]


def test_an_answer_that_cannot_be_kept_is_a_refusal(
    server: StubServer, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_writes: object) -> None:
        raise OperationalError("INSERT", {}, Exception("disk is full"))

    with monkeypatch.context() as patch:
        patch.setattr(server.stub.database._appended, "write", full)
        refused = ask(server, token)
    answered = ask(server, token, "later")

    assert refused.status_code == 503
    assert refused.json()["status"] == "error"
    assert "XmlMsg" not in refused.json()
    assert name_in(answered) == "later"


def test_an_error_of_ours_is_told_and_stops_nobody(
    server: StubServer, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_asked: object) -> object:
        raise LookupError("a mistake of ours")

    with monkeypatch.context() as patch:
        patch.setattr(Inquiring, "answer", broken)
        failed = ask(server, token)

    assert failed.status_code == 500
    assert failed.json()["status"] == "error"
    assert ask(server, token).status_code == 200


def test_who_meets_a_fault_has_a_thread_alone(
    server: StubServer, token: str, asked_by: list[str]
) -> None:
    ask(server, token)
    server.stub.faults.arm("slow:seconds=0")
    ask(server, token)

    assert asked_by[0] == QUICK_THREAD
    assert asked_by[1].startswith("waitress")


def test_who_asks_badly_is_refused_here_too(
    server: StubServer, token: str, asked_by: list[str]
) -> None:
    url = f"{server.base_url}/webapi/search"
    with httpx.Client(trust_env=False, timeout=WAIT) as client:
        statuses = [
            client.get(url).status_code,
            client.post(url, content=b"{}").status_code,
            client.post(url, json={}, headers={"Authorization": "x"}).status_code,
            client.post(url, json=[], headers={"Authorization": token}).status_code,
        ]

    assert statuses == [405, 415, 401, 400]
    assert set(asked_by) == {QUICK_THREAD}


def test_requests_of_one_connection_are_answered_in_their_order(
    server: StubServer, token: str, asked_by: list[str]
) -> None:
    page = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with connected(server) as link:
        link.sendall(
            raw_request(token, "first")
            + page
            + raw_request(token, "second")
            + raw_request(token, "third")
        )
        came = received(link, until=lambda came: b'"third"' in came)

    marks = (b'"first"', b'"ok"', b'"second"', b'"third"')
    places = [came.index(mark) for mark in marks]
    assert places == sorted(places)
    assert asked_by == [QUICK_THREAD] * 3


def test_what_goes_wrong_here_goes_the_ordinary_way(
    server: StubServer,
    token: str,
    asked_by: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    database = server.stub.database
    look = database.all_together
    fails = iter((True,))

    def broken(acts: Sequence[Callable[[], object]]) -> object:
        if next(fails, False):
            raise LookupError("a mistake of ours")
        return look(acts)

    monkeypatch.setattr(database, "all_together", broken)

    assert ask(server, token).status_code == 200
    assert ask(server, token).status_code == 200
    assert asked_by[0].startswith("waitress")
    assert asked_by[1] == QUICK_THREAD


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GARBAGE", b"400"),
        (b"POST /webapi/search HTTP/1.1\r\nContent-Length: x", b"400"),
        (b"POST /webapi/search HTTP/1.1\r\nContent-Length: 9000000", b"413"),
    ],
    ids=["no-http", "bad-length", "too-large"],
)
def test_what_the_server_refuses_is_never_looked_for(
    server: StubServer, token: str, request_: bytes, status: bytes
) -> None:
    told = len(server.stub.ledger.entries())
    with connected(server) as link:
        link.sendall(request_ + b"\r\nHost: localhost\r\nAuthorization: x\r\n\r\n")
        came = received(link, until=lambda came: b"\r\n" in came)

    assert came.split()[1] == status
    assert len(server.stub.ledger.entries()) == told


def test_the_first_who_asks_may_be_nobody(server: StubServer) -> None:
    refused = ask(server, "no-token")

    assert (refused.status_code, refused.json()["status"]) == (401, "error")


def test_who_hangs_up_keeps_nobody_from_an_answer(
    server: StubServer, token: str
) -> None:
    for _ in range(3):
        with connected(server) as link:
            link.sendall(raw_request(token))

    assert ask(server, token).status_code == 200


def test_only_an_eligibility_is_quick(stub: Stub) -> None:
    assert quick_paths(stub) == {"/webapi/search", "/webapi/messages/OQSsiquc01"}


def test_the_public_path_is_quick_where_there_is_one(stub: Stub) -> None:
    stub.config = replace(stub.config, webapi_public_paths=True)

    assert PUBLIC_PATHS["search"] in quick_paths(stub)


def test_where_messages_are_kept_each_is_answered_for_itself(
    stub: Stub, tmp_path: Path
) -> None:
    stub.config = replace(stub.config, keep_messages=tmp_path)

    assert quick_paths(stub) == frozenset()
