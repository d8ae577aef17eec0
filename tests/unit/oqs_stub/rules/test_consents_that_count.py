"""Of several consents of a patient: which counts, which may stand, which go on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from oqs_stub.records import Consent, ConsentKind, LapseReason, VisitForm
from oqs_stub.rules.consent_view import (
    ConsentState,
    ConsentTerms,
    consent_state,
    latest_of_each,
    meant,
    meant_of_each,
    oral_consent_covers,
    taken_over,
)
from oqs_stub.rules.reinquiry import Continuity

from .consents_given import booked, moment, visited

TODAY = date(2026, 4, 10)
CALL = VisitForm.HOUSE_CALL
FIRST, SECOND = visited(moment(1)), visited(moment(3))
CALLED_BEFORE = visited(moment(9, 23), visit=CALL)
CALLED_TODAY = visited(moment(10, 0), visit=CALL)
VISITED_AFTER_CALL = visited(moment(10, 12))

MEANT: dict[str, tuple[tuple[Consent, ...], Consent | None]] = {
    "none": ((), None),
    "the only one": ((FIRST,), FIRST),
    "the latest": ((FIRST, SECOND), SECOND),
    "往診 of today": ((FIRST, CALLED_TODAY), CALLED_TODAY),
    "訪問診療 again on the day after 往診": ((FIRST, CALLED_BEFORE), FIRST),
    "訪問診療 later on the day of 往診": (
        (FIRST, CALLED_TODAY, VISITED_AFTER_CALL),
        VISITED_AFTER_CALL,
    ),
    "往診 of days before, and nothing else": (
        (replace(CALLED_BEFORE, given_at=moment(8)), CALLED_BEFORE),
        CALLED_BEFORE,
    ),
}


@pytest.mark.parametrize(("given", "counts"), MEANT.values(), ids=MEANT.keys())
def test_the_latest_counts_but_a_house_call_on_its_day_alone(
    given: tuple[Consent, ...], counts: Consent | None
) -> None:
    assert meant(given, on=TODAY) is counts


def test_of_each_patient_the_one_that_counts_is_meant() -> None:
    other = visited(moment(2), person="taro")
    other_called = visited(moment(9), person="taro", visit=CALL)

    found = meant_of_each((FIRST, other, SECOND, other_called), on=TODAY)

    assert found == [SECOND, other]


def test_of_no_patients_none_is_meant() -> None:
    assert meant_of_each((), on=TODAY) == []


LATEST: dict[str, tuple[tuple[Consent, ...], list[Consent]]] = {
    "none": ((), []),
    "the latest visit": ((FIRST, SECOND), [SECOND]),
    "a visit and a 往診": (
        (FIRST, SECOND, CALLED_BEFORE, CALLED_TODAY),
        [SECOND, CALLED_TODAY],
    ),
    "of each patient": (
        (FIRST, taro := visited(moment(2), person="taro"), SECOND),
        [taro, SECOND],
    ),
    "of each 受診予定日": (
        (
            booked(moment(1), TODAY),
            tomorrow := booked(moment(2), date(2026, 4, 11)),
            again := booked(moment(3), TODAY),
        ),
        [tomorrow, again],
    ),
}


@pytest.mark.parametrize(("given", "stand"), LATEST.values(), ids=LATEST.keys())
def test_what_was_given_last_of_each_kind_of_care_may_stand(
    given: tuple[Consent, ...], stand: list[Consent]
) -> None:
    assert latest_of_each(given) == stand


DISEASES, DRUGS = ConsentKind.SPECIFIC_DISEASES, ConsentKind.DRUGS
OPERATION, CHECKUP = ConsentKind.OPERATION, ConsentKind.HEALTH_CHECKUP
EVERY = frozenset(ConsentKind)
WITH_DISEASES = ConsentTerms(oral_covers_diseases=True)
ORAL = {
    "by the usual rule nothing": (DISEASES, EVERY, ConsentTerms(), False),
    "where the rule says so": (DISEASES, EVERY, WITH_DISEASES, True),
    "not where it is not used": (DISEASES, EVERY - {DISEASES}, WITH_DISEASES, False),
    "never 薬剤": (DRUGS, EVERY, WITH_DISEASES, False),
    "never 手術": (OPERATION, EVERY, WITH_DISEASES, False),
    "never 健診": (CHECKUP, EVERY, WITH_DISEASES, False),
    "never 診療": (ConsentKind.DIAGNOSIS, EVERY, WITH_DISEASES, False),
}


@pytest.mark.parametrize(
    ("kind", "in_use", "terms", "enough"), ORAL.values(), ids=ORAL.keys()
)
def test_word_of_mouth_is_enough_for_diseases_at_most(
    *,
    kind: ConsentKind,
    in_use: frozenset[ConsentKind],
    terms: ConsentTerms,
    enough: bool,
) -> None:
    assert oral_consent_covers(kind, kinds_in_use=in_use, terms=terms) is enough


def _before(*kinds: ConsentKind, cancelled: bool = False) -> ConsentState:
    consent = visited(moment(1), *kinds)
    if cancelled:
        consent = replace(
            consent, lapsed_at=moment(2), lapse_reason=LapseReason.BY_PATIENT
        )
    care = Continuity(in_force=True, until=date(2026, 7, 31))
    return consent_state(consent, now=moment(10), care=care)


OPEN = {
    "nothing before": ({DRUGS}, {OPERATION}, None, {DRUGS}),
    "what is open stays": (
        {DRUGS},
        {OPERATION},
        _before(OPERATION, CHECKUP),
        {DRUGS, OPERATION},
    ),
    "what was refused is not open": (set(), set(), _before(OPERATION), set()),
    "what was open and not given before": ({DRUGS}, {OPERATION}, _before(), {DRUGS}),
    "what was cancelled does not come back": (
        {DRUGS},
        {OPERATION},
        _before(OPERATION, cancelled=True),
        {DRUGS},
    ),
}


@pytest.mark.parametrize(
    ("chosen", "unanswered", "before", "agreed"), OPEN.values(), ids=OPEN.keys()
)
def test_with_takeover_a_kind_left_open_stays_as_it_stands(
    chosen: set[ConsentKind],
    unanswered: set[ConsentKind],
    before: ConsentState | None,
    agreed: set[ConsentKind],
) -> None:
    assert taken_over(frozenset(chosen), frozenset(unanswered), before) == agreed
