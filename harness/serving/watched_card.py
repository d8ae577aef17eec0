"""A card in a reader that others look on; one thread at a time touches it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from emulator.reader.vpcd import PluggableCard

from ..recording.recorder import CardObserver
from ..trace.transcript import Power

_PATIENCE_SECONDS = 10.0


class WatchedCard:
    """Pass everything on to a card, tell observers of it, and keep threads apart.

    Its reader talks to it from one thread while an operator mends its tries from
    another; a card can only do one thing at a time.
    """

    def __init__(
        self, card: PluggableCard, observers: Sequence[CardObserver] = ()
    ) -> None:
        """Watch *card*."""
        self._card = card
        self._observers = tuple(observers)
        self._lock = threading.Lock()

    @property
    def atr(self) -> bytes:
        """The card's answer to reset."""
        return self._card.atr

    def power_on(self) -> None:
        """Give power to the card."""
        self._power(self._card.power_on, Power.ON)

    def power_off(self) -> None:
        """Take power from the card."""
        self._power(self._card.power_off, Power.OFF)

    def reset(self) -> None:
        """Warm reset of the card."""
        self._power(self._card.reset, Power.RESET)

    def transmit(self, command: bytes) -> bytes:
        """Let the card answer. A card that leaves instead is told with no answer."""
        with self._lock:
            if not self._observers:
                return self._card.transmit(command)
            response = b""
            started = time.perf_counter()
            try:
                response = self._card.transmit(command)
            finally:
                took = (time.perf_counter() - started) * 1000
                for observer in self._observers:
                    observer.exchange(command, response, ms=took)
            return response

    def between_commands(self, act: Callable[[], None]) -> None:
        """Do something to the card while its reader has to wait.

        Raises `TimeoutError` when the card does not come out of a command.
        """
        if not self._lock.acquire(timeout=_PATIENCE_SECONDS):
            raise TimeoutError(
                f"the card has been in one command for {_PATIENCE_SECONDS:g} s"
            )
        try:
            act()
        finally:
            self._lock.release()

    def _power(self, act: Callable[[], None], power: Power) -> None:
        with self._lock:
            act()
            for observer in self._observers:
                observer.power(power)
