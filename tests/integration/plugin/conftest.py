"""Run pytest with the plugin on a folder of features, as a tester would."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import harness
import harness.plugin
from scenarios.catalogue import load_steps

from .door import DOOR, STEPS, write

ROOT = Path(harness.__file__).parents[1]
# Before pytester notes what is imported: inner runs find the steps there and leave them
# so. What they import in compiled code cannot be imported twice in one process.
load_steps()
PLUGIN = ("-p", "harness.plugin", "-p", "no:cacheprovider", "-p", "no:hypothesispytest")


@dataclass(frozen=True)
class Ran:
    """How an inner run of pytest ended, and what it printed."""

    status: int
    shown: str


Run = Callable[..., Ran]


@pytest.fixture
def run_as_program(tmp_path: Path) -> Run:
    """Run pytest as a program of its own; slower, and as real as it gets."""

    def run(*arguments: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *PLUGIN, *arguments],
            cwd=tmp_path,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(
                    filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])
                ),
                "PYTHONIOENCODING": "utf-8",
            },
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )
        return Ran(done.returncode, done.stdout + done.stderr)

    return run


@pytest.fixture
def run(pytester: pytest.Pytester) -> Run:
    """Run pytest inside this process, in `pytester.path`."""

    def run(*arguments: str) -> Ran:
        done = pytester.runpytest_inprocess(*PLUGIN, *arguments)
        return Ran(int(done.ret), done.stdout.str() + done.stderr.str())

    return run


@pytest.fixture
def folder(tmp_path: Path, pytester: pytest.Pytester) -> Path:
    """A tester's own folder, with steps of their own and a feature."""
    assert harness.plugin.pytest_plugins
    for place in (pytester.path, tmp_path):
        write(place / "conftest.py", STEPS)
        write(place / "door.feature", DOOR)
    return pytester.path
