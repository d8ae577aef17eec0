"""Being stopped from outside: Ctrl-C is heard, and what was begun is cleared away."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from types import SimpleNamespace
from typing import Any

import pytest

from harness.cli import run
from harness.cli.signals import Terminated, ended_by_sigterm
from harness.drivers import pcsc_context
from harness.drivers.pcsc_context import PCSCContext
from harness.until_stopped import stopped_by_signal

WAITING = """
import signal, time
signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
time.sleep(600)
"""


def test_a_signal_while_the_event_is_locked_stops_without_a_deadlock() -> None:
    with stopped_by_signal() as stop:
        with getattr(stop, "_cond"):  # noqa: B009 - as `wait` holds it for a moment.
            signal.raise_signal(signal.SIGTERM)

        assert stop.wait(60)


def test_handlers_are_as_before_afterwards() -> None:
    before = signal.getsignal(signal.SIGTERM)

    with stopped_by_signal():
        assert signal.getsignal(signal.SIGTERM) is not before

    assert signal.getsignal(signal.SIGTERM) is before


class Run:
    """A run of features that is interrupted once, and then ends or hangs."""

    def __init__(self, *, hangs: bool) -> None:
        self._answers: list[int | BaseException] = [KeyboardInterrupt()]
        if hangs:
            self._answers.append(subprocess.TimeoutExpired("pytest", 20))
        self._answers.append(-9 if hangs else 2)
        self.killed = False

    def wait(self, timeout: float | None = None) -> int:
        answer = self._answers.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def kill(self) -> None:
        self.killed = True


@pytest.mark.skipif(sys.platform == "win32", reason="signals are never held back")
def test_a_run_that_is_ended_while_it_starts_is_not_left_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start = subprocess.Popen
    begun: list[subprocess.Popen[bytes]] = []

    def started(_arguments: list[str], **options: Any) -> subprocess.Popen[bytes]:  # noqa: ANN401 - whatever it is started with.
        begun.append(start([sys.executable, "-c", WAITING], **options))
        signal.pthread_kill(threading.get_ident(), signal.SIGTERM)
        return begun[0]

    monkeypatch.setattr(subprocess, "Popen", started)

    with pytest.raises(Terminated), ended_by_sigterm():
        run._started(["never"])

    assert begun[0].returncode == -signal.SIGTERM


def test_an_interrupted_run_may_clear_away() -> None:
    process: Any = Run(hangs=False)

    with pytest.raises(KeyboardInterrupt):
        run._ended(process)
    assert not process.killed


def test_an_interrupted_run_that_hangs_is_ended() -> None:
    process: Any = Run(hangs=True)

    with pytest.raises(KeyboardInterrupt):
        run._ended(process)
    assert process.killed


class Reader:
    """The calls of pyscard that a wait needs; no card ever comes."""

    SCARD_STATE_UNAWARE, SCARD_STATE_CHANGED, SCARD_STATE_PRESENT = 0, 2, 0x20
    SCARD_E_TIMEOUT, SCARD_E_UNKNOWN_READER = 10, 9

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[int] = []

    def SCardGetStatusChange(  # noqa: N802 - as pyscard calls it.
        self, _context: object, milliseconds: int, states: list[tuple[str, int]]
    ) -> tuple[int, list[tuple[str, int]]]:
        self.waits.append(milliseconds)
        self.now += milliseconds / 1000
        return self.SCARD_E_TIMEOUT, states


def test_waiting_for_a_card_hears_ctrl_c_and_still_ends_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader = Reader()
    context = object.__new__(PCSCContext)
    vars(context).update(scard=reader, _context=1)
    monkeypatch.setattr(
        pcsc_context, "time", SimpleNamespace(monotonic=lambda: reader.now)
    )

    assert not context.wait("any", present=True, seconds=60)

    assert max(reader.waits) <= 500
    assert sum(reader.waits) == 60_000


def test_a_visit_goes_on_when_nobody_reads_what_it_says() -> None:
    script = (
        "from harness.cli.progress import Progress\n"
        "progress = Progress(quiet=False)\n"
        "for _ in range(20_000):\n"
        "    progress.begin('hanako', 'story', 'bench')\n"
        "raise SystemExit(7)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()

    _, said = process.communicate(timeout=60)

    assert (process.returncode, said) == (7, b"")
