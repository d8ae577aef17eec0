"""Forms of care that share a URL and a 診療区分 with others, and what they ask for.

往診 goes by the URL of 訪問診療等, 通常とは異なる動線 by that of オンライン診療等 with
today's date. No message tells them apart; a registration may carry the mark.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from ..records import TreatmentCategory, VisitForm
from .functions import Function, FunctionStarts, NotStarted, not_started

_CATEGORY = {
    VisitForm.HOUSE_CALL: TreatmentCategory.HOME_VISIT,
    VisitForm.OTHER_ROUTE: TreatmentCategory.ONLINE,
}


class FormMisfit(StrEnum):
    """Why a registration cannot be of that form."""

    WRONG_CATEGORY = "wrong-category"
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

    通常とは異なる動線 is for today, with or without a reservation.
    """
    if form in _CATEGORY and category is not _CATEGORY[form]:
        return FormMisfit.WRONG_CATEGORY
    if form is not VisitForm.OTHER_ROUTE:
        return None
    waiting = not_started(Function.OTHER_ROUTE, on=on, starts=starts)
    if waiting is not None:
        return waiting
    return None if examination_date == on else FormMisfit.NOT_TODAY
