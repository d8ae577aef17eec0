"""Programs that ask at once are answered by one thread, with one flush of the disk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from oqs_stub.server import StubServer
from oqs_stub.serving.quick_answers import QuickAnswers
from oqs_stub.stub import Stub
from oqs_stub.webapi import PUBLIC_PATHS, quick_paths
from oqs_stub.webapi.inquiring import Inquiring

from .quick_requests import (
    QUICK_THREAD,
    WAIT,
    ask,
    name_in,
)

pytestmark = pytest.mark.sqlite  # On PostgreSQL each thread waits for the server.


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


def test_who_waits_behind_one_who_waited_for_a_lock_in_vain_is_told_at_once(
    server: StubServer,
    quick: QuickAnswers,
    token: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    queue = quick.add_task
    waiting, all_have_come = threading.Event(), threading.Event()
    tries: list[int] = []

    def locked(writes: Sequence[object]) -> None:
        tries.append(len(writes))
        waiting.set()
        assert all_have_come.wait(WAIT)
        raise NoConnectionError("as after ten seconds")

    def counting(channel: object) -> None:
        queue(channel)
        if quick._come.qsize() == 5:
            all_have_come.set()

    with monkeypatch.context() as patch, ThreadPoolExecutor(6) as threads:
        patch.setattr(server.stub.database._appended, "write", locked)
        patch.setattr(quick, "add_task", counting)
        first = threads.submit(ask, server, token)
        assert waiting.wait(WAIT)
        others = list(threads.map(lambda n: ask(server, token, str(n)), range(5)))

    refused = [first.result(WAIT), *others]
    assert [(one.status_code, one.json()["code"]) for one in refused] == [
        (503, "STUB0902")
    ] * 6
    assert tries == [1]
    assert ask(server, token).status_code == 200


def test_a_fault_armed_meanwhile_keeps_nobody_from_being_told(
    server: StubServer, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_writes: object) -> None:
        server.stub.faults.arm("slow:seconds=0")
        raise OperationalError("INSERT", {}, Exception("disk is full"))

    monkeypatch.setattr(server.stub.database._appended, "write", full)

    refused = ask(server, token)

    assert refused.status_code == 503
    assert refused.json()["status"] == "error"


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


@pytest.mark.parametrize("fault", ["slow:seconds=0", "wrong-echo"])
def test_who_meets_a_fault_has_a_thread_alone(
    server: StubServer, token: str, asked_by: list[str], fault: str
) -> None:
    ask(server, token)
    server.stub.faults.arm(fault)
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


def test_the_first_who_asks_may_be_nobody(server: StubServer) -> None:
    refused = ask(server, "no-token")

    assert (refused.status_code, refused.json()["status"]) == (401, "error")


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
