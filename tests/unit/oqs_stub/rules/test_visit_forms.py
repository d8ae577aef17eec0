"""往診 and 通常とは異なる動線: which registrations may carry the mark."""

from __future__ import annotations

from datetime import date

import pytest

from oqs_stub.records import TreatmentCategory, VisitForm
from oqs_stub.rules.functions import Function, FunctionStarts, NotStarted
from oqs_stub.rules.visit_forms import FormMisfit, form_misfit, forms_of

HOME, ONLINE = TreatmentCategory.HOME_VISIT, TreatmentCategory.ONLINE
TODAY, TOMORROW = date(2026, 4, 10), date(2026, 4, 11)
YESTERDAY = date(2026, 4, 9)
BEFORE = date(2024, 10, 31)
CALLED, ROUTE = VisitForm.HOUSE_CALL, VisitForm.OTHER_ROUTE
WINDOW, BEFORE_WINDOW = VisitForm.WINDOW, date(2025, 3, 31)
CASES = {
    "a usual visit": (VisitForm.REGULAR, HOME, None, TODAY, None),
    "a usual online consultation": (VisitForm.REGULAR, ONLINE, TOMORROW, TODAY, None),
    "an online consultation of yesterday": (
        VisitForm.REGULAR,
        ONLINE,
        YESTERDAY,
        TODAY,
        FormMisfit.DAY_PAST,
    ),
    "an online consultation of today": (VisitForm.REGULAR, ONLINE, TODAY, TODAY, None),
    "another way, yesterday": (ROUTE, ONLINE, YESTERDAY, TODAY, FormMisfit.DAY_PAST),
    "往診": (CALLED, HOME, None, TODAY, None),
    "往診 by the online URL": (
        CALLED,
        ONLINE,
        TODAY,
        TODAY,
        FormMisfit.WRONG_CATEGORY,
    ),
    "another way, today": (ROUTE, ONLINE, TODAY, TODAY, None),
    "another way, tomorrow": (ROUTE, ONLINE, TOMORROW, TODAY, FormMisfit.NOT_TODAY),
    "another way, no date": (ROUTE, ONLINE, None, TODAY, FormMisfit.NOT_TODAY),
    "another way by the visit's URL": (
        ROUTE,
        HOME,
        TODAY,
        TODAY,
        FormMisfit.WRONG_CATEGORY,
    ),
    "the window, today": (WINDOW, ONLINE, TODAY, TODAY, None),
    "the window, tomorrow": (WINDOW, ONLINE, TOMORROW, TODAY, FormMisfit.NOT_TODAY),
    "the window by the visit's URL": (
        WINDOW,
        HOME,
        TODAY,
        TODAY,
        FormMisfit.WRONG_CATEGORY,
    ),
    "the window before it began": (
        WINDOW,
        ONLINE,
        BEFORE_WINDOW,
        BEFORE_WINDOW,
        NotStarted(Function.WINDOW, date(2025, 4, 1)),
    ),
    "another way before it began": (
        ROUTE,
        ONLINE,
        BEFORE,
        BEFORE,
        NotStarted(Function.OTHER_ROUTE, date(2024, 11, 1)),
    ),
}


@pytest.mark.parametrize(
    ("form", "category", "day", "on", "misfit"), CASES.values(), ids=CASES.keys()
)
def test_a_form_of_care_fits_its_url_and_date(
    form: VisitForm,
    category: TreatmentCategory,
    day: date | None,
    on: date,
    misfit: object,
) -> None:
    found = form_misfit(
        form, category, examination_date=day, on=on, starts=FunctionStarts()
    )

    assert found == misfit


def test_each_url_has_its_own_forms_of_care() -> None:
    assert forms_of(HOME) == (VisitForm.REGULAR, CALLED)
    assert forms_of(ONLINE) == (VisitForm.REGULAR, ROUTE, WINDOW)
    assert forms_of(TreatmentCategory.OUTPATIENT) == (VisitForm.REGULAR,)
