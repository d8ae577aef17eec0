"""`mynabench oqs serve` as it is typed, in a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path


class Served:
    """`mynabench oqs serve` in a process of its own."""

    def __init__(self, directory: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "harness.cli", "oqs", "serve", *arguments],
            cwd=directory,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=None,
        )
        self.folder = directory / "mynabench-state" / "oqs" / "folder"
        self.said: list[str] = []

    def until(self, words: str) -> str:
        """Read what it prints up to the line that holds *words*."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            if words in line:
                return line
        raise AssertionError("".join(self.said))

    def stop(self) -> int:
        """Ask it to stop, as Ctrl-C does; return its exit status."""
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait(timeout=180)
        assert self.process.stdout is not None
        self.said.extend(self.process.stdout)
        self.process.stdout.close()
        return status
