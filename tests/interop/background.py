"""A program that runs beside the test until it is ended by its id."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

_END_SECONDS = 30.0


class Background:
    """A started program; what it writes goes to a file of the test's directory."""

    def __init__(
        self, command: Sequence[str], *, env: Mapping[str, str], directory: Path
    ) -> None:
        self._name = Path(command[0]).name
        number = len(list(directory.glob(f"{self._name}.*.log")))
        self._log = directory / f"{self._name}.{number}.log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command,
                env=env,
                cwd=directory,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def wrote(self) -> str:
        """All it has written so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def wait_for(self, pattern: str, *, seconds: float) -> re.Match[str]:
        """Wait until it has written what *pattern* finds."""
        deadline = time.monotonic() + seconds
        while True:
            ended = self._process.poll() is not None
            found = re.search(pattern, self.wrote)
            if found is not None:
                return found
            if ended or time.monotonic() > deadline:
                raise AssertionError(
                    f"{self._name} did not write {pattern!r}, but:\n{self.wrote}"
                )
            time.sleep(0.01)

    def close(self) -> None:
        """End it, the hard way if it takes too long, and all it has started."""
        self._process.terminate()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(_END_SECONDS)
        with suppress(ProcessLookupError):  # The group, which has its id.
            os.killpg(self._process.pid, signal.SIGKILL)
