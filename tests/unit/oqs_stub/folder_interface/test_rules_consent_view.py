"""What the institution is told of a consent: flag, time, 閲覧有効期限."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from card_profiles.dates import JST
from oqs_stub.records import (
    Consent,
    ConsentKind,
    LapseReason,
    TreatmentCategory,
    Withdrawal,
)
from oqs_stub.rules.consent_view import consent_state
from oqs_stub.rules.reinquiry import Continuity

GIVEN = datetime(2026, 4, 10, 10, 0, tzinfo=JST)
HOME = Consent(
    person_id="sakura",
    institution_code="9930000014",
    category=TreatmentCategory.HOME_VISIT,
    kinds=frozenset({ConsentKind.DRUGS}),
    prescription=None,
    given_at=GIVEN,
    channel="zaitaku-web",
)
CARE = Continuity(in_force=True, until=date(2026, 7, 31))
ENDED = datetime(2026, 5, 1, 9, 0, tzinfo=JST)
ONLINE = replace(
    HOME, category=TreatmentCategory.ONLINE, examination_date=date(2026, 4, 20)
)
OUTPATIENT = replace(HOME, category=TreatmentCategory.OUTPATIENT)

STATES = {
    "home visit, care continues": (HOME, ENDED, "1", None),
    "home visit, last second": (
        HOME,
        datetime(2026, 7, 31, 23, 59, 59, tzinfo=JST),
        "1",
        None,
    ),
    "home visit, care over": (HOME, datetime(2026, 8, 1, tzinfo=JST), "2", "0"),
    "cancelled by the institution": (
        replace(HOME, lapsed_at=ENDED, lapse_reason=LapseReason.BY_INSTITUTION),
        ENDED,
        "2",
        "1",
    ),
    "cancelled by the patient": (
        replace(HOME, lapsed_at=ENDED, lapse_reason=LapseReason.BY_PATIENT),
        ENDED + timedelta(days=200),
        "2",
        "2",
    ),
    "cancelled later than now": (
        replace(HOME, lapsed_at=ENDED, lapse_reason=LapseReason.BY_PATIENT),
        ENDED - timedelta(seconds=1),
        "1",
        None,
    ),
    "online, on the day": (
        ONLINE,
        datetime(2026, 4, 20, 23, 0, tzinfo=JST),
        "1",
        None,
    ),
    "online, a day later": (ONLINE, datetime(2026, 4, 21, tzinfo=JST), "2", "0"),
    "outpatient, 24 hours": (OUTPATIENT, GIVEN + timedelta(hours=24), "1", None),
    "outpatient, later": (OUTPATIENT, GIVEN + timedelta(hours=24, seconds=1), "2", "0"),
}


@pytest.mark.parametrize(
    ("consent", "now", "flag", "reason"), STATES.values(), ids=STATES.keys()
)
def test_a_consent_stands_or_has_lapsed_for_a_reason(
    consent: Consent, now: datetime, flag: str, reason: str | None
) -> None:
    state = consent_state(consent, now=now, care=CARE)

    assert state.triples[ConsentKind.DRUGS].flag == flag
    assert state.lapse_reason == reason
    assert state.gives(ConsentKind.DRUGS) == (flag == "1")


def test_a_kind_not_agreed_to_stays_zero_whatever_happens() -> None:
    cancelled = replace(HOME, lapsed_at=ENDED, lapse_reason=LapseReason.BY_PATIENT)

    for consent in (HOME, cancelled):
        triple = consent_state(consent, now=ENDED, care=CARE).triples[
            ConsentKind.OPERATION
        ]
        assert (triple.flag, triple.consented_at, triple.available_until) == (
            "0",
            None,
            None,
        )


def test_the_time_to_view_ends_with_the_care_or_with_the_cancellation() -> None:
    cancelled = replace(HOME, lapsed_at=ENDED, lapse_reason=LapseReason.BY_PATIENT)

    standing = consent_state(HOME, now=GIVEN, care=CARE).triples[ConsentKind.DRUGS]
    ended = consent_state(cancelled, now=ENDED, care=CARE).triples[ConsentKind.DRUGS]

    assert standing.consented_at == GIVEN
    assert standing.available_until == datetime(2026, 7, 31, 23, 59, 59, tzinfo=JST)
    assert ended.available_until == ENDED


def test_without_any_card_check_nothing_may_be_viewed() -> None:
    state = consent_state(HOME, now=GIVEN + timedelta(seconds=1), care=None)

    assert not state.gives(ConsentKind.DRUGS)


BOTH = replace(HOME, kinds=frozenset({ConsentKind.DRUGS, ConsentKind.OPERATION}))
DRUGS_GONE = (
    Withdrawal(kind=ConsentKind.DRUGS, at=ENDED, reason=LapseReason.BY_INSTITUTION),
)
OPERATION_GONE = Withdrawal(
    kind=ConsentKind.OPERATION,
    at=ENDED + timedelta(days=1),
    reason=LapseReason.BY_PATIENT,
)

WITHDRAWALS = {
    "that kind is 2 and the others stay": (
        replace(BOTH, withdrawn=DRUGS_GONE),
        ENDED,
        ("2", "1"),
        (None, "1"),
    ),
    "of two reasons the first is told": (
        replace(BOTH, withdrawn=(*DRUGS_GONE, OPERATION_GONE)),
        ENDED + timedelta(days=1),
        ("2", "2"),
        (None, "1"),
    ),
    "not before its time": (
        replace(BOTH, withdrawn=DRUGS_GONE),
        ENDED - timedelta(seconds=1),
        ("1", "1"),
        (None, None),
    ),
    "a kind never agreed to stays 0": (
        replace(
            HOME,
            kinds=frozenset({ConsentKind.OPERATION}),
            withdrawn=DRUGS_GONE,
        ),
        ENDED,
        ("0", "1"),
        (None, None),
    ),
    "after a cancellation of everything it says nothing new": (
        replace(
            BOTH,
            lapsed_at=ENDED - timedelta(days=1),
            lapse_reason=LapseReason.BY_PATIENT,
            withdrawn=DRUGS_GONE,
        ),
        ENDED,
        ("2", "2"),
        ("2", None),
    ),
}


@pytest.mark.parametrize(
    ("consent", "now", "flags", "reasons"),
    WITHDRAWALS.values(),
    ids=WITHDRAWALS.keys(),
)
def test_a_single_kind_can_be_cancelled(
    consent: Consent,
    now: datetime,
    flags: tuple[str, str],
    reasons: tuple[str | None, str | None],
) -> None:
    state = consent_state(consent, now=now, care=CARE)

    drugs, operation = ConsentKind.DRUGS, ConsentKind.OPERATION
    assert (state.triples[drugs].flag, state.triples[operation].flag) == flags
    assert (state.lapse_reason, state.kind_lapse_reason) == reasons
    if flags == ("2", "1"):
        assert state.triples[drugs].available_until == ENDED
