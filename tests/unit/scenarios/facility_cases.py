"""The steps on 訪問施設: scenes in which each holds, and in which it must not."""

from __future__ import annotations

from collections.abc import Callable

from scenarios.encounter import Encounter
from scenarios.steps import facility

from . import stage
from .case import Case


def reinquired(*validities: str, name: str = stage.NAME) -> Callable[[], Encounter]:
    return lambda: stage.encounter(
        reinquired=[stage.record(one, name=name) for one in validities]
    )


FACILITY_CASES = [
    Case(
        facility.reinquired_are,
        reinquired("1"),
        (
            reinquired("2"),
            reinquired("1", "1"),
            reinquired("1", "4"),
            reinquired("1", name="保険　太郎"),
            reinquired(),
        ),
        {"patients": "hanako"},
    ),
]
