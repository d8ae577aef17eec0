"""Which clock a stub runs by: one that travels, stands still, or is all workers'."""

from __future__ import annotations

from .clock import Clock, SettableClock, SystemClock
from .clock.shared import SharedClock
from .clock.travelling import TravellingClock
from .config import StubConfig
from .database import Database


def stub_clock(config: StubConfig, database: Database, *, beside_others: bool) -> Clock:
    """The configured clock; where workers must agree on it, that of all.

    *beside_others* leaves that one as it is.
    """
    clock = config.clock
    if isinstance(clock, SystemClock):
        return TravellingClock(clock, database)
    if config.workers == 1 or not isinstance(clock, SettableClock):
        return clock
    shared = SharedClock(database, start=clock.now())
    if not beside_others:
        shared.set(clock.now())
    return shared
