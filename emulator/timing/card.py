"""A card that answers no sooner than a real one would."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from ..reader.vpcd import PluggableCard
from .model import TimingModel

TIME_LIMIT = 25.0
"""Seconds beyond which no answer is delayed, whatever a table says."""


class TimedCard:
    """A card that answers no sooner than a real one would.

    It knows the other card's outside alone. The time the other card takes by itself
    counts; what it answers is not changed.
    """

    def __init__(
        self,
        card: PluggableCard,
        model: TimingModel,
        *,
        seed: str = "0",
        time_limit: float = TIME_LIMIT,
        sleep: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Slow *card* down by *model*; the same *seed* gives the same times.

        No answer is held back longer than *time_limit* seconds.
        """
        self._card = card
        self._model = model
        self._random = random.Random(f"{seed}/timing")  # noqa: S311 - jitter, no secret.
        self._time_limit = time_limit
        self._sleep = sleep
        self._clock = clock

    @property
    def atr(self) -> bytes:
        """The answer to reset of the card itself."""
        return self._card.atr

    def power_on(self) -> None:
        """Give power to the card."""
        self._card.power_on()

    def power_off(self) -> None:
        """Take power from the card."""
        self._card.power_off()

    def reset(self) -> None:
        """Warm reset of the card."""
        self._card.reset()

    def transmit(self, command: bytes) -> bytes:
        """Give the card's answer when a real card would have given it."""
        started = self._clock()
        response = self._card.transmit(command)
        chance = self._random.random()
        seconds = self._model.ms(command, response, chance=chance) / 1000
        wait = min(seconds, self._time_limit) - (self._clock() - started)
        if wait > 0:
            self._sleep(wait)
        return response
