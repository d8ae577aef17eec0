"""Prepare what every scenario begins with: test CAs, personalised cards, a server."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from card_profiles.loader import names
from card_profiles.pki import PKI
from emulator.behaviour import DEFAULT
from emulator.drawer.store import CardDrawer

from ..bench import open_bench
from ..people import People
from ..ports import BenchUnavailable
from .options import RunOptions
from .ready_state import PREFIX, ReadyState


def prepare(options: RunOptions) -> ReadyState:
    """Open the bench once and leave behind what every scenario begins with.

    Raises `harness.ports.BenchUnavailable` when a layer cannot run here.
    """
    _require_known_pin(options)
    home = Path(tempfile.mkdtemp(prefix=PREFIX))
    ready = ReadyState(home)
    directory = ready.directory
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
        if options.spec.fictitious_cards:
            pki = PKI.open(directory / "pki", now=options.now)
            drawer = CardDrawer(directory / "cards")
            behaviour = options.spec.conditions.behaviour or DEFAULT
            for name in names():
                drawer.open(people.get(name), pki, behaviour=behaviour).close()
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise
    return ready


def _require_known_pin(options: RunOptions) -> None:
    """Refuse a real card of which nobody has said whose PIN it has.

    Scenarios type the PIN of their patient; another one would cost the card's owner
    a try.
    """
    spec = options.spec
    if not (
        spec.fictitious_cards
        or spec.option("card", "persona")
        or spec.flag("card", "expendable")
    ):
        raise BenchUnavailable(
            "シナリオは患者（ペルソナ）の暗証番号を入力します。実カードの番号と違えば"
            "残り回数が減るため、ベンチファイルの [card] persona に、同じ暗証番号を持つ"
            'ペルソナの名前（"hanako" など）を書いてください。'
            "カードには触れていません。"
        )
