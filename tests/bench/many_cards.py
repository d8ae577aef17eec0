"""A process with many live cards in it, which says how much memory it takes.

`python -m tests.bench.many_cards STATE COUNT` prints MiB before and with the cards.
"""

from __future__ import annotations

import sys
from pathlib import Path

import psutil

from emulator.card import VirtualCard
from emulator.memory.counters import MemoryCounters
from emulator.memory.image import CardImage

from .shelf import SELECT_JPKI, SIGN, VERIFY, Shelf

_MIB = 2**20


def main(arguments: list[str]) -> None:
    """Bring the cards to life: each has power, a PIN verified, and has signed."""
    state, count = Path(arguments[0]), int(arguments[1])
    drawer = Shelf(state).drawer
    documents = [
        (state / "cards" / name / "card.json").read_bytes() for name in drawer.names()
    ]
    process = psutil.Process()
    before = process.memory_info().rss / _MIB
    cards = []
    for number in range(count):
        # Reading the document makes every card's contents its own.
        image = CardImage.from_json(documents[number % len(documents)])
        card = VirtualCard(image, counters=MemoryCounters())
        card.power_on()
        for command in (SELECT_JPKI, VERIFY, SIGN):
            answer = card.transmit(command)
            if answer[-2:] != b"\x90\x00":
                raise RuntimeError(f"expected 9000, got {answer.hex()}")
        cards.append(card)
    sys.stdout.write(f"{before} {process.memory_info().rss / _MIB} {len(cards)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
