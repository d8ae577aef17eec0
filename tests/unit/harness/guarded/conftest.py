"""A virtual card on a line that notes what reached it, and the guard around it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest

from card_profiles.loader import load
from card_profiles.pki import PKI
from emulator.card import VirtualCard
from emulator.issuing.personalize import personalize
from emulator.memory.counters import MemoryCounters
from emulator.memory.image import CardImage
from harness.drivers.guarded_card import GuardedPCSCCard
from harness.ports import TransportError

NOW = datetime(2026, 7, 1, 9, 0, tzinfo=timezone(timedelta(hours=9), "JST"))
HANAKO = load("hanako", now=NOW)
SERIAL = HANAKO.card.auth_certificate.serial_number


class Line:
    """A connection to a virtual card that notes what really reached the card."""

    def __init__(self, image: CardImage) -> None:
        self._card = VirtualCard(image, counters=MemoryCounters())
        self._card.power_on()
        self.sent: list[bytes] = []
        self.answers: dict[bytes, bytes] = {}
        self.broken = False
        self.closed = False

    @property
    def atr(self) -> bytes:
        return self._card.atr

    def transmit(self, command: bytes) -> bytes:
        if self.broken:
            raise TransportError("gone")
        self.sent.append(command)
        return self.answers.get(command) or self._card.transmit(command)

    def reset(self) -> None:
        self._card.reset()

    def close(self) -> None:
        self.closed = True

    def verifications(self) -> list[bytes]:
        return [c for c in self.sent if c[1] == 0x20 and len(c) > 5]


@pytest.fixture(scope="session")
def image(tmp_path_factory: pytest.TempPathFactory) -> CardImage:
    pki = PKI.open(tmp_path_factory.mktemp("pki"), now=NOW)
    return personalize(HANAKO, pki)


@pytest.fixture
def line(image: CardImage) -> Line:
    return Line(image)


Guard = Callable[..., GuardedPCSCCard]


@pytest.fixture
def guard(line: Line) -> Guard:
    def make(*, expendable: bool = False) -> GuardedPCSCCard:
        card = GuardedPCSCCard(line, certificate_serial=SERIAL, expendable=expendable)
        line.sent.clear()
        return card

    return make


@pytest.fixture
def serial() -> int:
    """Of the certificate on the card, by which the bench names it."""
    return SERIAL


@pytest.fixture
def line_of() -> type[Line]:
    """For tests that need a line more than once."""
    return Line
