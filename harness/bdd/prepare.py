"""Prepare what scenarios begin with: CAs, a server, the cards of who takes part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock

from card_profiles.model import Persona
from card_profiles.pki import PKI
from emulator.behaviour import DEFAULT
from emulator.drawer.store import CardDrawer

from ..bench import open_bench
from ..people import People
from ..ports import BenchUnavailable
from .options import RunOptions
from .ready_state import ReadyState
from .scratch import clear_abandoned, make_scratch

_LONGEST_WAIT = 600.0
"""Seconds for the cards that other workers make first, on a very busy machine."""


def prepare(options: RunOptions) -> ReadyState:
    """Open the bench once and leave behind what every scenario begins with.

    Raises `harness.ports.BenchUnavailable` when a layer cannot run here.
    """
    _require_known_pin(options)
    clear_abandoned()
    home, lock = make_scratch()
    ready = ReadyState(home, held=lock)
    try:
        with open_bench(
            options.spec,
            people=People(now=options.now),
            state_dir=ready.directory,
            seed=options.seed,
            now=options.now,
        ):
            pass
    except BaseException:
        ready.discard()
        raise
    return ready


@contextmanager
def copy_with_cards(
    ready: ReadyState, options: RunOptions, patients: Iterable[Persona]
) -> Iterator[Path]:
    """Lend a copy of the prepared state that holds the cards of *patients*.

    Each card is made for the first scenario that asks for it, once for all workers of
    the run: what is copied lies still as long as it is being copied.
    """
    with ExitStack() as lent:
        with FileLock(ready.home / "lock", timeout=_LONGEST_WAIT):
            if options.spec.fictitious_cards:
                _make_cards(ready.directory, options, patients)
            state = lent.enter_context(ready.copy())
        yield state


def _make_cards(
    directory: Path, options: RunOptions, patients: Iterable[Persona]
) -> None:
    drawer = CardDrawer(directory / "cards")
    missing = [one for one in patients if one.name not in drawer.names()]
    if not missing:
        return
    pki = PKI.open(directory / "pki", now=options.now)
    behaviour = options.spec.conditions.behaviour or DEFAULT
    for patient in missing:
        drawer.make(patient, pki, behaviour=behaviour)


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
