"""When to strike at a process: a moment that is learned from the machine it runs on."""

from __future__ import annotations

import random
import statistics
from collections.abc import Sequence


class Moment:
    """How long to wait before striking at work that somebody else is doing.

    It is drawn from nothing to a longest wait, which begins as the time that the whole
    work took here. A *share* of the strikes shall come before the end of the work: one
    that does lengthens the wait a little, one that comes too late shortens it. So it
    follows a machine that becomes busy or quiet meanwhile.
    """

    def __init__(
        self, whole: Sequence[float], chance: random.Random, *, share: float
    ) -> None:
        """Begin with the seconds that the *whole* work took, measured some times."""
        self.longest = statistics.median(whole)
        self._chance = chance
        self._too_early = 1 + (1 - share) / 4
        self._too_late = 1 / (1 + share / 4)

    def seconds(self) -> float:
        """Draw the next wait."""
        return self._chance.uniform(0, self.longest)

    def learn(self, *, early: bool) -> None:
        """Take in whether the last strike came before the end of the work."""
        self.longest *= self._too_early if early else self._too_late
