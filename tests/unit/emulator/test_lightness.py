"""What taking a card in hand loads: nothing it does not need at once."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {
    "PIL",
    "asyncio",
    "cryptography.x509",
    "email",
    "filelock",
    "http",
    "logging.handlers",
    "multiprocessing",
    "pydantic",
    "socket",
    "sqlite3",
    "ssl",
    "tomllib",
    "xml",
}


def test_importing_the_card_loads_nothing_heavy() -> None:
    listing = "import emulator.card, sys; print(*sys.modules)"

    ran = subprocess.run(
        [sys.executable, "-c", listing], capture_output=True, text=True, check=True
    )

    loaded = set(ran.stdout.split())
    assert "emulator.card" in loaded
    assert loaded.isdisjoint(HEAVY)
