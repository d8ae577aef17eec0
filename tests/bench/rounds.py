"""Measuring in turn, so that what disturbs the machine disturbs everybody alike."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import repeat

CPU = 0


def rate(
    call: Callable[[], object],
    times: int,
    *,
    clock: Callable[[], float] = time.process_time,
) -> float:
    """Call *times* times; return calls a second of *clock*.

    By default that is the processor's time: nothing is waited for in between, and what
    another program takes of the wall's time is not the card's.
    """
    started = clock()
    for _ in repeat(None, times):
        call()
    return times / (clock() - started)


@dataclass(frozen=True, slots=True)
class Rounds:
    """Figures of several contestants, round by round."""

    figures: Mapping[str, Sequence[float]]

    def median(self, name: str) -> float:
        """Return the median of one contestant's figures."""
        return statistics.median(self.figures[name])

    def ratio(self, name: str, other: str) -> float:
        """Return the median over all rounds of *name* : *other* in that round.

        Neighbours in time share what disturbs the machine; it falls out of a ratio.
        """
        pairs = zip(self.figures[name], self.figures[other], strict=True)
        return statistics.median(mine / theirs for mine, theirs in pairs)

    def __contains__(self, name: str) -> bool:
        return name in self.figures

    def __iter__(self) -> Iterator[str]:
        return iter(self.figures)


def compare(contestants: Mapping[str, Callable[[], float]], *, rounds: int) -> Rounds:
    """Let every contestant give a figure in every round, in turning order."""
    figures: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(rounds):
        order = list(contestants.items())
        for name, measure in order if number % 2 else reversed(order):
            figures[name].append(measure())
    return Rounds(figures)


def pin_to_one_cpu() -> None:
    """Keep this process, and those it starts from now on, on one CPU (Linux only)."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {_first_cpu()})


@contextmanager
def pinned() -> Iterator[None]:
    """Keep this process on one CPU for the length of a block (Linux only)."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    pin_to_one_cpu()
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _first_cpu() -> int:
    return min(os.sched_getaffinity(0), default=CPU)
