"""災害時モード: the one exception to "no medical data without card and consent".

Off by default. While it is declared for their 都道府県番号 or code, institutions see
medical data without either; every look is in the ledger with the declaration's name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

EVERYWHERE = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disaster:
    """One declaration: what it is called, where and how long it holds."""

    name: str
    since: datetime
    until: datetime  # The first moment after it.
    regions: tuple[str, ...] = (EVERYWHERE,)  # 都道府県番号 or codes.


def disaster_in_force(
    disasters: Iterable[Disaster], places: Iterable[str], *, now: datetime
) -> Disaster | None:
    """The declaration that holds at one of these *places* at the time *now*.

    *places* are what the asking institution answers to: its 都道府県番号 and code.
    The earliest declared counts where several hold.
    """
    here = {EVERYWHERE, *places}
    holding = [
        disaster
        for disaster in disasters
        if disaster.since <= now < disaster.until and here & set(disaster.regions)
    ]
    return min(holding, key=lambda one: (one.since, one.name), default=None)


def regions_in_vain(disaster: Disaster, places: Iterable[str]) -> tuple[str, ...]:
    """The regions of a declaration that are none of these *places*: it opens nothing
    there."""
    known = {EVERYWHERE, *places}
    return tuple(region for region in disaster.regions if region not in known)
