"""A card with faults: another card seen through whatever goes wrong around it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from ..link_lost import CardTorn, LinkLost
from ..reader.vpcd import PluggableCard
from .armed import ArmedFault

TIME_LIMIT = 25.0
"""Seconds a reader waits at most; less than vpcd's patience with a hung card."""


class FaultyCard:
    """A card whose commands and answers pass through faults, the first one outermost.

    It knows the other card's outside alone. Once the link is lost, nothing gets
    through until the card is reset or given power again; a card that was pulled out
    answers no reset.
    """

    def __init__(
        self,
        card: PluggableCard,
        faults: Sequence[ArmedFault],
        *,
        time_limit: float = TIME_LIMIT,
        sleep: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Put *faults* around *card*; no answer takes longer than *time_limit*."""
        self._card = card
        self._faults = tuple(faults)
        self._time_limit = time_limit
        self._sleep = sleep
        self._clock = clock
        self._lost: LinkLost | None = None
        self._commands = 0
        self._deadline = 0.0

    @property
    def atr(self) -> bytes:
        """The answer to reset of the card itself."""
        return self._card.atr

    @property
    def lost(self) -> LinkLost | None:
        """How the reader lost the card, until it meets it anew."""
        return self._lost

    def power_on(self) -> None:
        """Give power to the card; the link is whole again."""
        self._lost = None
        self._card.power_on()
        self._tell_power()

    def power_off(self) -> None:
        """Take power from the card."""
        self._card.power_off()

    def reset(self) -> None:
        """Warm reset of the card, unless it is out of the reader."""
        if isinstance(self._lost, CardTorn):
            raise self._lost
        self._lost = None
        self._card.reset()

    def transmit(self, command: bytes) -> bytes:
        """Answer as the faults have it, or raise `LinkLost`."""
        if self._lost is not None:
            raise self._lost
        self._commands += 1
        self._deadline = self._clock() + self._time_limit
        try:
            return self._through(0, command)
        except LinkLost as lost:
            self._lost = lost
            raise

    def left(self) -> float:
        """Seconds until the reader gives the present command up."""
        return max(0.0, self._deadline - self._clock())

    def wait(self, seconds: float) -> bool:
        """Let so many seconds pass, or what is left; tell whether it was enough."""
        left = self.left()
        self._sleep(min(seconds, left))
        return seconds <= left

    def _through(self, layer: int, command: bytes) -> bytes:
        if layer == len(self._faults):
            return self._card.transmit(command)
        return self._faults[layer].pass_on(
            command,
            lambda: self._through(layer + 1, command),
            number=self._commands,
            begin_anew=self._begin_anew,
            patience=self,
        )

    def _begin_anew(self) -> None:
        self._card.power_off()
        self._card.power_on()
        self._tell_power()

    def _tell_power(self) -> None:
        for fault in self._faults:
            fault.powered()
