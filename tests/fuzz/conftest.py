"""What the tests of this directory share: cards, and how long to go on.

`--minutes 30` gives the guided targets half an hour together and multiplies the
examples of the others; `--fuzz-seed` repeats the choices of an earlier run.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from filelock import FileLock

from .cards import FuzzedCard, load_cards, make_cards

USUAL_MINUTES = 1.0
"""Of fuzzing by the guided targets, all together; CI has no more time."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("fuzz")
    group.addoption(
        "--minutes",
        type=float,
        default=USUAL_MINUTES,
        help="how long to fuzz with guidance, all targets together",
    )
    group.addoption("--fuzz-seed", type=int, default=20260701, help="of every choice")
    group.addoption(
        "--fuzz-directory",
        type=Path,
        help="where cards, corpus and findings are kept (default: a temporary one)",
    )


@dataclass(frozen=True, slots=True)
class Effort:
    """How long and with which choices to go on."""

    minutes: float
    seed: int

    def chance(self, *what: object) -> random.Random:
        """Give the choices for one purpose, the same in every run of one seed."""
        return random.Random(f"{self.seed} {what}")  # noqa: S311 - chance, no secret.

    def times(self, count: int) -> int:
        """Multiply a usual number of examples by how much longer this run is."""
        return max(1, int(count * self.minutes / USUAL_MINUTES))


@pytest.fixture(scope="session")
def effort(pytestconfig: pytest.Config) -> Effort:
    return Effort(
        float(pytestconfig.getoption("--minutes")),
        int(pytestconfig.getoption("--fuzz-seed")),
    )


def pytest_report_header(config: pytest.Config) -> str:
    return (
        f"fuzz: seed {config.getoption('--fuzz-seed')}, "
        f"{config.getoption('--minutes'):g} minutes"
    )


@pytest.fixture(scope="session")
def fuzz_directory(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Where everything is kept, the same for all workers, with the cards in it."""
    chosen = pytestconfig.getoption("--fuzz-directory")
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    directory = Path(chosen) if chosen else shared / "fuzz"
    directory.mkdir(parents=True, exist_ok=True)
    with FileLock(directory / "cards.lock"):
        if not (directory / "cards" / "made").exists():
            make_cards(directory / "cards")
            (directory / "cards" / "made").touch()
    return directory


@pytest.fixture(scope="session")
def cards(fuzz_directory: Path) -> tuple[FuzzedCard, ...]:
    return load_cards(fuzz_directory / "cards")


@pytest.fixture
def quick_path(tmp_path: Path) -> Iterator[Path]:
    """A directory in memory where there is such: thousands of files come and go."""
    memory = Path("/dev/shm")  # noqa: S108 - a directory of its own is made in it.
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with TemporaryDirectory(prefix="mynabench-", dir=memory) as directory:
        yield Path(directory)
