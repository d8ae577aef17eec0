"""A served stub, and who in it answers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from oqs_stub.server import StubServer
from oqs_stub.serving.quick_answers import QuickAnswers
from oqs_stub.stub import Stub
from oqs_stub.webapi.inquiring import Inquiring

from .asking import credentials
from .quick_requests import (
    WAIT,
    ask,
)


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
