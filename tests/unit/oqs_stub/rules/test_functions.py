"""What an institution may use: by its state, its kind and the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from oqs_stub.records import (
    Institution,
    InstitutionKind,
    InstitutionState,
    TreatmentCategory,
)
from oqs_stub.rules.functions import (
    Function,
    FunctionStarts,
    NotStarted,
    all_not_started,
    category_not_started,
    is_connected,
    may_enable,
    not_started,
)
from oqs_stub.rules.msa import IdentityCheck, identity_checks

STARTS = FunctionStarts()
DENTIST = Institution(
    code="9930000014",
    name="歯科",
    kind=InstitutionKind.DENTAL,
    state=InstitutionState.OPERATING,
    prefecture="99",
)
NURSES = replace(DENTIST, kind=InstitutionKind.VISITING_NURSING)
HOME, ONLINE = TreatmentCategory.HOME_VISIT, TreatmentCategory.ONLINE

FIRST_DAYS = {
    Function.TEST: date(2023, 11, 1),
    Function.HOME_VISIT: date(2024, 4, 1),
    Function.ONLINE: date(2024, 4, 1),
    Function.VISITING_NURSING: date(2024, 6, 1),
    Function.VISUAL_CHECK: date(2024, 10, 1),
    Function.OTHER_ROUTE: date(2024, 11, 1),
    Function.WINDOW: date(2025, 4, 1),
    Function.PHONE_CERTIFICATE: date(2025, 9, 19),
    Function.MEDICAL_AID: date(2024, 3, 1),
}


@pytest.mark.parametrize("function", Function)
def test_a_function_begins_on_its_day_and_the_refusal_names_it(
    function: Function,
) -> None:
    first = FIRST_DAYS[function]

    before = not_started(function, on=first - timedelta(days=1), starts=STARTS)

    assert before == NotStarted(function, first)
    assert f"{first.year}年{first.month}月{first.day}日" in before.message
    assert not_started(function, on=first, starts=STARTS) is None


CATEGORIES = {
    "home visits before": (DENTIST, HOME, "2024-03-31", Function.HOME_VISIT),
    "home visits": (DENTIST, HOME, "2024-04-01", None),
    "online before": (DENTIST, ONLINE, "2024-03-31", Function.ONLINE),
    "nurses wait longer": (NURSES, HOME, "2024-05-31", Function.VISITING_NURSING),
    "nurses, and nothing began": (
        NURSES,
        HOME,
        "2024-03-01",
        Function.VISITING_NURSING,
    ),
    "nurses": (NURSES, HOME, "2024-06-01", None),
    "nurses do not use the window": (
        NURSES,
        TreatmentCategory.OUTPATIENT,
        "2021-10-20",
        None,
    ),
    "the window knows no date": (
        DENTIST,
        TreatmentCategory.OUTPATIENT,
        "2021-10-20",
        None,
    ),
}


@pytest.mark.parametrize(
    ("institution", "category", "day", "waits_for"),
    CATEGORIES.values(),
    ids=CATEGORIES.keys(),
)
def test_a_category_waits_for_the_last_of_its_functions(
    institution: Institution,
    category: TreatmentCategory,
    day: str,
    waits_for: Function | None,
) -> None:
    waiting = category_not_started(
        institution, category, on=date.fromisoformat(day), starts=STARTS
    )

    assert (None if waiting is None else waiting.function) is waits_for


STATES = {
    "operating": (InstitutionState.OPERATING, "2021-10-20", True, True),
    "test period": (InstitutionState.TEST_PERIOD, "2023-11-01", True, False),
    "before the tests": (InstitutionState.TEST_PERIOD, "2023-10-31", False, False),
    "exempt": (InstitutionState.EXEMPT, "2026-04-10", False, False),
    "not enrolled": (InstitutionState.NOT_ENROLLED, "2026-04-10", False, False),
}


@pytest.mark.parametrize(
    ("state", "day", "connected", "enables"), STATES.values(), ids=STATES.keys()
)
def test_a_state_decides_who_may_ask_and_who_may_enable_functions(
    *, state: InstitutionState, day: str, connected: bool, enables: bool
) -> None:
    institution = replace(DENTIST, state=state)

    asks = is_connected(institution, on=date.fromisoformat(day), starts=STARTS)

    assert (asks, may_enable(institution)) == (connected, enables)


def test_what_has_not_begun_is_told_in_the_order_of_beginning() -> None:
    waiting = all_not_started(on=date(2024, 10, 31), starts=STARTS)

    assert [one.function for one in waiting] == [
        Function.OTHER_ROUTE,
        Function.WINDOW,
        Function.PHONE_CERTIFICATE,
    ]
    assert all_not_started(on=date(2025, 9, 19), starts=STARTS) == ()


def test_staff_can_check_by_eye_once_that_has_begun() -> None:
    before = identity_checks(on=date(2024, 9, 30), starts=STARTS)
    since = identity_checks(on=date(2024, 10, 1), starts=STARTS)

    assert before == (IdentityCheck.PIN,)
    assert since == (IdentityCheck.PIN, IdentityCheck.VISUAL)
