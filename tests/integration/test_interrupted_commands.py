"""Ctrl-C and SIGTERM, whenever they come: one Japanese sentence and status 130."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="signals of POSIX terminals"
)

SECONDS = 300.0  # For any one run, on a machine with more to do than this.
FEATURE = """# language: ja
機能: 長い
  シナリオ: 訪問
    前提 医療機関は訪問診療等機能を利用している
    かつ 患者は「花子」である
    もし 職員が訪問診療等の受付を始める
    かつ 患者がすべてに同意して登録を済ませる
    ならば 登録完了の画面が表示される
"""

WHEN_IMPORTED = """
import os, signal, sys
class Interrupting:
    def find_spec(self, name, *rest):
        if name == "{module}":
            sys.meta_path.remove(self)
            os.kill(os.getpid(), signal.{sent})
        return None
sys.meta_path.insert(0, Interrupting())
sys.argv = ["mynabench", *{arguments!r}]
from harness.cli import program
program()
"""


@pytest.fixture(autouse=True)
def at_a_terminal() -> Iterator[None]:
    """Let programs hear SIGINT as at a terminal, also where tests run in background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("sent", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        pytest.param("harness.cli.visit", ["visit"], id="visit-importing"),
        pytest.param("harness.bench", ["visit"], id="visit-loading"),
        pytest.param("harness.evidence.write", ["visit"], id="visit-evidence"),
        pytest.param("harness.bench_spec", ["run"], id="run-loading"),
        pytest.param("harness.cli.personas", ["personas"], id="personas"),
        pytest.param("harness.card_show", ["card", "show"], id="card-show"),
    ],
)
def test_an_interruption_while_loading_is_told_in_japanese(
    tmp_path: Path, module: str, arguments: list[str], sent: str
) -> None:
    script = WHEN_IMPORTED.format(module=module, arguments=arguments, sent=sent)

    ended = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )

    assert ended.returncode == 130, ended.stderr
    assert "中断しました" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "Aborted" not in ended.stderr


def test_ctrl_c_before_click_is_there_is_told_too(tmp_path: Path) -> None:
    script = WHEN_IMPORTED.format(module="click", arguments=["visit"], sent="SIGINT")

    ended = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )

    assert (ended.returncode, ended.stderr) == (130, "\n中断しました。\n")


def begin(process: subprocess.Popen[str]) -> str:
    """Wait until the run has started another program, before it says anything."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not children.exists():
        pytest.skip("needs /proc")
    deadline = time.monotonic() + SECONDS
    while not children.read_text():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return ""


def play(process: subprocess.Popen[str]) -> str:
    """Wait until the first scenario has passed and the second file is named."""
    seen = read_until(process, "f1.feature")
    assert "f0.feature ." in seen, seen
    return seen


def read_until(process: subprocess.Popen[str], words: str) -> str:
    """Read what a program writes, letter by letter, until it ends in *words*."""
    assert process.stdout is not None
    said = ""
    while not said.endswith(words):
        letter = process.stdout.read(1)
        assert letter, f"{words!r} did not come: {said}"
        said += letter
    return said


@pytest.mark.parametrize("come_to", [begin, play])
def test_an_interrupted_run_ends_with_130_whenever_it_comes(
    tmp_path: Path, come_to: Callable[[subprocess.Popen[str]], str]
) -> None:
    for number in range(12):
        (tmp_path / f"f{number:x}.feature").write_text(FEATURE, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "harness.cli", "run", "--out", "out", str(tmp_path)],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    watchdog = threading.Timer(SECONDS, process.kill)
    watchdog.start()
    seen = come_to(process)

    os.killpg(process.pid, signal.SIGINT)

    said, complained = process.communicate(timeout=SECONDS)
    watchdog.cancel()
    assert process.returncode == 130, seen + said + complained
    assert "中断しました" in complained
    assert "Traceback" not in seen + said + complained


def child_of(process: subprocess.Popen[str]) -> int:
    """The process that plays the features for it."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not children.exists():
        pytest.skip("needs /proc")
    (child,) = children.read_text().split()
    return int(child)


def start_run(place: Path, scratch: Path) -> subprocess.Popen[str]:
    """Begin a run of a dozen files; what it needs for a while lies in *scratch*."""
    for number in range(12):
        (place / f"f{number:x}.feature").write_text(FEATURE, encoding="utf-8")
    scratch.mkdir()
    return subprocess.Popen(
        [sys.executable, "-m", "harness.cli", "run", "--out", "out", str(place)],
        cwd=place,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(scratch)},
    )


def test_a_killed_run_leaves_no_process_and_nothing_temporary(tmp_path: Path) -> None:
    process = start_run(tmp_path, tmp_path / "scratch")
    watchdog = threading.Timer(SECONDS, process.kill)
    watchdog.start()
    seen = play(process)
    child = child_of(process)

    process.kill()

    try:
        # What the child says ends with the child: only it has the pipes open by now.
        said, complained = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        os.kill(child, signal.SIGKILL)
        raise
    watchdog.cancel()
    assert process.returncode == -signal.SIGKILL
    assert "fb.feature" not in seen + said + complained
    report = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert report["verdict"] == "interrupted"
    assert not list((tmp_path / "scratch").iterdir())


def test_what_a_run_left_that_was_killed_with_all_its_processes_goes_with_the_next(
    tmp_path: Path,
) -> None:
    scratch = tmp_path / "scratch"
    process = start_run(tmp_path, scratch)
    watchdog = threading.Timer(SECONDS, process.kill)
    watchdog.start()
    play(process)
    child = child_of(process)
    os.kill(process.pid, signal.SIGSTOP)  # Or it would clear away after its child.
    os.kill(child, signal.SIGKILL)
    process.kill()
    process.communicate(timeout=SECONDS)
    watchdog.cancel()
    left = list(scratch.glob("mynabench-*"))

    again = subprocess.run(
        [sys.executable, "-m", "harness.cli", "run", "--out", "out", "f0.feature"],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(scratch)},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )

    assert len(left) == 1
    assert again.returncode == 0, again.stdout + again.stderr
    assert not list(scratch.glob("mynabench-*"))


def test_a_run_in_the_background_is_ended_by_sigterm_with_its_report(
    tmp_path: Path,
) -> None:
    """A shell lets what it starts with `&` ignore SIGINT, and so do its children."""
    for number in range(12):
        (tmp_path / f"f{number:x}.feature").write_text(FEATURE, encoding="utf-8")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    process = subprocess.Popen(
        [sys.executable, "-m", "harness.cli", "run", "--out", "out", str(tmp_path)],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(scratch)},
    )
    watchdog = threading.Timer(SECONDS, process.kill)
    watchdog.start()
    seen = play(process)

    process.terminate()

    said, complained = process.communicate(timeout=SECONDS)
    watchdog.cancel()
    assert process.returncode == 130, seen + said + complained
    report = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert report["verdict"] == "interrupted"
    assert (tmp_path / "out" / "junit.xml").exists()
    assert not list(scratch.glob("mynabench-*"))
