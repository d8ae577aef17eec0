"""再照会: which visits continue, for how long, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from card_profiles.dates import add_months, month_end, month_start
from oqs_stub.records import TreatmentCategory, VisitForm
from oqs_stub.rules.reinquiry import (
    Continuity,
    ContinuityRule,
    ReinquiryRefusal,
    continuity,
    refusal,
)

RULE = ContinuityRule()
FIRST = date(2024, 4, 10)
HOME = TreatmentCategory.HOME_VISIT

WINDOW = {
    "the same day": (FIRST, (), True, date(2024, 7, 31)),
    "last day of the third month after": (
        date(2024, 7, 31),
        (),
        True,
        date(2024, 7, 31),
    ),
    "a day later without proof": (date(2024, 8, 1), (), False, date(2024, 7, 31)),
    "July proven": (date(2024, 8, 1), ("2024-07",), True, date(2024, 8, 31)),
    "this month proven on its first day": (
        date(2024, 8, 1),
        ("2024-07", "2024-08"),
        True,
        date(2024, 9, 30),
    ),
    "and on its second": (
        date(2024, 8, 2),
        ("2024-07", "2024-08"),
        True,
        date(2024, 9, 30),
    ),
    "what lies ahead proves nothing yet": (
        date(2024, 7, 31),
        ("2024-07", "2024-08", "2024-09"),
        True,
        date(2024, 8, 31),
    ),
    "every month proven": (
        date(2024, 10, 5),
        ("2024-07", "2024-08", "2024-09"),
        True,
        date(2024, 10, 31),
    ),
    "one month missing": (
        date(2024, 10, 5),
        ("2024-07", "2024-09"),
        False,
        date(2024, 8, 31),
    ),
    "proof of earlier months is not enough": (
        date(2024, 8, 1),
        ("2024-04", "2024-05", "2024-06"),
        False,
        date(2024, 7, 31),
    ),
}


@pytest.mark.parametrize(
    ("on", "proven", "in_force", "until"), WINDOW.values(), ids=WINDOW.keys()
)
def test_care_continues_to_the_end_of_the_third_month_and_then_by_proof(
    *, on: date, proven: tuple[str, ...], in_force: bool, until: date
) -> None:
    months = [date.fromisoformat(f"{month}-15") for month in proven]

    care = continuity([FIRST], months, on=on, rule=RULE)

    assert care == Continuity(in_force=in_force, until=until)


def test_without_a_card_check_there_is_no_care_to_continue() -> None:
    assert continuity([], [FIRST], on=FIRST, rule=RULE) is None


def test_a_card_check_of_the_future_does_not_count_yet() -> None:
    assert continuity([FIRST], [], on=date(2024, 4, 9), rule=RULE) is None


def test_a_new_card_check_opens_a_new_window() -> None:
    again = date(2024, 11, 2)

    care = continuity([FIRST, again], [], on=date(2025, 2, 28), rule=RULE)

    assert care == Continuity(in_force=True, until=date(2025, 2, 28))


def test_the_length_of_the_first_window_is_a_parameter() -> None:
    rule = ContinuityRule(first_months=1)

    care = continuity([FIRST], [], on=date(2024, 6, 1), rule=rule)

    assert care == Continuity(in_force=False, until=date(2024, 5, 31))


PARAMETERS = {
    "a month with a card check is one of care": (
        ContinuityRule(first_months=0),
        (),
        date(2024, 5, 31),
        True,
    ),
    "unless claims alone are believed": (
        ContinuityRule(first_months=0, card_check_proves=False),
        (),
        date(2024, 5, 1),
        False,
    ),
    "a longer lag leaves another month": (
        ContinuityRule(proof_lag_months=2),
        (),
        date(2024, 8, 31),
        True,
    ),
    "and no more than that": (
        ContinuityRule(proof_lag_months=2),
        (),
        date(2024, 9, 1),
        False,
    ),
    "with the longer lag July proves September": (
        ContinuityRule(proof_lag_months=2),
        ("2024-07",),
        date(2024, 9, 30),
        True,
    ),
    "without proof care goes on": (
        ContinuityRule(needs_proof=False),
        (),
        date(2099, 1, 1),
        True,
    ),
}


@pytest.mark.parametrize(
    ("rule", "proven", "on", "in_force"), PARAMETERS.values(), ids=PARAMETERS.keys()
)
def test_how_care_is_proven_is_a_parameter(
    *, rule: ContinuityRule, proven: tuple[str, ...], on: date, in_force: bool
) -> None:
    months = [date.fromisoformat(f"{month}-15") for month in proven]

    care = continuity([FIRST], months, on=on, rule=rule)

    assert care is not None
    assert care.in_force is in_force


@given(
    first=st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    proven=st.sets(st.integers(0, 24)),
    after=st.integers(0, 800),
)
def test_a_month_by_month_reading_of_the_rule_agrees(
    first: date, proven: set[int], after: int
) -> None:
    on = date.fromordinal(first.toordinal() + after)
    months = {add_months(month_start(first), index) for index in proven}
    month = add_months(month_start(first), 3)
    while month in months:
        month = add_months(month, 1)

    care = continuity([first], months, on=on, rule=RULE)

    assert care is not None
    assert care.in_force == (on <= month_end(month))


STANDING = Continuity(in_force=True, until=date(2024, 7, 31))
ENDED = Continuity(in_force=False, until=date(2024, 7, 31))
REFUSALS = {
    "allowed": (HOME, STANDING, None),
    "no card check": (HOME, None, ReinquiryRefusal.NO_CARD_CHECK),
    "ended": (HOME, ENDED, ReinquiryRefusal.CONTINUITY_ENDED),
    "online": (TreatmentCategory.ONLINE, STANDING, ReinquiryRefusal.NOT_HOME_VISIT),
    "outpatient": (
        TreatmentCategory.OUTPATIENT,
        STANDING,
        ReinquiryRefusal.NOT_HOME_VISIT,
    ),
}


@pytest.mark.parametrize(
    ("category", "care", "expected"), REFUSALS.values(), ids=REFUSALS.keys()
)
def test_only_continuing_home_care_after_a_card_check_may_be_asked_again(
    category: TreatmentCategory,
    care: Continuity | None,
    expected: ReinquiryRefusal | None,
) -> None:
    forms = () if care is None else (VisitForm.REGULAR,)

    assert refusal(category, care, forms=forms) == expected


CALLED = VisitForm.HOUSE_CALL
FORMS = {
    "after 往診 alone nothing": ((CALLED,), None, ReinquiryRefusal.HOUSE_CALL),
    "往診 beside 訪問診療": ((CALLED, VisitForm.REGULAR), STANDING, None),
}


@pytest.mark.parametrize(
    ("forms", "care", "expected"), FORMS.values(), ids=FORMS.keys()
)
def test_house_calls_are_never_asked_again(
    forms: tuple[VisitForm, ...],
    care: Continuity | None,
    expected: ReinquiryRefusal | None,
) -> None:
    assert refusal(HOME, care, forms=forms) == expected
