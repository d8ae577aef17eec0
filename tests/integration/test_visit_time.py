"""How long `mynabench visit` takes, from nothing to its last file."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path


def test_the_whole_visit_is_quick(tmp_path: Path) -> None:
    """The bar is 3 s on a quiet machine; tests share theirs, so this guards the order
    of magnitude only, and something that has come between may not stay for long."""
    taken: list[float] = []
    while len(taken) < 3 and min(taken, default=9.0) >= 9:
        taken.append(seconds_of_a_visit(tmp_path / str(len(taken))))

    assert min(taken) < 9, taken


def seconds_of_a_visit(directory: Path) -> float:
    directory.mkdir()
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "harness.cli", "visit", "--json", "--out", "out"],
        cwd=directory,
        capture_output=True,
        timeout=180,
        check=True,
    )
    return time.perf_counter() - started
