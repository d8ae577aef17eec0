"""A persona's whole card to record and check, and a small one that does as told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone

import pytest

from card_profiles.loader import load
from card_profiles.model import Persona
from card_profiles.pki import PKI
from emulator.card import VirtualCard
from emulator.issuing.personalize import personalize
from emulator.memory.counters import MemoryCounters
from emulator.memory.image import CardImage
from harness.recording.live_card import VirtualLiveCard
from harness.trace.transcript import Power

NOW = datetime(2026, 7, 1, 9, 0, tzinfo=timezone(timedelta(hours=9), "JST"))


@pytest.fixture(scope="session")
def hanako() -> Persona:
    return load("hanako", now=NOW)


@pytest.fixture(scope="session")
def image(tmp_path_factory: pytest.TempPathFactory, hanako: Persona) -> CardImage:
    pki = PKI.open(tmp_path_factory.mktemp("pki"), now=NOW)
    return personalize(hanako, pki)


@pytest.fixture
def new_card(image: CardImage) -> Callable[[], VirtualCard]:
    """Give the same card with all its tries, as often as it is asked for."""
    return lambda: VirtualCard(image, counters=MemoryCounters())


@pytest.fixture
def live(new_card: Callable[[], VirtualCard]) -> Iterator[VirtualLiveCard]:
    card = VirtualLiveCard(new_card())
    yield card
    card.close()


class ToldCard:
    """A real card as a check sees it: answers as told, notes what it was sent."""

    spends_tries = False
    atr = b"\x3b\x80\x01\x81"

    def __init__(self, answers: dict[str, str]) -> None:
        self._answers = answers
        self.sent: list[str] = []

    def sends(self, command: bytes) -> bool:
        return command[1] != 0x24

    def transmit(self, command: bytes) -> bytes:
        self.sent.append(command.hex().upper())
        return bytes.fromhex(self._answers.get(command.hex().upper(), "9000"))

    def power(self, power: Power) -> None:
        self.sent.append(f"POWER {power}")

    def close(self) -> None:
        self.sent.append("close")


@pytest.fixture
def told() -> type[ToldCard]:
    return ToldCard
