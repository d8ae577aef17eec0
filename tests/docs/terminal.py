"""A reader's shell: one directory, what was printed last, what was left running."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from .blocks import Block

SECONDS_A_BLOCK = 600
READY_SECONDS = 120
ANYTHING = "…"
"""In a block marked `output`: any text within a line or, alone, any lines."""


class Terminal:
    """Runs the blocks of one page as its reader would type them."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.printed = ""  # By the latest block that ran to its end.
        self._running: list[subprocess.Popen[str]] = []
        self._listeners: list[threading.Thread] = []
        self._environment = os.environ | {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONUNBUFFERED": "1",
        }

    def save(self, block: Block) -> None:
        """Save a block under the name it asks for, inside the directory."""
        assert block.file is not None
        assert Path(block.file).name == block.file, f"{block.where}: a plain name"
        (self.directory / block.file).write_text(block.text, encoding="utf-8")

    def shell(self, block: Block) -> None:
        """Run a block to its end; it must succeed, unless it is marked `fails`."""
        self._run(["bash", "-euo", "pipefail", "-c", block.text], block)

    def python(self, block: Block) -> None:
        """Run a block as a Python script."""
        script = self.directory / (block.file or f"block_{block.line}.py")
        script.write_text(block.text, encoding="utf-8")
        self._run([sys.executable, script.name], block)

    def feature(self, block: Block) -> None:
        """Run a block as a feature file, by the user's own command."""
        feature = self.directory / (block.file or f"block_{block.line}.feature")
        feature.write_text(block.text, encoding="utf-8")
        command = [sys.executable, "-m", "harness.cli", "run", feature.name]
        self._run(command, block)

    def start(self, block: Block) -> None:
        """Start a block that goes on, and wait until it has said something."""
        process = subprocess.Popen(
            ["bash", "-c", f"exec {block.text}"],
            cwd=self.directory,
            env=self._environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._running.append(process)
        assert process.stdout is not None
        said = threading.Event()
        listener = threading.Thread(target=_drain, args=(process.stdout, said))
        listener.start()
        self._listeners.append(listener)
        assert said.wait(READY_SECONDS), f"{block.where} said nothing"

    def close(self) -> None:
        """Stop what is still running, by its id."""
        for process in self._running:
            process.terminate()
        for process in self._running:
            process.wait(timeout=60)
        for listener in self._listeners:
            listener.join(timeout=60)

    def _run(self, command: Sequence[str], block: Block) -> None:
        done = subprocess.run(
            command,
            cwd=self.directory,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS_A_BLOCK,
            check=False,
        )
        self.printed = done.stdout
        failed = done.returncode != 0
        assert failed == ("fails" in block.marks), (
            f"{block.where} ended with {done.returncode}\n{done.stdout}"
        )


def missing_line(shown: str, printed: str) -> str | None:
    """Return the first line of *shown* that was not printed, in its order, or None.

    Where a line follows another one without `…` between them, it must come directly
    after it; spaces at line ends do not count.
    """
    lines = [line.rstrip() for line in printed.splitlines()]
    at, anywhere = 0, True
    for line in shown.splitlines():
        if line.strip() == ANYTHING:
            anywhere = True
            continue
        pattern = re.compile(".*".join(map(re.escape, line.rstrip().split(ANYTHING))))
        candidates = range(at, len(lines) if anywhere else min(at + 1, len(lines)))
        found = next((i for i in candidates if pattern.fullmatch(lines[i])), None)
        if found is None:
            return line
        at, anywhere = found + 1, False
    return None


def _drain(stream: IO[str], said: threading.Event) -> None:
    with stream:
        for _line in stream:
            said.set()
