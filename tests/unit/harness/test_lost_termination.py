"""SIGTERM that comes while Python is in a callback: what its handler raises is lost."""

from __future__ import annotations

import os
import signal
import sys
import weakref

import pytest

from harness.cli.signals import Terminated, ended_by_sigterm
from harness.until_stopped import stopped_by_signal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGTERM")


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
