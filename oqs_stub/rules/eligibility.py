"""資格有効性: what a search by number, or a card, says of a person on a day.

Values are those of OQSCD006. What each search returns with 2, 3, 4 and 5 is not
public; the choices here are stub conventions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from card_profiles.cover_rules import is_medical_aid as is_medical_aid
from card_profiles.model import Coverage


class Validity(StrEnum):
    """資格有効性 (`QualificationValidity`), OQSCD006."""

    VALID = "1"
    INVALID = "2"
    REPLACED = "3"  # 無効（新しい資格あり）
    NOT_FOUND = "4"
    AMBIGUOUS = "5"  # 複数該当, health insurance only.
    UNREGISTERED = "6"  # 有効（未登録）, 医療扶助 only.


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityTerms:
    """What a search by number hands over; not public."""

    all_candidates: bool = True  # With 複数該当 everybody's record; False: none.


@dataclass(frozen=True, slots=True)
class Finding:
    """The validity and the coverages to hand over with it."""

    validity: Validity
    coverages: tuple[Coverage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """What the asking institution may see, and when it asks."""

    medical_aid: bool  # 医療扶助関連項目 is set.
    ticket_type: str = "01"  # OQSCD018: 02 for a pharmacy.
    today: date | None = None
    """The day of the question, which may be another than the one it is about: what
    the insurer registers later is not known yet. None: that does not matter."""


def visible(coverages: Sequence[Coverage], viewer: Viewer) -> tuple[Coverage, ...]:
    """The coverages the institution may know of.

    医療扶助 only where that is set, and none that is not registered yet.
    """
    return tuple(
        coverage
        for coverage in coverages
        if (viewer.medical_aid or not is_medical_aid(coverage))
        and is_registered(coverage, viewer)
    )


def is_registered(coverage: Coverage, viewer: Viewer) -> bool:
    """Whether the insurer had registered it by the day of the question."""
    day = coverage.registered_on
    return day is None or viewer.today is None or day <= viewer.today


def by_number(
    matched: Sequence[Coverage],
    coverages: Sequence[Coverage],
    *,
    on: date,
    viewer: Viewer,
) -> Finding:
    """What the numbers of *matched*, coverages of one person, are worth on a day.

    An ended one is `REPLACED` if the person has another coverage in force that day,
    else `INVALID`; either way the old record comes back, and not the new one. One
    that only begins later is not known yet.
    """
    known = [c for c in visible(matched, viewer) if c.valid_from <= on]
    if not known:
        return Finding(Validity.NOT_FOUND)
    in_force = [c for c in known if c.covers(on)]
    if in_force:
        newest = max(in_force, key=lambda c: c.valid_from)
        return Finding(_in_force((newest,), on=on, viewer=viewer), (newest,))
    old = max(known, key=_ended_on)
    others = [c for c in visible(coverages, viewer) if c.covers(on)]
    return Finding(Validity.REPLACED if others else Validity.INVALID, (old,))


def by_card(coverages: Sequence[Coverage], *, on: date, viewer: Viewer) -> Finding:
    """What a person identified by card has on a day.

    Every coverage in force (health insurance before 医療扶助); with none in force the
    one that ended last, as `INVALID`.
    """
    known = [c for c in visible(coverages, viewer) if c.valid_from <= on]
    in_force = sorted((c for c in known if c.covers(on)), key=is_medical_aid)
    if in_force:
        return Finding(_in_force(in_force, on=on, viewer=viewer), tuple(in_force))
    if not known:
        return Finding(Validity.NOT_FOUND)
    return Finding(Validity.INVALID, (max(known, key=_ended_on),))


def lost_on(coverage: Coverage, *, on: date) -> date | None:
    """資格喪失年月日 as it is told of the day *on*; None while it lies ahead."""
    lost = coverage.lost_on
    return lost if lost is not None and lost <= on else None


def certified(valid_from: date, valid_until: date | None, *, on: date) -> bool:
    """Whether a certificate (限度額, 高齢受給者証, 特定疾病) is in force on a day."""
    return valid_from <= on and (valid_until is None or on <= valid_until)


def has_ticket(coverage: Coverage, *, on: date, viewer: Viewer) -> bool:
    """Whether a ticket of the viewer's type is registered for the month of *on*."""
    return any(
        ticket.treatment_month == f"{on:%Y%m}"
        and ticket.ticket_type == viewer.ticket_type
        for ticket in coverage.tickets
    )


def _in_force(coverages: Sequence[Coverage], *, on: date, viewer: Viewer) -> Validity:
    """`UNREGISTERED` is said of 医療扶助 alone, never beside a health insurance."""
    for coverage in coverages:
        if not is_medical_aid(coverage) or has_ticket(coverage, on=on, viewer=viewer):
            return Validity.VALID
    return Validity.UNREGISTERED


def _ended_on(coverage: Coverage) -> date:
    """The first day without cover."""
    ends = [
        coverage.lost_on,
        None
        if coverage.valid_until is None
        else coverage.valid_until + timedelta(days=1),
    ]
    return min((end for end in ends if end is not None), default=date.max)
