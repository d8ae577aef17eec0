"""From the command to the first page: `mynabench oqs serve`, started anew."""

from __future__ import annotations

import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from .results import Bar, Row, Section
from .shelf import Shelf

_ROUNDS = 7
_FIRST_ROUNDS = 4
_SECONDS = 60.0
_NOBODY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def oqs_serve(_shelf: Shelf) -> Section:
    """The default population; the first start makes the CAs, too."""
    with tempfile.TemporaryDirectory(prefix="mynabench-bench-") as directory:
        # As installed, with byte code; an environment may have switched that off.
        compiled = {"PYTHONPYCACHEPREFIX": directory, "PYTHONDONTWRITEBYTECODE": ""}
        root = Path(directory)
        _start(root / "warm", compiled)
        first = [_start(root / f"first-{n}", compiled) for n in range(_FIRST_ROUNDS)]
        again = [_start(root / "warm", compiled) for _ in range(_ROUNDS)]
    return Section(
        key="oqs-start",
        title="oqs serve: from the command to the first page",
        title_ja="oqs serve: 起動から最初のページまで",
        unit="ms",
        rows=(
            Row(label="started again", value=min(again), ours=True),
            Row(label="— median", value=statistics.median(again), ours=True),
            Row(label="the very first start", value=min(first), ours=True),
            Row(label="— median", value=statistics.median(first), ours=True),
        ),
        bars=(
            Bar(
                text="oqs serve, default population, to the first page",
                value=min(again),
                limit=1000,
                at_most=True,
                unit="ms",
            ),
        ),
        how="a new process each time, from its start to the answer of the first page, "
        f"byte code cached; the bar is for the quickest of {_ROUNDS} starts with a "
        "state directory; the very first also makes two CAs (RSA: chance) and people",
    )


def _start(state: Path, environment: dict[str, str]) -> float:
    """Milliseconds until the first page is there."""
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
        return (time.perf_counter() - started) * 1000
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=_SECONDS)
