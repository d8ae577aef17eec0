"""No input breaks the card, its parser, or either end of the vpcd protocol."""

from __future__ import annotations

import base64
import importlib.util
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from emulator.iso7816 import SW

from .targets import TARGETS

if TYPE_CHECKING:
    from .conftest import Effort

SHARES = {"apdu": 0.1, "card": 0.45, "reader": 0.25, "answers": 0.2}
"""How the time is divided."""

LEAST_INPUTS_A_SECOND = {"apdu": 200, "card": 5, "reader": 5, "answers": 10}
"""Far fewer than there are: less means that an input has become slow."""


LONGEST_TEXT = 8_000


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of the engine came to."""

    returncode: int
    said: str
    progress: dict[str, object]
    found: tuple[Path, ...]

    def require_nothing_found(self) -> None:
        replays = [
            f"  {sys.executable} -m tests.fuzz replay {path}\n  (Base64: {_text(path)})"
            for path in self.found
        ]
        assert not self.found, "\n".join(
            [f"{self.said[-3000:]}\nfound; to see it again:", *replays]
        )
        assert self.returncode == 0, self.said[-3000:]


def _text(path: Path) -> str:
    """Write a finding so that it can be copied from the log of a lost machine."""
    text = base64.b64encode(path.read_bytes()).decode()
    return text if len(text) < LONGEST_TEXT else f"{text[:LONGEST_TEXT]}... (cut)"


def run(name: str, directory: Path, *, seconds: float, seed: int) -> Run:
    """Fuzz one target in a process of its own."""
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("atheris has no wheel for this Python and system")
    command = [sys.executable, "-m", "tests.fuzz.guided", name, str(directory)]
    done = subprocess.run(
        [*command, "--seconds", str(seconds), "--seed", str(seed)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=False,
        timeout=seconds + 300,
    )
    progress = directory / f"{name}.progress.json"
    return Run(
        returncode=done.returncode,
        said=(done.stdout + done.stderr).decode(errors="replace"),
        progress=json.loads(progress.read_text()) if progress.exists() else {},
        found=tuple(sorted((directory / "found" / name).glob("*"))),
    )


@pytest.mark.parametrize("name", TARGETS)
def test_guided_fuzzing_finds_nothing(
    name: str,
    fuzz_directory: Path,
    effort: Effort,
    record_property: pytest.RecordProperty,
) -> None:
    seconds = SHARES[name] * effort.minutes * 60

    done = run(name, fuzz_directory, seconds=seconds, seed=effort.seed)

    done.require_nothing_found()
    record_property(f"fuzz {name}", done.progress)
    assert done.progress["finished"], done.said[-3000:]
    inputs = float(str(done.progress["inputs"]))
    assert inputs > LEAST_INPUTS_A_SECOND[name] * seconds, done.progress


@pytest.mark.parametrize("name", TARGETS)
def test_no_seed_breaks_anything_and_together_they_reach_every_status_word(
    name: str, fuzz_directory: Path
) -> None:
    kind = TARGETS[name]
    target = kind.make(fuzz_directory / "cards")

    for raw in kind.seeds(fuzz_directory / "cards"):
        target(raw)

    said = target.finish()
    if name == "card":
        words = said.rpartition("status words ")[2].split()
        assert {f"{word:04X}" for word in SW} <= set(words)
