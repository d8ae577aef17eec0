"""A run that is interrupted, or has no bench to run on, says so and ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Run
from .door import DOOR, STEPS, write

pytest_plugins = ["pytester"]

STOPPED = """
import os
import signal
import tempfile
from pathlib import Path

from pytest_bdd import given


@given("誰かが止める")
def stop(bench):
    pid = int(os.environ["STOP"]) if "PYTEST_XDIST_WORKER" in os.environ else 0
    os.kill(pid or os.getpid(), signal.SIGINT)
    signal.sigtimedwait([], 60) if pid else None


def pytest_configure(config):
    # As at a terminal, even where the tests were started in the background.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if not hasattr(config, "workerinput"):
        os.environ["STOP"] = str(os.getpid())
        tempfile.tempdir = os.environ["TMPDIR"] = str(Path(__file__).parent / "tmp")
        Path(tempfile.tempdir).mkdir()
"""


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_an_interrupted_run_says_so_and_leaves_nothing_behind(
    run_as_program: Run, folder: Path, tmp_path: Path, workers: tuple[str, ...]
) -> None:
    assert folder != tmp_path
    write(tmp_path / "conftest.py", STEPS + STOPPED)
    write(tmp_path / "door.feature", DOOR.replace("前提 鍵がある", "前提 誰かが止める"))

    done = run_as_program("door.feature", "--out=out", *workers)

    assert done.status == pytest.ExitCode.INTERRUPTED, done.shown
    assert "中断しました（Ctrl-C）" in done.shown
    assert "KeyboardInterrupt" not in done.shown
    document = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert document["verdict"] == "interrupted"
    assert not list((tmp_path / "tmp").glob("mynabench-*"))


NO_BENCH = """
import harness.bdd.prepare
from harness.ports import BenchUnavailable


def unavailable(options):
    raise BenchUnavailable("pcscd を入れてください")


harness.bdd.prepare.prepare = unavailable
"""


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_a_bench_that_cannot_run_ends_the_run_with_status_3(
    run_as_program: Run, folder: Path, tmp_path: Path, workers: tuple[str, ...]
) -> None:
    assert folder != tmp_path
    write(tmp_path / "conftest.py", STEPS + NO_BENCH)
    text = DOOR.replace("前提 鍵がある", "前提 患者は「花子」である")
    write(tmp_path / "door.feature", text)

    done = run_as_program("door.feature", *workers)

    assert done.status == 3
    assert "ベンチの一部が使えません: pcscd を入れてください" in done.shown


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
@pytest.mark.parametrize("hindrance", ["no-bench", "no-scenario"])
def test_a_run_that_cannot_begin_leaves_what_the_one_before_left(
    run_as_program: Run,
    folder: Path,
    tmp_path: Path,
    workers: tuple[str, ...],
    hindrance: str,
) -> None:
    assert folder != tmp_path
    write(tmp_path / "conftest.py", STEPS)
    write(tmp_path / "door.feature", DOOR)
    run_as_program("door.feature", "--out=out")
    write(tmp_path / "out" / "failed", "what a failed scenario left")
    before = contents(tmp_path / "out")
    if hindrance == "no-bench":
        write(tmp_path / "conftest.py", STEPS + NO_BENCH)
    tags = ("--tags=@nothing",) if hindrance == "no-scenario" else ()

    done = run_as_program("door.feature", "--out=out", *tags, *workers)

    assert done.status == (3 if hindrance == "no-bench" else 5), done.shown
    assert contents(tmp_path / "out") == before
    assert len(before) == 4


def contents(directory: Path) -> dict[str, bytes]:
    """Every file below *directory*, by its name."""
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file()
    }
