"""From the command to the first page: `mynabench oqs serve`, started anew."""

from __future__ import annotations

import os
import re
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import psutil

from .results import Bar, Row, Section
from .shelf import Shelf

_ROUNDS = 7
_FIRST_ROUNDS = 4
_SECONDS = 60.0
_LIBRARIES = (
    "import flask, sqlalchemy, pydantic_xml, waitress, click, filelock, itsdangerous, "
    "jinja2, cryptography.x509, watchfiles"
)
_LIBRARIES_MS = 475.0
"""What loading them takes where the bar was set: half of a start is theirs."""

_NOBODY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def oqs_serve(_shelf: Shelf) -> Section:
    """The default population; the first start makes the CAs, too."""
    with tempfile.TemporaryDirectory(prefix="mynabench-bench-") as directory:
        # As installed, with byte code; an environment may have switched that off.
        compiled = {"PYTHONPYCACHEPREFIX": directory, "PYTHONDONTWRITEBYTECODE": ""}
        root = Path(directory)
        _start(root / "warm", compiled)
        first = [_start(root / f"first-{n}", compiled) for n in range(_FIRST_ROUNDS)]
        _load_libraries(compiled)
        again, libraries = [], []
        for _ in range(_ROUNDS):
            again.append(_start(root / "warm", compiled))
            libraries.append(_load_libraries(compiled))
    work = min(one.work for one in again)
    slowness = max(1.0, min(libraries) / _LIBRARIES_MS)
    return Section(
        key="oqs-start",
        title="oqs serve: from the command to the first page",
        title_ja="oqs serve: 起動から最初のページまで",
        unit="ms",
        rows=(
            Row(label="started again, processor time", value=work, ours=True),
            Row(
                label="started again, by the clock",
                value=min(one.clock for one in again),
                ours=True,
            ),
            Row(
                label="— median",
                value=statistics.median(one.clock for one in again),
                ours=True,
            ),
            Row(
                label="loading the libraries it stands on, processor time",
                value=min(libraries),
            ),
            Row(
                label="the very first start, by the clock",
                value=min(one.clock for one in first),
                ours=True,
            ),
            Row(
                label="— median",
                value=statistics.median(one.clock for one in first),
                ours=True,
            ),
        ),
        bars=(
            Bar(
                text="oqs serve, default population, to the first page",
                value=work / slowness,
                limit=1000,
                at_most=True,
                unit="ms",
            ),
        ),
        how="a new process each time, from its start to the answer of the first page, "
        f"byte code cached; the bar is for the processor time of the quickest of "
        f"{_ROUNDS} starts with a state directory, on a machine that loads the "
        f"libraries it stands on in {_LIBRARIES_MS:.0f} ms (a slower one gets as much "
        f"longer: here {slowness:.2f} times); the very first one also makes two "
        "CAs (RSA: chance) and registers the people",
    )


@dataclass(frozen=True, slots=True)
class _Start:
    """Milliseconds until the first page was there."""

    clock: float
    work: float  # Of the processor, in this process.


def _load_libraries(environment: dict[str, str]) -> float:
    """Milliseconds of the processor for loading what a start loads of others."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-c", _LIBRARIES],
        env=os.environ | environment,
        check=True,
        timeout=_SECONDS,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
    return seconds * 1000


def _start(state: Path, environment: dict[str, str]) -> _Start:
    command = [sys.executable, "-m", "harness.cli", "oqs", "serve"]
    started = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--port", "0", "--data", str(state)],
        env=os.environ | environment | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            address = re.search(r"http://127\.0\.0\.1:\d+/", line)
            if address is not None:
                break
        else:
            raise RuntimeError("the stub did not start")
        with _NOBODY.open(address[0], timeout=_SECONDS) as page:
            page.read()
        clock = time.perf_counter() - started
        times = psutil.Process(process.pid).cpu_times()
        return _Start(clock * 1000, (times.user + times.system) * 1000)
    finally:
        process.send_signal(signal.SIGTERM)  # One that comes early is not passed over.
        process.communicate(timeout=_SECONDS)
