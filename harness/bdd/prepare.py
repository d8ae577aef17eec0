"""Prepare what every scenario begins with: test CAs, personalised cards, a server."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from card_profiles.loader import names
from card_profiles.pki import PKI
from emulator.store import CardDrawer

from ..bench import open_bench
from ..people import People
from .options import RunOptions
from .ready_state import PREFIX, ReadyState


def prepare(options: RunOptions) -> ReadyState:
    """Open the bench once and leave behind what every scenario begins with.

    Raises `harness.ports.BenchUnavailable` when a layer cannot run here.
    """
    directory = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        people = People(now=options.now)
        with open_bench(
            options.spec,
            people=people,
            state_dir=directory,
            seed=options.seed,
            now=options.now,
        ):
            pass
        if options.spec.layers["card"] != "physical":
            pki = PKI.open(directory / "pki", now=options.now)
            drawer = CardDrawer(directory / "cards")
            for name in names():
                drawer.open(people.get(name), pki).close()
    except BaseException:
        shutil.rmtree(directory, ignore_errors=True)
        raise
    return ReadyState(directory)
