"""A client's programs at a desk with a card: run, watched, and named in the report."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .terminal import Said, run_at_terminal

if TYPE_CHECKING:
    from ..desk import Desk
    from .crates import Crate

SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Client:
    """The programs of one crate, used at one desk."""

    crate: Crate
    programs: Path
    desk: Desk

    def __call__(self, program: str, *arguments: str, fails: bool = False) -> str:
        """Run a program to its end; return all it wrote, after checking its status."""
        done = subprocess.run(
            [self._path(program), *arguments],
            env=self.desk.environment,
            cwd=self.desk.directory,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=SECONDS,
            start_new_session=True,
        )
        wrote = done.stdout.decode(errors="replace")
        assert (done.returncode != 0) == fails, (
            f"{program} {' '.join(arguments)}: status {done.returncode}\n{wrote}"
        )
        return wrote

    def at_terminal(
        self, program: str, *arguments: str, secret: str | None = None, text: str = ""
    ) -> Said:
        """Run a program at a terminal, where *secret* is typed when it asks for it."""
        return run_at_terminal(
            [self._path(program), *arguments],
            secret=secret,
            text=text,
            env=self.desk.environment,
            directory=self.desk.directory,
            seconds=SECONDS,
        )

    def _path(self, program: str) -> str:
        self.desk.versions[self.crate.package] = self.crate.version
        return str(self.programs / program)


def told(wrote: str) -> list[tuple[str, str]]:
    """Read what our own programs print: the name of a step, and what came of it."""
    lines = [line.partition(": ") for line in wrote.splitlines()]
    return [(step, came) for step, _, came in lines]


def take_steps(client: Client, steps: list[tuple[str, str]]) -> None:
    """Let our program for myna-card take *steps*, each with what must come of it."""
    came = told(client("use-myna-card", *(step for step, _ in steps)))

    assert came == [(step.partition("=")[0], result) for step, result in steps]
