"""`mynabench oqs serve` as a process that can be killed and started again."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil

from harness.drivers.control_http import HTTPControl

START_SECONDS = 120.0
STOP_SECONDS = 60.0
NOW = "2026-11-21T10:00"
_LAST_LINES = 80  # Room for a traceback among what is answered meanwhile.

_ADDRESS = re.compile(r"スタブ\s+(http://\S+?)/$", re.MULTILINE)
_TOKEN = re.compile(r"トークン\s+(\S+)")


class Served:
    """One process after the other, on the same data."""

    def __init__(
        self, data: Path, *, database: str | None = None, workers: int = 1
    ) -> None:
        """On SQLite in *data*, or on *database* with so many page workers."""
        self._data = data
        self._workers = workers
        self._more = (
            []
            if database is None
            else ["--database", database, "--workers", str(workers)]
        )
        self._process: subprocess.Popen[str] | None = None
        self._draining: threading.Thread | None = None
        self.folder = data / "oqs" / "folder"
        self.said = data / "said.log"
        self.base_url = ""
        self.control: HTTPControl | None = None

    def start(self) -> None:
        """Start and wait until it serves."""
        arguments = ["oqs", "serve", "--data", str(self._data)]
        arguments += ["--port", "0", "--control", "--now", NOW, *self._more]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "harness.cli", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        watchdog = threading.Timer(START_SECONDS, self._process.kill)
        watchdog.start()
        said = self._until_it_serves()
        watchdog.cancel()
        address, token = _ADDRESS.search(said), _TOKEN.search(said)
        assert address is not None, said
        assert token is not None, said
        self.base_url = address[1]
        self.control = HTTPControl(self.base_url, token=token[1])
        self._draining = threading.Thread(target=self._keep_what_it_says, daemon=True)
        self._draining.start()

    @property
    def process(self) -> psutil.Process:
        """The one that is serving."""
        assert self._process is not None
        return psutil.Process(self._process.pid)

    def kill(self) -> None:
        """kill -9: the process has no chance to do anything any more."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(timeout=STOP_SECONDS)
        self._let_go()

    def kill_a_worker(self, chance: random.Random) -> None:
        """kill -9 for one of the processes that answer pages; wait for another."""
        before = self._page_workers()
        victim = chance.choice(before)
        victim.kill()
        until = time.monotonic() + STOP_SECONDS
        while {one.pid for one in self._page_workers()} <= {
            one.pid for one in before if one != victim
        }:
            assert time.monotonic() < until, "no worker takes the place of the dead one"
            time.sleep(0.01)

    def _page_workers(self) -> list[psutil.Process]:
        for child in self.process.children():
            workers = child.children()
            if len(workers) >= self._workers - 1 and workers:
                return workers
        raise AssertionError("there is no arbiter of page workers")

    def stop(self) -> int:
        """Ctrl-C; the exit status."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        status = self._process.wait(timeout=STOP_SECONDS)
        self._let_go()
        return status

    def close(self) -> None:
        """Let nothing run on, whatever has happened."""
        if self._process is not None:
            self.kill()

    def last_words(self) -> str:
        """The end of what it said since it served: why something went wrong."""
        if not self.said.exists():
            return "it said nothing"
        lines = self.said.read_text(encoding="utf-8").splitlines()
        return "\n".join(["it said at last:", *lines[-_LAST_LINES:]])

    def _let_go(self) -> None:
        if self._draining is not None:
            self._draining.join(STOP_SECONDS)
            self._draining = None
        if self._process is not None and self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None
        if self.control is not None:
            self.control.close()
            self.control = None

    def _keep_what_it_says(self) -> None:
        """In `said`: the reason of whatever went wrong, and a pipe must not be full."""
        assert self._process is not None
        assert self._process.stdout is not None
        with self.said.open("a", encoding="utf-8") as log:
            for line in self._process.stdout:
                log.write(line)
                log.flush()

    def _until_it_serves(self) -> str:
        assert self._process is not None
        assert self._process.stdout is not None
        said = []
        for line in self._process.stdout:
            said.append(line)
            if "Ctrl-C" in line:
                return "".join(said)
        raise AssertionError("".join(said) or "it printed nothing")
