"""Cards with faults around them, and a clock that nobody waits for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from emulator.card import VirtualCard
from emulator.faults import ArmedFault, FaultEvent, FaultyCard, parse_faults
from emulator.memory.counters import MemoryCounters
from emulator.memory.image import CardImage
from emulator.reader.vpcd import PluggableCard


@dataclass
class FakeTime:
    """Time that passes only when somebody sleeps."""

    now: float = 100.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def clock(self) -> float:
        return self.now


class EchoCard:
    """A card that says 9000 with a page of data, and remembers what reached it."""

    def __init__(self, answer: bytes = bytes(range(16)) + b"\x90\x00") -> None:
        self.answer = answer
        self.seen: list[str] = []
        self.atr = bytes.fromhex("3B888001000041E0B381A1003B")

    def power_on(self) -> None:
        self.seen.append("on")

    def power_off(self) -> None:
        self.seen.append("off")

    def reset(self) -> None:
        self.seen.append("reset")

    def transmit(self, command: bytes) -> bytes:
        self.seen.append(command.hex().upper())
        return self.answer


Surround = Callable[..., FaultyCard]


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def events() -> list[FaultEvent]:
    """What happened, in order."""
    return []


@pytest.fixture
def surround(time: FakeTime, events: list[FaultEvent]) -> Surround:
    """Put faults, as they are written, around a card."""

    def around(card: PluggableCard, *texts: str, seed: str = "0") -> FaultyCard:
        faults = [fault for text in texts for fault in parse_faults(text)]
        return FaultyCard(
            card,
            [ArmedFault(f, seed=seed, record=events.append) for f in faults],
            time_limit=20.0,
            sleep=time.sleep,
            clock=time.clock,
        )

    return around


@pytest.fixture
def echo() -> EchoCard:
    return EchoCard()


@pytest.fixture
def real(image: CardImage) -> VirtualCard:
    """A whole virtual card with full counters and no power."""
    return VirtualCard(image, counters=MemoryCounters())
