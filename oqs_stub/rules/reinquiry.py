"""再照会: when eligibility may be asked again without the card.

Lawful only for continuing home care, at an institution that really checked the card
before (療担規則 3条1項). How continuity is judged is public only as an example; the
numbers here are parameters.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from annotated_types import Interval

from card_profiles.dates import add_months, month_end, month_start

from ..records import TreatmentCategory, VisitForm


class ReinquiryRefusal(StrEnum):
    """Why a 再照会 is refused; the names of the codes in `codes.toml`."""

    NOT_HOME_VISIT = "reinquiry_not_home_visit"
    NO_CARD_CHECK = "reinquiry_without_card_check"
    HOUSE_CALL = "reinquiry_of_house_call"
    CONTINUITY_ENDED = "reinquiry_continuity_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContinuityRule:
    """How long home care counts as continuing without proof, and with it.

    The ministry's example of 2023-09-29: to the last day of the month three months
    after the card check, from then on with care proven in every month. Claims arrive
    with a lag: the proof that counts is that of the months up to *proof_lag_months*
    ago [G-02].
    """

    first_months: Annotated[int, Interval(ge=0, le=120)] = 3
    needs_proof: bool = True  # False: care goes on until somebody cancels.
    proof_lag_months: Annotated[int, Interval(ge=1, le=12)] = 1
    card_check_proves: bool = True  # A month with a card check is a month of care.


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuity:
    """Whether care counts as continuing, and the last day on which it does."""

    in_force: bool
    until: date


def continuity(
    card_checks: Sequence[date],
    proven_months: Collection[date],
    *,
    on: date,
    rule: ContinuityRule,
) -> Continuity | None:
    """Judge continuity on the day *on*; None where no card was ever checked.

    A new card check opens a new window. *proven_months* are months (any day of them)
    in which care is known to have been given. Beyond the window every month from the
    window's last up to the lag before *on* must be among them.
    """
    checked = [day for day in card_checks if day <= on]
    if not checked:
        return None
    if not rule.needs_proof:
        return Continuity(in_force=True, until=date.max)
    last = month_start(add_months(month_start(max(checked)), rule.first_months))
    proven = {month_start(month) for month in proven_months}
    if rule.card_check_proves:
        proven |= {month_start(day) for day in checked}
    missing = last
    while missing in proven and add_months(missing, rule.proof_lag_months - 1) <= on:
        missing = add_months(missing, 1)
    until = month_end(add_months(missing, rule.proof_lag_months - 1))
    return Continuity(in_force=on <= until, until=until)


def refusal(
    category: TreatmentCategory,
    care: Continuity | None,
    *,
    forms: Collection[VisitForm] = (VisitForm.REGULAR,),
) -> ReinquiryRefusal | None:
    """Why a 再照会 of that 診療区分 is refused, or None where it is allowed.

    *forms* are what the card checks here were for: after 往診 alone nothing may be
    asked again. A cancelled consent is no reason: eligibility is given, medical data
    are not.
    """
    if category is not TreatmentCategory.HOME_VISIT:
        return ReinquiryRefusal.NOT_HOME_VISIT
    if forms and VisitForm.REGULAR not in forms:
        return ReinquiryRefusal.HOUSE_CALL
    if care is None:
        return ReinquiryRefusal.NO_CARD_CHECK
    if not care.in_force:
        return ReinquiryRefusal.CONTINUITY_ENDED
    return None
