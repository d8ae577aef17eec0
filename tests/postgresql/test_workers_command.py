"""`mynabench oqs serve --workers` as a user starts it, and ends it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from .serving import WAIT, processes_below, until

WORKERS = 2


@pytest.fixture
def command(url: str, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """`mynabench oqs serve --workers 2`, as a user starts it."""
    program = subprocess.Popen(
        [
            *(sys.executable, "-m", "harness.cli", "oqs", "serve"),
            *("--port", "0", "--data", str(tmp_path / "state")),
            *("--folder", str(tmp_path / "shared")),  # Nothing is left for `state`.
            *("--database", url, "--workers", str(WORKERS)),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    yield program
    if program.poll() is None:
        program.kill()
    assert program.stdout is not None
    program.stdout.close()
    program.wait(WAIT)


def _address(program: subprocess.Popen[str]) -> str:
    assert program.stdout is not None
    shown = []
    for line in program.stdout:
        shown.append(line)
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        if found is not None:
            return found[0]
    raise AssertionError("".join(shown))


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(signal.SIGTERM, id="sigterm"),
        pytest.param(signal.SIGINT, id="ctrl-c"),
        pytest.param(signal.SIGKILL, id="kill-9"),
    ],
)
def test_the_end_of_the_command_is_the_end_of_its_workers(
    command: subprocess.Popen[str], number: signal.Signals
) -> None:
    address = _address(command)
    assert httpx.get(f"{address}/healthz", trust_env=False, timeout=WAIT).is_success
    others = processes_below(command.pid)
    assert len(others) > WORKERS

    command.send_signal(number)
    status = command.wait(WAIT)

    _, alive = psutil.wait_procs(others, timeout=WAIT)
    assert not alive
    assert status == (0 if number is not signal.SIGKILL else -signal.SIGKILL)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{address}/healthz", trust_env=False, timeout=WAIT)


def _arbiters(program: subprocess.Popen[str]) -> list[psutil.Process]:
    """Whoever below it has all the workers."""
    below = psutil.Process(program.pid).children()
    return [one for one in below if len(processes_below(one.pid)) == WORKERS]


def test_a_command_whose_workers_are_gone_says_so(
    command: subprocess.Popen[str],
) -> None:
    _address(command)
    # A page is answered as soon as the first of them is there.
    until(lambda: _arbiters(command), "all workers")
    (arbiter,) = _arbiters(command)

    arbiter.kill()

    assert command.wait(WAIT) == 3
    assert command.stdout is not None
    assert "ページのプロセスが終了しました" in command.stdout.read()
