"""A second run into the same directory: its reports tell of itself alone."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

import pytest

from .conftest import Run
from .door import STEPS, write

pytest_plugins = ["pytester"]

FEATURE = """# language: ja
機能: 扉
  シナリオ: 開く
    前提 鍵がある
    ならば 扉が開く
"""
KILLED = """
import os
import signal

from pytest_bdd import given


@given("突然終わる")
def killed():
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_good_run_leaves_nothing_of_the_bad_one_before(
    run: Run, folder: Path
) -> None:
    write(folder / "door.feature", FEATURE.replace("扉が開く", "鐘が鳴る"))
    assert run("door.feature", "--out=out").status == 1
    write(folder / "out" / "failed", "what a failed scenario left")
    write(folder / "good.feature", FEATURE)

    assert run("good.feature", "--out=out").status == 0

    left = sorted(path.name for path in (folder / "out").iterdir())
    assert left == ["junit.xml", "report.html", "run.json"]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_killed_run_says_so_and_leaves_no_good_report_of_the_one_before(
    run_as_program: Run, folder: Path, tmp_path: Path
) -> None:
    assert folder != tmp_path
    write(tmp_path / "conftest.py", STEPS + KILLED)
    write(tmp_path / "door.feature", FEATURE)
    assert run_as_program("door.feature", "--out=out").status == 0
    write(tmp_path / "door.feature", FEATURE.replace("鍵がある", "突然終わる"))

    done = run_as_program("door.feature", "--out=out")

    assert done.status == -signal.SIGKILL, done.shown
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["run.json"]
    document = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert document["verdict"] == "interrupted"
