"""A card that remembers what it was asked and what it said."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from emulator.reader.vpcd import PluggableCard


@dataclass(frozen=True, slots=True)
class Exchange:
    """One command and its answer, with nothing hidden."""

    command: bytes
    response: bytes


class TappedCard:
    """Stand between a reader and a card. Safe to use from two threads.

    *answer* may change what the card says, for tests that must fail.
    """

    def __init__(self, card: PluggableCard) -> None:
        self._card = card
        self._lock = threading.Lock()
        self._powered = False
        self.exchanges: list[Exchange] = []
        self.answer: Callable[[bytes, bytes], bytes] = lambda command, response: (
            response
        )

    @property
    def atr(self) -> bytes:
        return self._card.atr

    def power_on(self) -> None:
        with self._lock:
            self._powered = True
            self._card.power_on()

    def power_off(self) -> None:
        with self._lock:
            self._powered = False
            self._card.power_off()

    def reset(self) -> None:
        with self._lock:
            self._card.reset()

    def transmit(self, command: bytes) -> bytes:
        with self._lock:
            response = self.answer(command, self._card.transmit(command))
            self.exchanges.append(Exchange(command, response))
            return response

    def start_afresh(self) -> None:
        """Forget what was said, and every PIN the last program left verified."""
        with self._lock:
            self.exchanges.clear()
            if self._powered:
                self._card.power_off()
                self._card.power_on()
