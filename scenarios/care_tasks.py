"""What is told of the patient's care outside of any message."""

from __future__ import annotations

from datetime import date

from .encounter import Encounter
from .observation import control_of

_MONTHS = 24
"""How far back care is proven; longer than any scenario lasts."""


def prove_every_month(encounter: Encounter) -> None:
    """Claims tell of care in every month up to this one."""
    _prove(encounter, [_month(encounter, ago) for ago in range(_MONTHS)])


def leave_out(encounter: Encounter, months_ago: int) -> None:
    """Claims tell of care in every month but one."""
    _prove(
        encounter,
        [_month(encounter, ago) for ago in range(_MONTHS) if ago != months_ago],
    )


def mark_house_call(encounter: Encounter) -> None:
    """The home visit of today was 往診."""
    bench = encounter.bench
    control_of(encounter).mark_house_call(
        encounter.patient, bench.institution_code, on=bench.clock.now().date()
    )


def _prove(encounter: Encounter, months: list[date]) -> None:
    control_of(encounter).prove_care(
        encounter.patient, encounter.bench.institution_code, months=months
    )


def _month(encounter: Encounter, ago: int) -> date:
    today = encounter.bench.clock.now().date()
    index = today.year * 12 + today.month - 1 - ago
    return date(index // 12, index % 12 + 1, 1)
