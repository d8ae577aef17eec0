"""Connections whose requests one thread answers: order, refusals, hanging up."""

from __future__ import annotations

import gc
import select
import time
from typing import Any

import pytest
from waitress.task import WSGITask  # type: ignore[import-untyped]  # No types.

from oqs_stub.server import StubServer

from .quick_requests import (
    QUICK_THREAD,
    WAIT,
    ask,
    connected,
    raw_request,
    received,
)

pytestmark = pytest.mark.sqlite  # On PostgreSQL each thread waits for the server.


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


def test_who_hangs_up_keeps_nobody_from_an_answer(
    server: StubServer, token: str
) -> None:
    for _ in range(3):
        with connected(server) as link:
            link.sendall(raw_request(token))

    assert ask(server, token).status_code == 200


@pytest.mark.parametrize("fault", ["", "slow:seconds=0"], ids=["quick", "not-quick"])
def test_nothing_of_a_request_is_left_for_the_garbage_collector(
    server: StubServer, token: str, fault: str
) -> None:
    if fault:
        server.stub.faults.arm(fault)
    gc.collect()
    gc.disable()
    try:
        for _ in range(10):
            assert ask(server, token).status_code == 200
        until = time.monotonic() + WAIT
        while _tasks() >= 4 and time.monotonic() < until:
            time.sleep(0.01)  # Answered, and their threads not yet done with them.
        left = _tasks()
    finally:
        gc.enable()

    assert left < 4


def _tasks() -> int:
    return sum(isinstance(one, WSGITask) for one in gc.get_objects())
