"""Who may view medical data, and which months of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Annotated, TypeVar

from annotated_types import Interval

from card_profiles.dates import add_months, month_end, month_start
from card_profiles.history import Dispensing, HealthCheckup, Treatment
from card_profiles.model import Coverage

from ..records import ConsentFlag, ConsentKind
from .consent_view import ConsentState
from .eligibility import is_medical_aid

OPERATION = "50"
"""診療識別 of 手術 on claims."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookBack:
    """How many months back each kind reaches; three years or five is not public."""

    drug_months: Annotated[int, Interval(ge=1, le=240)] = 36
    treatment_months: Annotated[int, Interval(ge=1, le=240)] = 36  # 診療・手術
    checkup_months: Annotated[int, Interval(ge=1, le=240)] = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicalAidTerms:
    """What is shown of people on 医療扶助; not public [G-15]."""

    drugs: bool = True  # False: no 薬剤情報 of who has nothing else.


class ViewRefusal(StrEnum):
    """Why medical data are withheld; the names of the codes in `codes.toml`."""

    NO_CONSENT = "view_without_consent"
    LAPSED = "view_consent_lapsed"
    KIND_NOT_USED = "view_kind_not_used"
    ON_MEDICAL_AID = "view_of_medical_aid"


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months, first day of the first to last day of the last."""

    first: date
    last: date


def view_refusal(
    kind: ConsentKind,
    state: ConsentState | None,
    *,
    card_checked: bool,
    kinds_in_use: Iterable[ConsentKind],
) -> ViewRefusal | None:
    """Why *kind* may not be viewed, or None where it may.

    Both are needed: identity proven by a card at this institution, and a consent
    (*state*, None where none was ever given) that stands for this kind.
    """
    if kind not in set(kinds_in_use):
        return ViewRefusal.KIND_NOT_USED
    if state is None or not card_checked:
        return ViewRefusal.NO_CONSENT
    match state.triples[kind].flag:
        case ConsentFlag.GIVEN:
            return None
        case ConsentFlag.LAPSED:
            return ViewRefusal.LAPSED
        case _:
            return ViewRefusal.NO_CONSENT


def medical_aid_refusal(
    kind: ConsentKind,
    coverages: Iterable[Coverage],
    *,
    on: date,
    terms: MedicalAidTerms,
) -> ViewRefusal | None:
    """Why *kind* is shown of nobody on 医療扶助 alone, or None where it may be.

    With a health insurance beside it the person is like anybody else.
    """
    if terms.drugs or kind is not ConsentKind.DRUGS:
        return None
    in_force = [coverage for coverage in coverages if coverage.covers(on)]
    if in_force and all(is_medical_aid(coverage) for coverage in in_force):
        return ViewRefusal.ON_MEDICAL_AID
    return None


def view_period(
    start: date | None, end: date | None, *, on: date, lookback_months: int
) -> Period:
    """The months to show: what was asked for, within what is kept.

    Nothing before *lookback_months* ago and nothing after the month of *on*. The
    period is empty (first after last) where the question lies outside of that.
    """
    earliest = add_months(month_start(on), -lookback_months)
    first = earliest if start is None else max(month_start(start), earliest)
    last = month_end(on) if end is None else min(month_end(end), month_end(on))
    return Period(first, last)


def dispensed_in(
    dispensings: Iterable[Dispensing], period: Period, *, on: date
) -> tuple[Dispensing, ...]:
    """The dispensings of those months up to the day *on*, newest first."""
    return _within(dispensings, period, on=on, day=lambda one: one.dispensed_on)


def examined_in(
    checkups: Iterable[HealthCheckup], period: Period, *, on: date
) -> tuple[HealthCheckup, ...]:
    """The checkups of those months up to the day *on*, newest first."""
    return _within(checkups, period, on=on, day=lambda one: one.examined_on)


def treated_in(
    treatments: Iterable[Treatment],
    period: Period,
    *,
    on: date,
    kinds: Iterable[ConsentKind],
) -> tuple[Treatment, ...]:
    """The treatments of those months up to the day *on*, newest first.

    Of each only what belongs to *kinds*: 手術情報 is what the claim files under
    診療識別 50, 診療情報 all the rest [C].
    """
    seen = set(kinds)
    shown = (
        replace(
            treatment,
            procedures=tuple(
                procedure
                for procedure in treatment.procedures
                if (
                    ConsentKind.OPERATION
                    if procedure.identification == OPERATION
                    else ConsentKind.DIAGNOSIS
                )
                in seen
            ),
        )
        for treatment in treatments
    )
    return _within(
        (treatment for treatment in shown if treatment.procedures),
        period,
        on=on,
        day=lambda one: one.treated_on,
    )


T = TypeVar("T")


def _within(
    known: Iterable[T], period: Period, *, on: date, day: Callable[[T], date]
) -> tuple[T, ...]:
    return tuple(
        sorted(
            (
                one
                for one in known
                if period.first <= day(one) <= period.last and day(one) <= on
            ),
            key=day,
            reverse=True,
        )
    )
