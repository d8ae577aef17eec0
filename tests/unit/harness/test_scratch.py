"""What a killed run left in the temporary directory goes with the next run."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.bdd.scratch import READY, clear_abandoned, make_scratch

KILLED = """
import os, signal, sys, tempfile
tempfile.tempdir = sys.argv[1]
from harness.bdd.scratch import READY, make_scratch
home, lock = make_scratch()
(home / READY).mkdir()
print(home, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_what_a_killed_run_held_goes(temporary: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", KILLED, str(temporary)],
        stdout=subprocess.PIPE,
        text=True,
        timeout=120,
        check=False,
    )
    home = Path(said.stdout.strip())
    assert home.is_dir()

    clear_abandoned()

    assert not home.exists()


def test_what_a_run_still_holds_stays_until_it_lets_go() -> None:
    home, lock = make_scratch()
    (home / READY).mkdir()

    clear_abandoned()
    held = home.exists()
    lock.release()
    clear_abandoned()

    assert held
    assert not home.exists()


def test_nothing_else_is_touched_whatever_its_name(temporary: Path) -> None:
    own = temporary / "mynabench-state"
    (own / READY).mkdir(parents=True)
    home, lock = make_scratch()  # As of a run that was killed before it had begun.
    lock.release()
    elsewhere = temporary / "elsewhere"
    (elsewhere / READY).mkdir(parents=True)
    (elsewhere / "held").touch()
    link = temporary / "mynabench-link"
    link.symlink_to(elsewhere)

    clear_abandoned()

    assert (own / READY).is_dir()
    assert home.is_dir()
    assert (elsewhere / READY).is_dir()
    assert link.is_symlink()


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such owners")
def test_what_another_user_has_is_not_even_looked_into(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home, lock = make_scratch()
    lock.release()
    monkeypatch.setattr(os, "getuid", lambda: home.stat().st_uid + 1)
    (home / READY).mkdir()
    looked: list[str] = []

    def noting(real: Callable[[object], bool]) -> Callable[[object], bool]:
        def look(path: object) -> bool:
            looked.append(str(path))
            return real(path)

        return look

    monkeypatch.setattr(os.path, "isdir", noting(os.path.isdir))
    monkeypatch.setattr(Path, "is_dir", noting(Path.is_dir))

    clear_abandoned()

    assert [path for path in looked if path.startswith(str(home))] == []
    assert (home / READY).exists()
