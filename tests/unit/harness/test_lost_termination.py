"""SIGTERM that comes while Python is in a callback: what its handler raises is lost."""

from __future__ import annotations

import os
import signal
import sys
import threading
import weakref

import pytest

from harness.cli.signals import Terminated, ended_by_sigterm
from harness.until_stopped import stopped_by_signal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGTERM")


WAIT = 60.0


class _Thing:
    pass


def test_whatever_waits_afterwards_ends_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lost: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda what: lost.append(what.exc_type))

    with ended_by_sigterm():
        thing = _Thing()
        watch = weakref.ref(thing, lambda _: os.kill(os.getpid(), signal.SIGTERM))
        del thing
        assert watch() is None

        with stopped_by_signal() as stop:
            assert stop.is_set()

    assert lost == [Terminated]


def test_a_command_that_comes_after_one_that_was_ended_is_not_ended_by_that() -> None:
    with pytest.raises(Terminated), ended_by_sigterm():
        os.kill(os.getpid(), signal.SIGTERM)

    with ended_by_sigterm(), stopped_by_signal() as stop:
        assert not stop.is_set()


def test_an_import_is_not_torn_but_ended_after_it() -> None:
    done: list[str] = []
    code = "os.kill(os.getpid(), signal.SIGTERM); done.append('whole'); wait()"
    importing = compile(code, "<frozen importlib._bootstrap>", "exec")
    names = {"os": os, "signal": signal, "done": done, "wait": _wait}

    with pytest.raises(Terminated), ended_by_sigterm():
        exec(importing, names)  # noqa: S102 - our own, as Python would run it.

    assert done == ["whole"]


def _wait() -> None:
    threading.Event().wait(WAIT)
