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
    loaded = _loaded_by("emulator.card")

    assert "emulator.card" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_importing_the_drawer_leaves_the_making_of_cards_aside() -> None:
    """Nearly always the card has been made before."""
    loaded = _loaded_by("emulator.drawer.store")

    assert "emulator.drawer.store" in loaded
    assert loaded.isdisjoint(
        {"emulator.issuing.personalize", "cryptography.hazmat.primitives.serialization"}
    )


def _loaded_by(module: str) -> set[str]:
    listing = f"import {module}, sys; print(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", listing], capture_output=True, text=True, check=True
    )
    return set(ran.stdout.split())
