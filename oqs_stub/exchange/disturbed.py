"""Answers that come late, in two pieces, twice or never, because it was asked for."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass

from ..service.arrival import AT_ONCE
from .delivery import MoveIn, Parcel, WriteIn


@dataclass(slots=True)
class _Progress:
    """How far the arrival of one parcel is."""

    begun: float
    half_since: float | None = None
    came_once: bool = False
    was_taken: bool = False


class Disturbed:
    """A `Delivery` around the usual one; what has nothing odd about it passes through.

    Nobody waits inside: each look at the folders brings a parcel as far as its time
    has come. After a restart the waiting of a parcel begins anew.
    """

    def __init__(
        self,
        usual: WriteIn | MoveIn,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._usual = usual
        self._monotonic = monotonic
        self._under_way: dict[str, _Progress] = {}

    def deliver(self, parcel: Parcel) -> bool:
        """Bring the parcel as its arrival says."""
        arrival = parcel.arrival
        if arrival == AT_ONCE:
            return self._usual.deliver(parcel)
        if arrival.never:
            return True
        now = self._monotonic()
        progress = self._under_way.setdefault(parcel.token, _Progress(now))
        if now - progress.begun < arrival.after_seconds:
            return False
        if arrival.rest_after_seconds is not None:
            if progress.half_since is None:
                self._usual.bring(parcel, upto=len(parcel.data) // 2)
                progress.half_since = now
            if now - progress.half_since < arrival.rest_after_seconds:
                return False
        if not arrival.again:
            return self._usual.deliver(parcel)
        return self._twice(parcel, progress)

    def settle(self, parcel: Parcel) -> None:
        """As the usual one does, where there is anything to settle."""
        if not parcel.arrival.never:
            self._usual.settle(parcel)

    def forget(self, parcel: Parcel) -> None:
        """As the usual one does."""
        self._under_way.pop(parcel.token, None)
        self._usual.forget(parcel)

    def _twice(self, parcel: Parcel, progress: _Progress) -> bool:
        """Bring it, and once more when somebody has taken it away."""
        if not progress.came_once:
            progress.came_once = self._usual.deliver(parcel)
            return False
        if not progress.was_taken:
            if os.path.lexists(parcel.target):
                return False
            self._usual.forget(parcel)
            progress.was_taken = True
        return self._usual.deliver(parcel)
