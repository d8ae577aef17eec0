"""Hundreds of thousands of commands and hundreds of links leave nothing behind."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from emulator.reader.plugged import PluggedCard

from .cards import FuzzedCard
from .play import Player, Seen
from .program import read_program
from .reader import Listener, frame
from .seeds import commands, programs

if TYPE_CHECKING:
    from .conftest import Effort

COMMANDS = 300_000
PROGRAMS = 1_500
LINKS = 300
MOST_GROWTH = 6 << 20
"""Bytes. What a few hundred thousand commands kept would be ten times as much."""


def growth(work: Callable[[], object], *, warm_up: Callable[[], object]) -> int:
    """Give by how much the process has grown through *work*, once it is warm."""
    process = psutil.Process()
    warm_up()
    gc.collect()
    before = process.memory_info().rss
    work()
    gc.collect()
    return int(process.memory_info().rss - before)


def test_a_card_does_not_grow_with_its_commands(
    cards: tuple[FuzzedCard, ...], fuzz_directory: Path, effort: Effort
) -> None:
    card, _ = cards[0].new()
    card.power_on()
    chance = effort.chance()
    known = [
        command
        for command in commands(fuzz_directory / "cards")
        if command[1:2] not in (b"\x2a", b"\x88", b"\xae")  # RSA is slow.
    ]

    def work(count: int) -> None:
        for _ in range(count // 10):
            card.transmit(chance.choice(known))
            card.transmit(chance.randbytes(chance.randrange(9)))
            for _ in range(8):
                card.transmit(b"\x00\xb0\x00\x00\x00")

    grown = growth(
        lambda: work(effort.times(COMMANDS)), warm_up=lambda: work(COMMANDS // 20)
    )
    assert grown < MOST_GROWTH


def test_cards_that_are_gone_leave_nothing(
    cards: tuple[FuzzedCard, ...], fuzz_directory: Path, effort: Effort
) -> None:
    """Signing, secure messaging, refusals: on cards that are made and dropped."""
    known = [read_program(raw) for raw in programs(fuzz_directory / "cards")]

    def work(count: int) -> None:
        for number in range(count):
            card, steps = known[number % len(known)]
            Player(cards[card % len(cards)], seen=Seen()).play(steps)

    grown = growth(
        lambda: work(effort.times(PROGRAMS)), warm_up=lambda: work(len(known))
    )
    assert grown < MOST_GROWTH


def test_links_that_end_leave_no_socket_no_thread_and_no_memory(
    cards: tuple[FuzzedCard, ...],
) -> None:
    process = psutil.Process()

    def work(count: int) -> None:
        for number in range(count):
            with closing(Listener()) as listener:
                card, _ = cards[0].new()
                plugged = PluggedCard(card, listener.host, listener.port)
                link = listener.accept()
                link.talk(frame(b"\x01") + frame(b"\x04"), piece=3, until=2)
                link.close(reset=bool(number % 2))
                plugged.unplug()

    work(20)
    files, threads = process.num_fds(), threading.active_count()
    grown = growth(lambda: work(LINKS), warm_up=lambda: work(20))
    assert process.num_fds() <= files
    assert threading.active_count() <= threads + 1  # One may be on its way out.
    assert grown < MOST_GROWTH


def test_a_flood_is_not_kept(cards: tuple[FuzzedCard, ...]) -> None:
    """A hundred megabytes of commands pass through; none of them stays."""
    card, _ = cards[0].new()
    with closing(Listener()) as listener:
        plugged = PluggedCard(card, listener.host, listener.port)
        link = listener.accept()
        burst = frame(b"\x01") + frame(bytes(0xFFFF)) * 100

        def work(count: int) -> None:
            for _ in range(count):
                link.talk(burst, piece=1 << 16, until=400)

        grown = growth(lambda: work(15), warm_up=lambda: work(1))
        link.close()
        plugged.unplug()
    assert grown < MOST_GROWTH


def test_growth_would_be_noticed() -> None:
    kept: list[bytes] = []

    def work() -> None:
        kept.extend(bytes([number % 256]) * 64 for number in range(COMMANDS))

    assert growth(work, warm_up=lambda: None) > MOST_GROWTH
