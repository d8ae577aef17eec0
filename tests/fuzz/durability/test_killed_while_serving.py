"""`mynabench card serve`, killed at random moments, never gives a try back."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from harness.card_shelf import CardShelf

from ..cards import HOLDER, NOW
from ..reader import Link, Listener, frame, read_frames
from ..serving import Serving

if TYPE_CHECKING:
    from ..conftest import Effort

SELECT = bytes.fromhex("00A4040C0AD392F000260100000001")
ASK = bytes.fromhex("00200098")
WRONG = b"0000"
PINS = (b"1234", b"4321")
OK = b"\x90\x00"
KILLS = 120
LONGEST_MS = 6.0


def verify(pin: bytes) -> bytes:
    return bytes.fromhex("0020009804") + pin


def change(pin: bytes) -> bytes:
    return bytes.fromhex("0024019804") + pin


@pytest.fixture
def no_waiting_for_the_disk() -> None:
    """The real disk, this time."""


@pytest.fixture
def state(tmp_path: Path) -> Path:
    shelf = CardShelf(tmp_path, now=NOW)
    shelf.take(shelf.persona(HOLDER)).close()
    return tmp_path


@pytest.fixture
def serving(state: Path) -> Iterator[Serving]:
    if not hasattr(os, "fork"):
        pytest.skip("this system kills no children")
    with Serving(state) as serving:
        yield serving


def exchange(link: Link, commands: list[bytes]) -> list[bytes]:
    """Send commands and wait for all answers."""
    answers: list[bytes] = []
    for command in commands:
        came = link.talk(frame(command), piece=1000, until=2)
        size = 2 + int.from_bytes(came[:2])
        came += link.talk(b"", piece=1, until=size - len(came))
        answers += read_frames(came)[0]
    return answers


def test_the_served_card_spends_what_it_answered(
    serving: Serving, effort: Effort
) -> None:
    chance = effort.chance()
    least, most = 3, 3
    pins = {PINS[0]}
    killed = cut_off = 0
    for _ in range(effort.times(KILLS)):
        with closing(Listener()) as listener:
            served = serving.start(listener.port)
            link = listener.accept()
            link.flood(frame(b"\x01"))
            _, tries = exchange(link, [SELECT, ASK])
            left = tries[1] & 0x0F
            assert least <= left <= most, f"{left} tries, expected {least} to {most}"
            pins = require_one_of(link, pins, left)
            (pin,) = pins
            other = PINS[pin == PINS[0]]
            if left == 3 and chance.random() < 0.4:
                sent = [change(other)]
                exchange(link, [verify(pin)])
                answers = die(serving, served.pid, link, sent, chance)
                pins = {other} if answers else {pin, other}
                least, most = 3, 3
            else:
                exchange(link, [verify(pin)] if left < 2 else [])
                left = 3 if left < 2 else left
                sent = [verify(WRONG)] * chance.randrange(1, left)
                answers = die(serving, served.pid, link, sent, chance)
                least = left - min(len(sent), len(answers) + 1)
                most = left - len(answers)
            killed += 1
            cut_off += len(answers) < len(sent)
            link.close()
    assert killed >= KILLS
    assert cut_off >= KILLS / 10, "hardly ever was it killed in the middle"


def require_one_of(link: Link, pins: set[bytes], left: int) -> set[bytes]:
    """Find which of the values that are possible the PIN has, with tries full."""
    if len(pins) == 1:
        return pins
    assert left == 3
    works = {pin for pin in sorted(pins) if exchange(link, [verify(pin)]) == [OK]}
    assert len(works) == 1, "the PIN is neither the old one nor the new one"
    (pin,) = works
    exchange(link, [verify(pin)])  # Fills what the other value has spent.
    return works


def die(
    serving: Serving,
    pid: int,
    link: Link,
    sent: list[bytes],
    chance: random.Random,
) -> list[bytes]:
    """Send commands all at once, kill the card's process, give what it answered."""
    link.flood(b"".join(map(frame, sent)))
    came = link.listen(chance.uniform(0, LONGEST_MS) / 1000)
    os.kill(pid, signal.SIGKILL)
    assert serving.wait_for(pid) == -signal.SIGKILL
    came += link.talk(b"", piece=1)
    return read_frames(came)[0]
