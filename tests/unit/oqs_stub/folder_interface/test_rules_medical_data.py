"""Medical data: who may view, and which months."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from card_profiles.dates import JST
from card_profiles.history import HealthCheckup, Procedure, Treatment
from card_profiles.model import Dispensing
from oqs_stub.records import (
    Consent,
    ConsentKind,
    LapseReason,
    TreatmentCategory,
)
from oqs_stub.rules.consent_view import ConsentState, consent_state
from oqs_stub.rules.medical_data import (
    Period,
    ViewRefusal,
    dispensed_in,
    examined_in,
    treated_in,
    view_period,
    view_refusal,
)
from oqs_stub.rules.reinquiry import Continuity

NOW = datetime(2026, 4, 10, 10, 0, tzinfo=JST)
TODAY = NOW.date()
IN_USE = frozenset({ConsentKind.DRUGS, ConsentKind.HEALTH_CHECKUP})


def _state(*kinds: ConsentKind, cancelled: LapseReason | None = None) -> ConsentState:
    consent = Consent(
        person_id="sakura",
        institution_code="9930000014",
        category=TreatmentCategory.HOME_VISIT,
        kinds=frozenset(kinds),
        prescription=None,
        given_at=NOW,
        channel="zaitaku-web",
        lapsed_at=None if cancelled is None else NOW,
        lapse_reason=cancelled,
    )
    care = Continuity(in_force=True, until=date(2026, 7, 31))
    return consent_state(consent, now=NOW, care=care)


GIVEN = _state(ConsentKind.DRUGS)
CASES = {
    "consent and card": (GIVEN, True, None),
    "consent without a card": (GIVEN, False, ViewRefusal.NO_CONSENT),
    "no consent at all": (None, True, ViewRefusal.NO_CONSENT),
    "another kind": (
        _state(ConsentKind.HEALTH_CHECKUP),
        True,
        ViewRefusal.NO_CONSENT,
    ),
    "cancelled": (
        _state(ConsentKind.DRUGS, cancelled=LapseReason.BY_PATIENT),
        True,
        ViewRefusal.LAPSED,
    ),
}


@pytest.mark.parametrize(
    ("state", "checked", "expected"), CASES.values(), ids=CASES.keys()
)
def test_drugs_are_viewed_only_with_card_and_standing_consent(
    *, state: ConsentState | None, checked: bool, expected: ViewRefusal | None
) -> None:
    why = view_refusal(
        ConsentKind.DRUGS, state, card_checked=checked, kinds_in_use=IN_USE
    )

    assert why == expected


def test_a_kind_the_institution_does_not_use_cannot_be_viewed() -> None:
    why = view_refusal(ConsentKind.DRUGS, GIVEN, card_checked=True, kinds_in_use=())

    assert why is ViewRefusal.KIND_NOT_USED


PERIODS = {
    "all of it": (None, None, date(2023, 4, 1), date(2026, 4, 30)),
    "one month": (
        date(2026, 2, 1),
        date(2026, 2, 1),
        date(2026, 2, 1),
        date(2026, 2, 28),
    ),
    "earlier than kept": (date(2010, 1, 1), None, date(2023, 4, 1), date(2026, 4, 30)),
    "later than today": (None, date(2030, 1, 1), date(2023, 4, 1), date(2026, 4, 30)),
}


@pytest.mark.parametrize(
    ("start", "end", "first", "last"), PERIODS.values(), ids=PERIODS.keys()
)
def test_the_months_shown_are_those_asked_for_within_what_is_kept(
    start: date | None, end: date | None, first: date, last: date
) -> None:
    period = view_period(start, end, on=TODAY, lookback_months=36)

    assert period == Period(first, last)


def test_only_what_was_dispensed_in_the_period_and_so_far_is_shown() -> None:
    days = [date(2026, 1, 31), date(2026, 2, 1), date(2026, 4, 10), date(2026, 4, 11)]
    dispensings = [_dispensing(day) for day in days]

    shown = dispensed_in(
        dispensings, Period(date(2026, 2, 1), date(2026, 4, 30)), on=TODAY
    )

    assert [one.dispensed_on for one in shown] == [date(2026, 4, 10), date(2026, 2, 1)]


def test_the_first_and_the_last_day_of_a_period_belong_to_it() -> None:
    days = [date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 1)]

    shown = dispensed_in(
        map(_dispensing, days), Period(date(2026, 2, 1), date(2026, 2, 28)), on=TODAY
    )

    assert [one.dispensed_on for one in shown] == [date(2026, 2, 28), date(2026, 2, 1)]


def test_only_checkups_of_the_period_and_so_far_are_shown() -> None:
    days = [date(2026, 1, 31), date(2026, 2, 1), date(2026, 4, 10), date(2026, 4, 11)]
    checkups = [HealthCheckup(examined_on=day, items=()) for day in days]

    shown = examined_in(checkups, Period(date(2026, 2, 1), date(2026, 4, 30)), on=TODAY)

    assert [one.examined_on for one in shown] == [date(2026, 4, 10), date(2026, 2, 1)]


TREATED = {
    "nothing": ((), []),
    "treatments": ((ConsentKind.DIAGNOSIS,), [["再診"]]),
    "operations": ((ConsentKind.OPERATION,), [["縫合"], ["切開"]]),
    "both": (
        (ConsentKind.DIAGNOSIS, ConsentKind.OPERATION),
        [["再診", "縫合"], ["切開"]],
    ),
    "neither": ((ConsentKind.DRUGS,), []),
}


@pytest.mark.parametrize(("kinds", "names"), TREATED.values(), ids=TREATED.keys())
def test_operations_are_told_from_other_treatments(
    kinds: tuple[ConsentKind, ...], names: list[list[str]]
) -> None:
    treatments = [
        _treatment(date(2026, 4, 11), ("翌日", "12")),
        _treatment(date(2026, 2, 3), ("切開", "50")),
        _treatment(date(2026, 3, 3), ("再診", "12"), ("縫合", "50")),
        _treatment(date(2026, 1, 31), ("以前", "12")),
    ]

    shown = treated_in(
        treatments,
        Period(date(2026, 2, 1), date(2026, 4, 30)),
        on=TODAY,
        kinds=kinds,
    )

    assert [[one.name for one in t.procedures] for t in shown] == names


def _treatment(day: date, *procedures: tuple[str, str]) -> Treatment:
    return Treatment(
        treated_on=day,
        institution_code="9910000018",
        institution_name="医院",
        procedures=tuple(
            Procedure(code="1", name=name, identification=identification)
            for name, identification in procedures
        ),
    )


def _dispensing(day: date) -> Dispensing:
    return Dispensing(
        dispensed_on=day,
        prescribed_on=day,
        pharmacy_code="9940000012",
        pharmacy_name="薬局",
        prescriber_code="9910000018",
        prescriber_name="医院",
        drugs=(),
    )
