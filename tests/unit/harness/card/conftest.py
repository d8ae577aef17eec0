"""A virtual card of a person who does not exist, to read with the clients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from card_profiles.dates import JST
from card_profiles.loader import load
from card_profiles.model import Persona
from card_profiles.pki import PKI
from emulator.card import VirtualCard
from emulator.issuing.key_generation import new_key
from emulator.issuing.personalize import personalize
from emulator.memory.counters import MemoryCounters
from emulator.memory.image import CardImage

NOW = datetime(2026, 7, 1, 9, 0, tzinfo=JST)


@dataclass
class DirectConnection:
    """A card without a reader between, and a forger who may sit on the line.

    *changes* replaces bytes in answers; the two functions see all that passes.
    """

    card: VirtualCard
    changes: dict[bytes, bytes] = field(default_factory=dict)
    sent: list[bytes] = field(default_factory=list)
    forge_command: Callable[[bytes], bytes] = bytes
    forge_answer: Callable[[bytes], bytes] = bytes

    @property
    def atr(self) -> bytes:
        return self.card.atr

    def transmit(self, command: bytes) -> bytes:
        self.sent.append(command)
        answer = self.forge_answer(self.card.transmit(self.forge_command(command)))
        for old, new in self.changes.items():
            answer = answer.replace(old, new)
        return answer

    def reset(self) -> None:
        self.card.reset()

    def close(self) -> None:
        self.card.power_off()


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> PKI:
    return PKI.open(tmp_path_factory.mktemp("pki"), now=NOW)


@pytest.fixture(scope="session")
def patient() -> Persona:
    return load("hanako", now=NOW)


@pytest.fixture(scope="session")
def image(patient: Persona, pki: PKI) -> CardImage:
    key = new_key()  # One for all: making six takes a fifth of a second.
    return personalize(patient, pki, key_source=lambda: key)


@pytest.fixture
def connection(image: CardImage) -> DirectConnection:
    card = VirtualCard(image, counters=MemoryCounters())
    card.power_on()
    return DirectConnection(card)
