"""A process of its own: how much memory many cards take, and how soon one answers."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile

from .results import Bar, Row, Section
from .shelf import NOW, Shelf

_CARDS = 1_000
_ROUNDS = 15
_SECONDS = 120.0

_START = """
import time
def clocks():
    return time.process_time(), time.perf_counter()
began = clocks()
import emulator, emulator.card, emulator.drawer.store
imported = clocks()
import sys
from datetime import datetime
from pathlib import Path
from card_profiles.loader import load
from card_profiles.pki import PKI
state, now = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
persona, pki = load("hanako", now=now), PKI.open(state / "pki", now=now)
with emulator.drawer.store.CardDrawer(state / "cards").open(persona, pki) as stored:
    stored.card.power_on()
    answer = stored.card.transmit(bytes.fromhex("00A4040C0AD392F000260100000001"))
    answered = clocks()
assert answer == b"\\x90\\x00", answer
print(*(b - a for a, b in zip(began, imported)))
print(*(b - a for a, b in zip(imported, answered)))
"""
_BARE = """
import time
began = time.process_time()
import cryptography.x509
print(time.process_time() - began)
"""


def memory(shelf: Shelf) -> Section:
    """A thousand cards that have power and have signed, in one process."""
    shelf.take().close()
    said = _run(
        "-m", "tests.bench.many_cards", str(shelf.state), str(_CARDS), environment={}
    )
    before, after, _ = (float(word) for word in said.split())
    return Section(
        key="memory",
        title=f"Memory of a process with {_CARDS:,} live cards",
        title_ja=f"{_CARDS:,}枚のカードが動いているプロセスのメモリー",
        unit="MiB",
        rows=(
            Row(label=f"with {_CARDS:,} cards", value=after, ours=True),
            Row(label="without", value=before),
        ),
        bars=(
            Bar(
                text=f"{_CARDS:,} live cards",
                value=after,
                limit=300,
                at_most=True,
                unit="MiB",
            ),
        ),
        how="resident set; each card with power, a PIN verified, and one signature",
    )


def starting(shelf: Shelf) -> Section:
    """From nothing to the first answer of a card that was made before."""
    shelf.take().close()
    figures: list[list[float]] = []
    bare: list[float] = []
    with tempfile.TemporaryDirectory(prefix="mynabench-bench-") as directory:
        # As installed, with byte code; an environment may have switched that off.
        compiled = {"PYTHONPYCACHEPREFIX": directory, "PYTHONDONTWRITEBYTECODE": ""}
        for _ in range(_ROUNDS + 1):
            said = _run(
                "-c",
                _START,
                str(shelf.state),
                NOW.isoformat(),
                environment=compiled,
            )
            figures.append([float(word) * 1000 for word in said.split()])
            library = _run("-c", _BARE, environment=compiled)
            bare.append(float(library) * 1000)
    imports, imports_clock, answers, answers_clock = zip(*figures[1:], strict=True)
    # What else a machine does can only delay a start, so the quickest tells most.
    importing, answering = min(imports), min(answers)
    return Section(
        key="starting",
        title="From nothing to the first answer",
        title_ja="起動から最初の応答まで",
        unit="ms",
        rows=(
            Row(label="import emulator", value=importing, ours=True),
            Row(label="— by the clock", value=min(imports_clock), ours=True),
            Row(label="— median", value=statistics.median(imports_clock), ours=True),
            Row(label="first answer after that", value=answering, ours=True),
            Row(label="— by the clock", value=min(answers_clock), ours=True),
            Row(label="— median", value=statistics.median(answers_clock), ours=True),
            Row(label="import cryptography.x509", value=min(bare[1:])),
        ),
        bars=(
            Bar(
                text="import emulator, .card, .store",
                value=importing,
                limit=150,
                at_most=True,
                unit="ms",
            ),
            Bar(
                text="first APDU of a persona made before",
                value=answering,
                limit=50,
                at_most=True,
                unit="ms",
            ),
        ),
        how="persona, CAs and drawer opened in a new process, byte code cached; the "
        f"bars are for the processor time of the quickest of {_ROUNDS} starts; by the "
        "clock: the quickest, and the median",
    )


def _run(*arguments: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=_SECONDS,
    )
    if done.returncode:
        raise RuntimeError(f"{arguments[:2]} failed: {done.stderr}")
    return done.stdout
