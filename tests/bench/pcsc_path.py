"""Through pcscd and vpcd: our card, a null card, and `vicc` as Debian ships it."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from harness.drivers.pcscd import missing_packages

from . import vsc
from .results import Bar, Row, Section
from .rounds import Rounds, compare
from .shelf import Shelf

_ROUNDS = 81
_COMMANDS = {"ours": 800, "null": 800, "vicc": 2}
_LABELS = {"ours": "Mynabench", "null": "null card", "vicc": "vicc, as shipped"}
_SECONDS = 60.0


class Lane:
    """One measuring process; see `lane`."""

    def __init__(self, *which: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.lane", *which],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.ready = self._line()

    def rate(self, commands: int) -> float:
        """Send that many commands; return how many a second went through."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{commands}\n")
        self._process.stdin.flush()
        return float(self._line())

    def _line(self) -> str:
        """Read one line; a lane that says nothing for a minute is killed."""
        assert self._process.stdout is not None
        watchdog = threading.Timer(_SECONDS, self._process.kill)
        watchdog.start()
        try:
            line = self._process.stdout.readline()
        finally:
            watchdog.cancel()
        if not line:
            raise RuntimeError(f"{self._process.args!r} ended without a figure")
        return line

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._process.communicate("", timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()


def through_pcscd(shelf: Shelf) -> Section:
    """READ BINARY of 256 bytes by pyscard's `SCardTransmit`."""
    missing = [f"Debian package {name}" for name in missing_packages()]
    if importlib.util.find_spec("smartcard") is None:
        missing.append(
            "pyscard (built with Debian packages gcc, libpcsclite-dev, python3-dev)"
        )
    found = Rounds({})
    if not missing:
        shelf.take().close()
        found = _measured(shelf, vicc=not vsc.missing())
    missing.extend(vsc.missing())
    return Section(
        key="pcsc",
        title="READ BINARY, 256 bytes, through pcscd and vpcd",
        title_ja="READ BINARY 256バイト（pcscdとvpcd経由）",
        unit="/s",
        rows=tuple(
            Row(label=_LABELS[name], value=found.median(name), ours=name == "ours")
            for name in found
        ),
        bars=_bars(found),
        how=f"pyscard SCardTransmit, client, pcscd and card on one CPU; median of "
        f"{_ROUNDS} interleaved rounds. vicc has no file: it answers 2 bytes",
        missing=tuple(missing),
    )


def _measured(shelf: Shelf, *, vicc: bool) -> Rounds:
    which = {"ours": ("ours", str(shelf.state)), "null": ("null",)}
    if vicc:
        which["vicc"] = ("vicc",)
    with ExitStack() as stack:
        contestants: dict[str, Callable[[], float]] = {}
        for name, words in which.items():
            lane = stack.enter_context(Lane(*words))
            if name != "vicc" and lane.ready.split() != ["ready", "0", "258"]:
                raise RuntimeError(f"the {name} card does not answer: {lane.ready}")
            contestants[name] = _bound(lane, _COMMANDS[name])
        return compare(contestants, rounds=_ROUNDS)


def _bound(lane: Lane, commands: int) -> Callable[[], float]:
    return lambda: lane.rate(commands)


def _bars(found: Rounds) -> tuple[Bar, ...]:
    bars = []
    if "null" in found:
        bars.append(
            Bar(
                text="pcscd + vpcd : null card",
                value=found.ratio("ours", "null"),
                limit=0.9,
                unit="×",
            )
        )
    if "vicc" in found:
        bars.append(
            Bar(
                text="pcscd + vpcd : vicc as shipped",
                value=found.ratio("ours", "vicc"),
                limit=100,
                unit="×",
            )
        )
    return tuple(bars)
