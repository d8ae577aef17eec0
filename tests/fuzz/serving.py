"""`mynabench card serve` in the hands of a test, over and over."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from .cards import HOLDER, NOW

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Served:
    """One run of it."""

    pid: int
    said: Path

    def send(self, number: signal.Signals) -> None:
        """Send it a signal; it may have ended."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)


class Serving:
    """The process that starts them; use it as a context."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fuzz.server"],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._running: set[int] = set()
        assert self._line() == "ready"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for pid in list(self._running):
            Served(pid, self._state).send(signal.SIGKILL)
            self.wait_for(pid)
        self._process.communicate(timeout=120)

    def start(self, port: int, *options: str) -> Served:
        """Let the holder's card be served at that port."""
        said = self._state / "said"
        said.unlink(missing_ok=True)
        arguments = ["card", "serve", "--persona", HOLDER, "--port", str(port)]
        arguments += ["--state", str(self._state), "--now", NOW.isoformat(), *options]
        pid = int(self._ask(json.dumps({"arguments": arguments, "said": str(said)})))
        self._running.add(pid)
        return Served(pid, said)

    def wait_for(self, pid: int) -> int:
        """Wait until it has ended; give its exit code, negative for a signal."""
        code = int(self._ask(f"wait {pid}"))
        self._running.discard(pid)
        return code

    def _ask(self, line: str) -> str:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return self._line()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()
