"""How マイナ在宅受付Web fares, in one word that stands for one fault of the line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from .faults import Faults

ORIGIN = "reception"
"""Of the fault that a condition stands for, among those that are armed."""


class Condition(StrEnum):
    """How the pages fare; what is not OPEN is for tests to switch on."""

    OPEN = "open"
    MAINTENANCE = "maintenance"  # The pages and the app's gate say so.
    LINE_BLOCKED = "line-blocked"  # OQC-OWSE0900000, as on a closed Wi-Fi.
    BUSY = "busy"  # The pages work; no 電子証明書 can be checked.


_FAULTS: Mapping[Condition, str] = MappingProxyType(
    {
        Condition.MAINTENANCE: "outage:face=reception+appgate",
        Condition.LINE_BLOCKED: "connection-error:face=reception+appgate,times=0",
        Condition.BUSY: "congestion:face=appgate,times=0",
    }
)


class WebCondition:
    """The condition of one stub's pages: a short way to arm and disarm its fault."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults

    def set(
        self,
        condition: Condition,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> None:
        """Be so from now on, or from *since*, or up to *until*.

        Faults that were armed by themselves stay. Raises `FaultError` for a time
        that cannot be.
        """
        text = _FAULTS.get(condition)
        if text is None:
            self._faults.begin((), origin=ORIGIN)
            return
        for key, moment in (("from", since), ("to", until)):
            if moment is not None:
                text += f",{key}={moment.isoformat()}"
        self._faults.begin((text,), origin=ORIGIN)

    def at(self, now: datetime) -> Condition:
        """How the pages fare at the time *now*, as far as `set` says."""
        kinds = {text.partition(":")[0]: word for word, text in _FAULTS.items()}
        return next(
            (
                kinds[armed.fault.kind.name]
                for armed in self._faults.all()
                if armed.origin == ORIGIN and armed.in_force(now)
            ),
            Condition.OPEN,
        )
