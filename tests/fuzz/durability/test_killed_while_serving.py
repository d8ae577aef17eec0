"""`mynabench card serve`, killed at random moments, never gives a try back."""

from __future__ import annotations

import os
import random
import signal
import statistics
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from harness.card_shelf import CardShelf

from ..cards import HOLDER, NOW
from ..moment import Moment
from ..reader import Link, Listener, frame, read_frames
from ..serving import Served, Serving

if TYPE_CHECKING:
    from ..conftest import Effort

SELECT = bytes.fromhex("00A4040C0AD392F000260100000001")
ASK = bytes.fromhex("00200098")
WRONG = b"0000"
PINS = (b"1234", b"4321")
FULL = 3
OK = b"\x90\x00"
KILLS = 120
COMMANDS = 8
"""Sent at once, so that there is a middle to hit also where the disk is fast."""


class Memory(NamedTuple):
    """What a card remembers of a PIN."""

    tries: int
    pin: bytes


@dataclass(frozen=True, slots=True)
class Conversation:
    """Commands, the answers that are due, and what the card remembers after each."""

    commands: list[bytes]
    answers: list[bytes]
    memories: list[Memory]
    """One more than there are commands: the first is how it begins."""

    @classmethod
    def by_chance(cls, memory: Memory, chance: random.Random) -> Conversation:
        """Guess, verify and change the PIN in any order, and never block it."""
        said = cls([], [], [memory])
        verified = False
        for _ in range(COMMANDS):
            (tries, pin), kind = said.memories[-1], chance.random()
            if verified and kind < 0.5:
                other = PINS[pin == PINS[0]]
                said._add(change(other), OK, Memory(tries, other))
            elif tries > 1 and kind < 0.7:
                verified = False
                answer = bytes((0x63, 0xC0 | tries - 1))
                said._add(verify(WRONG), answer, Memory(tries - 1, pin))
            else:
                verified = True
                said._add(verify(pin), OK, Memory(FULL, pin))
        return said

    def _add(self, command: bytes, answer: bytes, memory: Memory) -> None:
        self.commands.append(command)
        self.answers.append(answer)
        self.memories.append(memory)

    def may_be_left(self, answered: int) -> set[Memory]:
        """Give what is remembered after so many answers, and one more in work."""
        return set(self.memories[answered : answered + 2])


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


def test_the_served_card_spends_what_it_answered(
    serving: Serving, effort: Effort
) -> None:
    chance = effort.chance()
    possible = {Memory(FULL, PINS[0])}
    whole: list[float] = []
    for _ in range(9):
        with served_card(serving) as (served, link):
            said = Conversation.by_chance(look(link, possible), chance)
            whole.append(seconds_of(link, said))
            require_death(serving, served)
            possible = {said.memories[-1]}

    moment = Moment(whole, chance, share=0.8)
    kills = effort.times(KILLS)
    answered: list[int] = []
    for _ in range(kills):
        with served_card(serving) as (served, link):
            said = Conversation.by_chance(look(link, possible), chance)
            link.flood(b"".join(map(frame, said.commands)))
            came = link.listen(moment.seconds())
            require_death(serving, served)
            answers = read_frames(came + link.talk(b"", piece=1))[0]
        assert answers == said.answers[: len(answers)]
        possible = said.may_be_left(len(answers))
        answered.append(len(answers))
        moment.learn(early=len(answers) < COMMANDS)

    figures = (
        f"{kills} kills; how many came after 0 to {COMMANDS} answers: "
        f"{[answered.count(count) for count in range(COMMANDS + 1)]}; "
        f"a whole conversation took {statistics.median(whole) * 1000:.2f} ms, the "
        f"longest wait was {moment.longest * 1000:.2f} ms at the end"
    )
    cut_off = sum(count < COMMANDS for count in answered)
    between = sum(0 < count < COMMANDS for count in answered)
    assert cut_off >= kills / 2, f"seldom killed before the last answer: {figures}"
    assert between >= kills / 10, f"hardly ever killed between two: {figures}"


@contextmanager
def served_card(serving: Serving) -> Iterator[tuple[Served, Link]]:
    """Let the card be served anew, with the application of the PIN selected."""
    with closing(Listener()) as listener:
        served = serving.start(listener.port)
        with closing(listener.accept()) as link:
            link.flood(frame(b"\x01"))
            assert exchange(link, SELECT) == OK
            yield served, link


def look(link: Link, possible: set[Memory]) -> Memory:
    """Find which of the memories that are possible the card has."""
    tries = exchange(link, ASK)[1] & 0x0F
    fitting = {memory for memory in possible if memory.tries == tries}
    assert fitting, f"{tries} tries are left, expected one of {possible}"
    if len(fitting) == 1:
        return fitting.pop()
    assert tries == FULL, "it was killed while it changed the PIN"
    works = [pin for pin in PINS if exchange(link, verify(pin)) == OK]
    assert len(works) == 1, "the PIN is neither the old one nor the new one"
    exchange(link, verify(works[0]))  # Fills what the other value has spent.
    return Memory(FULL, works[0])


def exchange(link: Link, command: bytes) -> bytes:
    """Send a command and wait for its answer."""
    came = link.talk(frame(command), piece=1000, until=2)
    size = 2 + int.from_bytes(came[:2])
    came += link.talk(b"", piece=1, until=size - len(came))
    (answer,), _ = read_frames(came)
    return answer


def seconds_of(link: Link, said: Conversation) -> float:
    """Send a conversation at once, let it end, and measure how long that takes."""
    due = b"".join(map(frame, said.answers))
    stream = b"".join(map(frame, said.commands))
    began = time.perf_counter()
    assert link.talk(stream, piece=len(stream), until=len(due)) == due
    return time.perf_counter() - began


def require_death(serving: Serving, served: Served) -> None:
    """Kill the card's process and wait until it is gone."""
    served.send(signal.SIGKILL)
    assert serving.wait_for(served.pid) == -signal.SIGKILL
