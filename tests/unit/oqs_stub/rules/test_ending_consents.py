"""閲覧同意取消 and 同意照会・更新 as pure rules: which kinds end, which go on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from oqs_stub.records import (
    Consent,
    ConsentForm,
    ConsentKind,
    LapseReason,
    Prescription,
    Withdrawal,
)
from oqs_stub.rules.consent_cancel import CancelRefusal, kinds_to_cancel
from oqs_stub.rules.consent_view import ConsentState, consent_state
from oqs_stub.rules.own_consents import standing, updated
from oqs_stub.rules.reinquiry import Continuity

from .consents_given import booked, moment, visited

DRUGS, OPERATION = ConsentKind.DRUGS, ConsentKind.OPERATION
CHECKUP = ConsentKind.HEALTH_CHECKUP
NOW = moment(10)


def _state(consent: Consent) -> ConsentState:
    care = Continuity(in_force=True, until=date(2026, 7, 31))
    return consent_state(consent, now=NOW, care=care)


def _cancelled(consent: Consent) -> Consent:
    return replace(consent, lapsed_at=moment(5), lapse_reason=LapseReason.BY_PATIENT)


def _without(consent: Consent, kind: ConsentKind) -> Consent:
    gone = Withdrawal(kind=kind, at=moment(5), reason=LapseReason.BY_INSTITUTION)
    return replace(consent, withdrawn=(gone,))


BOTH = visited(moment(1), DRUGS, OPERATION)
FORMER = visited(moment(1), CHECKUP)
NOTHING_AGREED = visited(moment(1))
CANCELS: dict[
    str,
    tuple[tuple[Consent, ...], set[ConsentKind], set[ConsentKind] | CancelRefusal],
] = {
    "never one here": ((), set(), CancelRefusal.NO_CONSENT),
    "every kind": ((BOTH,), set(), {DRUGS, OPERATION}),
    "one kind": ((BOTH,), {DRUGS}, {DRUGS}),
    "a kind not agreed to": ((BOTH,), {CHECKUP}, CancelRefusal.NOT_STANDING),
    "one agreed to and one not": ((BOTH,), {CHECKUP, DRUGS}, {DRUGS}),
    "a kind that ended before": (
        (_without(BOTH, DRUGS),),
        {DRUGS},
        CancelRefusal.NOT_STANDING,
    ),
    "what is left": ((_without(BOTH, DRUGS),), set(), {OPERATION}),
    "cancelled before": ((_cancelled(BOTH),), set(), CancelRefusal.NOT_STANDING),
    "one of two was": ((_cancelled(BOTH), FORMER), set(), {CHECKUP}),
    "of both": ((BOTH, FORMER), set(), {DRUGS, OPERATION, CHECKUP}),
    "with no kind it ends as a whole": ((NOTHING_AGREED,), set(), set()),
    "and has no kind to name": (
        (NOTHING_AGREED,),
        {DRUGS},
        CancelRefusal.NOT_STANDING,
    ),
}


@pytest.mark.parametrize(
    ("consents", "asked", "ending"), CANCELS.values(), ids=CANCELS.keys()
)
def test_kinds_that_stand_and_are_asked_for_end(
    consents: tuple[Consent, ...],
    asked: set[ConsentKind],
    ending: set[ConsentKind] | CancelRefusal,
) -> None:
    assert kinds_to_cancel([_state(one) for one in consents], asked) == ending


SOON = booked(moment(3), date(2026, 4, 12), DRUGS)
LATER = booked(moment(2), date(2026, 4, 20), DRUGS)
OVER = booked(moment(1), date(2026, 4, 9), DRUGS)
LATER_VISIT = visited(moment(4), DRUGS)


def test_a_patient_is_shown_what_stands_the_nearest_day_first() -> None:
    consents = (BOTH, OVER, LATER, SOON, _cancelled(FORMER), LATER_VISIT)

    found = standing([(one, _state(one)) for one in consents])

    assert [one.consent for one in found] == [SOON, LATER, BOTH, LATER_VISIT]


def test_a_kind_that_ended_alone_is_not_shown_as_agreed_to() -> None:
    (one,) = standing([(_without(BOTH, DRUGS), _state(_without(BOTH, DRUGS)))])

    assert one.form.kinds == {OPERATION}


UPDATES = {
    "other kinds": ({CHECKUP}, {DRUGS, OPERATION, CHECKUP}, {CHECKUP}),
    "none": (set(), {DRUGS, OPERATION}, set()),
    "what is not asked stays": (set(), {DRUGS}, {OPERATION}),
    "what is not asked is not added": ({CHECKUP}, {DRUGS}, {OPERATION}),
}


@pytest.mark.parametrize(
    ("chosen", "asked", "agreed"), UPDATES.values(), ids=UPDATES.keys()
)
def test_an_update_changes_what_the_page_asks(
    chosen: set[ConsentKind], asked: set[ConsentKind], agreed: set[ConsentKind]
) -> None:
    (one,) = standing([(BOTH, _state(BOTH))])

    after = updated(
        one,
        replace(one.form, kinds=frozenset(chosen)),
        asked=asked,
        channel="app",
        now=NOW,
    )

    assert after.kinds == agreed
    assert (after.given_at, after.channel) == (NOW, "app")


def test_an_update_keeps_the_day_and_forgets_what_ended_alone() -> None:
    before = replace(
        _without(booked(moment(3), date(2026, 4, 12), DRUGS, OPERATION), DRUGS),
        prescription=Prescription.PAPER,
    )
    (one,) = standing([(before, _state(before))])
    again = ConsentForm(kinds=frozenset({DRUGS}), prescription=None)

    after = updated(one, again, asked=(DRUGS, OPERATION), channel="app", now=NOW)

    assert after.examination_date == date(2026, 4, 12)
    assert after.prescription is Prescription.PAPER
    assert after.withdrawn == ()
    assert _state(after).gives(DRUGS)


def test_an_update_takes_another_form_of_prescription() -> None:
    before = replace(BOTH, prescription=Prescription.PAPER)
    (one,) = standing([(before, _state(before))])
    form = replace(one.form, prescription=Prescription.ELECTRONIC)

    after = updated(one, form, asked=(), channel="app", now=NOW)

    assert after.prescription is Prescription.ELECTRONIC
    assert after.kinds == BOTH.kinds
