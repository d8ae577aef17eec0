"""Killing a job at each of its steps, and what is on disk after each time."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from .disk import after_power_loss

ARRIVED = (0.0, 0.5, 1.0)
"""How much arrives on disk of what nobody waited for, where the machine dies."""

LEAST_STEPS = 25
"""Of any job: each line of our code in it is one, and each answer two."""

_ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Death:
    """How a job ended: after which step, and what it had answered by then."""

    step: int | None
    answers: tuple[bytes, ...]
    killed: bool
    steps: int


class Victim:
    """The process whose children are killed; use it as a context."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fuzz.durability.victim"],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.kills = 0
        assert self._line() == "ready\n"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate(timeout=120)

    def die(
        self,
        job: str,
        directory: Path,
        notes: Path,
        *,
        step: int | None,
        options: dict[str, str],
    ) -> Death:
        """Let a child do *job* in *directory* until *step*, or to its end."""
        order = {
            "job": job,
            "directory": str(directory),
            "notes": str(notes),
            "kill_at": step,
            "options": options,
        }
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        said = json.loads(self._line())
        assert not said["trouble"], said["trouble"][0]
        assert said["killed"] or said["steps"], said
        self.kills += said["killed"]
        return Death(
            step=step,
            answers=tuple(bytes.fromhex(text) for text in said["answers"]),
            killed=said["killed"],
            steps=said["steps"][0] if said["steps"] else 0,
        )

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


@dataclass(slots=True)
class Scene:
    """A job in a prepared directory, again and again from the same beginning."""

    victim: Victim
    prepared: Path
    work: Path
    job: str
    options: dict[str, str] = field(default_factory=dict)
    safe: str = ""
    """A directory in it that looks after its own durability."""
    _given: set[str] = field(default_factory=set)

    def whole(self) -> Death:
        """Let the job end, to learn how many steps it has."""
        with_notes = self._begin()
        death = self._die(with_notes, step=None)
        assert not death.killed
        return death

    def each(self, *, every: int = 1) -> Iterator[tuple[Death, Path]]:
        """Kill at each step; give what is on disk then, and after power loss."""
        for step in self._steps(every):
            notes = self._begin()
            death = self._die(notes, step=step)
            assert death.killed
            yield from self._disks(death, notes)

    def each_and_again(
        self, options: dict[str, str], *, every: int = 1
    ) -> Iterator[tuple[Death, Death, Path]]:
        """Kill at each step, then let the job be done with other *options*, and
        take the power away: what only the first of two processes knew is lost."""
        for step in self._steps(every):
            notes = self._begin()
            first = self._die(notes, step=step)
            second = self.victim.die(
                self.job, self._now, notes, step=None, options=options
            )
            for death, disk in self._disks(second, notes):
                yield first, death, disk

    def _steps(self, every: int) -> range:
        steps = self.whole().steps
        assert steps >= LEAST_STEPS, f"only {steps} steps: are they still counted?"
        return range(1, steps + 1, every)

    def _disks(self, death: Death, notes: Path) -> Iterator[tuple[Death, Path]]:
        """Give the disks there may be, but none that has been given already."""
        for arrived in ARRIVED:
            disk = _empty(self.work / "disk")
            after_power_loss(self._now, notes, disk, arrived=arrived, safe=self.safe)
            if self._is_new(death, disk):
                yield death, disk
        if self._is_new(death, self._now):
            yield death, self._now

    def _is_new(self, death: Death, disk: Path) -> bool:
        digest = hashlib.sha256(repr(death.answers).encode())
        for path in sorted(disk.rglob("*")):
            digest.update(str(path.relative_to(disk)).encode())
            if path.is_file():
                digest.update(path.read_bytes())
        new = digest.hexdigest() not in self._given
        self._given.add(digest.hexdigest())
        return new

    @property
    def _now(self) -> Path:
        return self.work / "now"

    def _begin(self) -> Path:
        shutil.copytree(self.prepared, _empty(self._now))
        return _empty(self.work / "notes")

    def _die(self, notes: Path, *, step: int | None) -> Death:
        return self.victim.die(
            self.job, self._now, notes, step=step, options=self.options
        )


def _empty(directory: Path) -> Path:
    """Make room for a new directory of that name."""
    shutil.rmtree(directory, ignore_errors=True)
    return directory


def in_json(commands: Sequence[str]) -> str:
    """Write commands as a job takes them."""
    return json.dumps([command.replace(" ", "") for command in commands])
