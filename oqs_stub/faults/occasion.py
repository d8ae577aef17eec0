"""Whether a fault is meant: who asks what, where and when. No state, no clock.

Time and chance are arguments; the same seed makes the same choices on any machine.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from card_profiles.dates import JST

from .faces import Face, faces_named
from .spelling import Fault

_EPOCH = datetime(2000, 1, 1, tzinfo=JST)  # Where the counting of spans begins.


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """One request, or one person of a list, as far as a fault may be about it."""

    face: Face
    message: str = ""
    """The file prefix, "OQSsiquc01"; "" for a page."""
    institution: str = ""
    region: str = ""
    person: Callable[[], str] = str
    """Who it is about, "" if nobody is known; asked for only where it matters."""


def is_about(fault: Fault, occasion: Occasion, *, now: datetime, seed: str) -> bool:
    """Whether *fault* is meant for *occasion* at the time *now*."""
    return (
        _is_there(fault, occasion)
        and is_in_force(fault, now=now, seed=seed)
        and _is_one_of(occasion.institution, fault.words("institution"))
        and _is_one_of(occasion.region, fault.words("region"))
        and (not fault.words("on") or occasion.message.startswith(fault.words("on")))
        and (not fault.words("patient") or occasion.person() in fault.words("patient"))
    )


def is_in_force(fault: Fault, *, now: datetime, seed: str) -> bool:
    """Whether *now* lies in the fault's time, and in one of its cuts if it has any."""
    start, end = fault.time("from"), fault.time("to")
    if (start is not None and now < start) or (end is not None and now >= end):
        return False
    cut, every = fault.span("cut"), fault.span("every")
    if cut is None or every is None:
        return True
    begun, passed = divmod(now - (start or _EPOCH), every)
    chance = random.Random(f"{seed}/{fault.text}/cut/{begun}")  # noqa: S311 - chance in a test, no secret.
    begins = timedelta(seconds=chance.uniform(0, (every - cut).total_seconds()))
    return begins <= passed < begins + cut


def is_due(fault: Fault, *, seen: int, happened: int, seed: str) -> bool:
    """Whether it happens at the occasion numbered *seen*, from 1.

    *happened* is how often it has happened before.
    """
    if is_over(fault, happened=happened) or seen < fault.number("nth"):
        return False
    rate = fault.real("rate")
    if rate >= 1.0:
        return True
    chance = random.Random(f"{seed}/{fault.text}/{seen}")  # noqa: S311 - as above.
    return chance.random() < rate


def is_over(fault: Fault, *, happened: int) -> bool:
    """Whether it has happened as often as it was meant to."""
    times = fault.number("times")
    return bool(times) and happened >= times


def _is_there(fault: Fault, occasion: Occasion) -> bool:
    if "face" in fault.values:
        return occasion.face in faces_named(fault.words("face"))
    which = fault.word("which")
    if which:
        return which == "both" or occasion.face == which
    return True  # The kind itself is at home in one place.


def _is_one_of(value: str, wanted: tuple[str, ...]) -> bool:
    return not wanted or value in wanted
