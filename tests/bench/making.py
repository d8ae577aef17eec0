"""Making cards: one without its keys, many with them, and the same again."""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from card_profiles.model import Persona
from emulator.drawer.factory import make_cards
from emulator.drawer.store import CardDrawer
from emulator.issuing import key_generation
from emulator.issuing.key_cache import KeyCache
from emulator.issuing.key_generation import KeyGenerator, cores, new_key
from emulator.issuing.personalize import keys_needed, personalize

from .results import Bar, Row, Section
from .shelf import Shelf, people

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

_PERSONALISED = 40
_REPEATED = 3
_ROUNDS = 4
_CARDS_A_ROUND = 10


def personalising(shelf: Shelf) -> Section:
    """One card after the other, its keys given."""
    pki = shelf.pki()
    keys = cycle([new_key() for _ in range(8)])

    def milliseconds(persona: Persona, clock: Callable[[], float]) -> float:
        started = clock()
        personalize(persona, pki, key_source=lambda: next(keys))
        return 1000 * (clock() - started)

    def quickest(persona: Persona, clock: Callable[[], float]) -> float:
        return min(milliseconds(persona, clock) for _ in range(_REPEATED))

    first, *others = people(_PERSONALISED + 1)
    # It loads the font and the drawing library.
    cold = milliseconds(first, time.perf_counter)
    found = [quickest(persona, time.process_time) for persona in others]
    waited = [quickest(persona, time.perf_counter) for persona in others]
    return Section(
        key="personalising",
        title="Personalising a card, keys excluded",
        title_ja="カード1枚の個人化（鍵の生成を除く）",
        unit="ms",
        rows=(
            Row(label="one of many", value=statistics.median(found), ours=True),
            Row(label="— by the clock", value=statistics.median(waited), ours=True),
            Row(label="first one of a process", value=cold),
        ),
        bars=(
            Bar(
                text="personalising, keys excluded",
                value=statistics.median(found),
                limit=20,
                at_most=True,
                unit="ms",
            ),
        ),
        how=f"processor time; median of {_PERSONALISED} different people, the quickest "
        f"of {_REPEATED} each, all applications, real CAs",
    )


def mass_production(shelf: Shelf) -> Section:
    """Cards with new keys beside nothing but keys, and with keys that were kept.

    How long a key takes is chance, and the two get different ones. So both sides are
    weighed by the processor time their own keys took.
    """
    pki = shelf.pki()
    crowd = people(_ROUNDS * _CARDS_A_ROUND)
    share: list[float] = []
    totals = {"raw": [0.0, 0.0, 0.0], "cards": [0.0, 0.0, 0.0]}
    with tempfile.TemporaryDirectory(prefix="mynabench-bench-") as directory:
        home = Path(directory)
        cache = KeyCache(home / "keys")
        drawer = CardDrawer(home / "cards", key_cache=cache)
        for first in range(0, len(crowd), _CARDS_A_ROUND):
            part = crowd[first : first + _CARDS_A_ROUND]
            raw = _timed(partial(_only_keys, part))
            cards = _timed(partial(make_cards, part, drawer, pki))
            share.append((cards[1] / cards[0]) / (raw[1] / raw[0]))
            for name, figures in (("raw", raw), ("cards", cards)):
                totals[name] = [
                    a + b for a, b in zip(totals[name], figures, strict=True)
                ]
        again = CardDrawer(home / "again", key_cache=cache)
        seconds = _seconds(lambda: make_cards(crowd, again, pki))
    keys = totals["raw"][2]
    cost = (totals["raw"][1] + totals["cards"][1]) / (keys + totals["cards"][2])
    rates = {name: busy / wall / cost for name, (wall, busy, _) in totals.items()}
    a_card = totals["cards"][2] / len(crowd)
    return Section(
        key="mass-production",
        title=f"RSA-2048 keys a second, on {cores()} cores",
        title_ja=f"RSA-2048鍵の生成（{cores()}コア、毎秒）",
        unit="/s",
        rows=(
            Row(label="making cards", value=rates["cards"], ours=True),
            Row(label="keys alone", value=rates["raw"]),
        ),
        bars=(
            Bar(
                text="making cards : generating keys alone",
                value=statistics.median(share),
                limit=0.8,
                unit="×",
            ),
        ),
        how=f"{len(crowd)} cards with {a_card:.1f} new keys each, at the same "
        f"processor time a key ({cost * 1000:.0f} ms); median of {_ROUNDS} interleaved "
        f"rounds. 1,000 cards: {1000 * a_card / rates['cards']:.0f} s, with kept keys "
        f"{1000 * seconds / len(crowd):.0f} s",
    )


def _only_keys(personas: Sequence[Persona]) -> None:
    count = sum(keys_needed(persona.card) for persona in personas)
    with KeyGenerator() as generator:
        generator.expect(count)
        for _ in range(count):
            generator()


def _timed(work: Callable[[], object]) -> tuple[float, float, float]:
    """Do *work*; return its seconds, the processor seconds its keys took, and how many.

    The program's own generator of single keys is watched meanwhile.
    """
    with _watched() as busy:
        seconds = _seconds(work)
    return seconds, sum(busy), len(busy)


@contextmanager
def _watched() -> Iterator[list[float]]:
    busy: list[float] = []
    lock = threading.Lock()
    generate = key_generation.new_key

    def watched() -> RSAPrivateKey:
        started = time.thread_time()
        key = generate()
        with lock:
            busy.append(time.thread_time() - started)
        return key

    key_generation.new_key = watched
    try:
        yield busy
    finally:
        key_generation.new_key = generate


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
