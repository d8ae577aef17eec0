"""Forms of care that share a URL and a 診療区分 with others, and what they ask for.

往診 goes by the URL of 訪問診療等; 通常とは異なる動線, and the window whose card reader
is broken, by that of オンライン診療等 with today's date. No message tells them apart; a
registration may carry the mark, and the pages of an institution may ask for it.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from ..records import TreatmentCategory, VisitForm
from .functions import Function, FunctionStarts, NotStarted, not_started

_CATEGORY = {
    VisitForm.HOUSE_CALL: TreatmentCategory.HOME_VISIT,
    VisitForm.OTHER_ROUTE: TreatmentCategory.ONLINE,
    VisitForm.WINDOW: TreatmentCategory.ONLINE,
}
_TODAY_ONLY = {
    VisitForm.OTHER_ROUTE: Function.OTHER_ROUTE,
    VisitForm.WINDOW: Function.WINDOW,
}
"""With what had to begin first."""


def forms_of(category: TreatmentCategory) -> tuple[VisitForm, ...]:
    """What a registration of that 診療区分 can be of, the usual first."""
    return (
        VisitForm.REGULAR,
        *(form for form, of in _CATEGORY.items() if of is category),
    )


class FormMisfit(StrEnum):
    """Why a registration cannot be of that form."""

    WRONG_CATEGORY = "wrong-category"
    DAY_PAST = "day-past"
    NOT_TODAY = "not-today"


def form_misfit(
    form: VisitForm,
    category: TreatmentCategory,
    *,
    examination_date: date | None,
    on: date,
    starts: FunctionStarts,
) -> FormMisfit | NotStarted | None:
    """Why a registration on the day *on* cannot be of that form, or None where it can.

    Nothing is registered for a 受診予定日 that is over. 通常とは異なる動線 is for
    today, with or without a reservation; so is the window.
    """
    if form in _CATEGORY and category is not _CATEGORY[form]:
        return FormMisfit.WRONG_CATEGORY
    if examination_date is not None and examination_date < on:
        return FormMisfit.DAY_PAST
    if form not in _TODAY_ONLY:
        return None
    waiting = not_started(_TODAY_ONLY[form], on=on, starts=starts)
    if waiting is not None:
        return waiting
    return None if examination_date == on else FormMisfit.NOT_TODAY
