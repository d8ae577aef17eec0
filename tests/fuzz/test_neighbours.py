"""Many cards in one process, in threads of their own: nobody hears of the others."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from emulator.card import VirtualCard
from emulator.memory.counters import FileCounters
from emulator.reader.plugged import PluggedCard

from .bystander import shared_state
from .cards import FuzzedCard, RepeatableRandom
from .play import Player, Seen
from .program import read_program
from .reader import Listener, frame, read_frames
from .seeds import programs

if TYPE_CHECKING:
    from .conftest import Effort

CARDS = 24


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Threads take turns after every few instructions."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hasty_threads")
def test_cards_answer_in_threads_as_they_do_alone(
    cards: tuple[FuzzedCard, ...], fuzz_directory: Path, effort: Effort
) -> None:
    ready = list(programs(fuzz_directory / "cards"))
    chance = effort.chance()
    lives = [
        (cards[number % len(cards)], chance.sample(ready, effort.times(6) % len(ready)))
        for number in range(CARDS)
    ]
    before = shared_state()
    together = Barrier(CARDS)

    def live(life: tuple[FuzzedCard, list[bytes]], *, wait: bool) -> list[bytes]:
        source, chosen = life
        player = Player(source, seen=Seen())
        if wait:
            together.wait(60)
        for raw in chosen:
            player.play(read_program(raw)[1])
        return player.transcript

    alone = [live(life, wait=False) for life in lives]
    with ThreadPoolExecutor(CARDS) as threads:
        side_by_side = list(threads.map(lambda life: live(life, wait=True), lives))

    assert side_by_side == alone
    assert shared_state() == before


@pytest.mark.usefixtures("hasty_threads")
def test_stored_cards_keep_their_own_tries_in_threads(
    cards: tuple[FuzzedCard, ...], tmp_path: Path
) -> None:
    """Each card spends as many tries as its number says, all at the same time."""
    together = Barrier(CARDS)

    def spend(number: int) -> int:
        path = tmp_path / f"{number}.counters"
        card = VirtualCard(cards[0].image, counters=FileCounters(path))
        card.power_on()
        card.transmit(bytes.fromhex("00A4040C0AD392F000260100000001"))
        together.wait(60)
        for _ in range(number % 5):
            card.transmit(bytes.fromhex("0020009B06303030303030"))
        again = VirtualCard(cards[0].image, counters=FileCounters(path))
        again.power_on()
        again.transmit(bytes.fromhex("00A4040C0AD392F000260100000001"))
        return again.transmit(bytes.fromhex("0020009B"))[1] & 0x0F

    with ThreadPoolExecutor(CARDS) as threads:
        left = list(threads.map(spend, range(CARDS)))

    assert left == [5 - number % 5 for number in range(CARDS)]


def test_many_cards_in_many_readers_of_one_process(
    cards: tuple[FuzzedCard, ...],
) -> None:
    """Each card answers its own reader, with its own random numbers."""
    listeners = [Listener() for _ in range(CARDS)]
    sent = [b"\x01", bytes.fromhex("0084000008"), b"\x04", bytes.fromhex("00CA004500")]

    def ask(number: int) -> bytes:
        link = listeners[number].accept()
        came = link.talk(b"".join(map(frame, sent)) * 40, piece=50)
        link.close()
        return came

    plugged = [
        PluggedCard(cards[0].new(seed=number)[0], listener.host, listener.port)
        for number, listener in enumerate(listeners)
    ]
    with ThreadPoolExecutor(CARDS) as readers:
        answers = list(readers.map(ask, range(CARDS)))
    for card, listener in zip(plugged, listeners, strict=True):
        card.unplug()
        listener.close()

    for number, came in enumerate(answers):
        own = RepeatableRandom(number)
        challenges = read_frames(came)[0][0::3]
        assert challenges == [own(8) + b"\x90\x00" for _ in range(40)]
