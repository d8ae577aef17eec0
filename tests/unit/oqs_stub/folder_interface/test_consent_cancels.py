"""OQSsihvd01: the institution cancels a consent, or some kinds of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from card_profiles.dates import JST
from card_profiles.model import Persona
from oqs_stub.messages.consent_cancel import (
    ConsentCancelAnswer,
    ConsentCancelAnswerBody,
)
from oqs_stub.messages.record import EligibilityRecord
from oqs_stub.messages.validate import check_values
from oqs_stub.records import ConsentKind, LapseReason, TreatmentCategory, VisitForm

from .asking import DENTIST
from .asking_more import cancel_request
from .world import World

HOME = TreatmentCategory.HOME_VISIT
BOTH = frozenset({ConsentKind.DRUGS, ConsentKind.OPERATION})


def _cancel(
    world: World, *kinds: str, **changes: str | None
) -> ConsentCancelAnswerBody:
    answer = world.ask(cancel_request(*kinds, **changes), ConsentCancelAnswer)
    check_values(answer)
    assert answer.MessageHeader.SegmentOfResult == "1"
    assert answer.MessageHeader.ArbitraryFileIdentifier == "Kai-2026_04/10 #1"
    assert answer.MessageBody is not None
    return answer.MessageBody


def _record(world: World) -> EligibilityRecord:
    answer = world.reinquiry()
    check_values(answer)
    assert answer.MessageBody is not None
    assert answer.MessageBody.ResultList is not None
    (record,) = answer.MessageBody.ResultList.ResultOfQualificationConfirmation
    return record


def test_cancelling_everything_leaves_eligibility_and_takes_medical_data(
    world: World,
) -> None:
    world.visit(kinds=BOTH)

    body = _cancel(world)

    record = _record(world)
    assert body.ProcessingResultStatus == "1"
    assert body.CancelledConsentKind == ("SHJ", "YZK")
    assert (record.PharmacistsInfoConsFlg, record.OperationInfoConsFlg) == ("2", "2")
    assert record.DiagnosisInfoConsFlg == "0"
    assert record.ConsentLapseReason == "1"
    assert record.PharmacistsInfoAvailableTime == "20260410100000"
    assert world.medicines().MessageHeader.ResultCode == "STUB0402"


def test_cancelling_one_kind_leaves_the_others(world: World) -> None:
    world.visit(kinds=BOTH)

    body = _cancel(world, "YZK")

    record = _record(world)
    assert body.CancelledConsentKind == ("YZK",)
    assert (record.PharmacistsInfoConsFlg, record.OperationInfoConsFlg) == ("2", "1")
    assert record.ConsentLapseReason == "1"
    assert world.medicines().MessageHeader.ResultCode == "STUB0402"


def test_kinds_can_be_cancelled_one_after_another_then_nothing_is_left(
    world: World,
) -> None:
    world.visit(kinds=BOTH)

    first = _cancel(world, "YZK")
    twice = _cancel(world, "YZK")
    rest = _cancel(world, "YZK", "SHJ")

    assert first.CancelledConsentKind == ("YZK",)
    assert twice.ProcessingResultCode == "STUB0312"
    assert rest.CancelledConsentKind == ("SHJ",)
    assert _record(world).OperationInfoConsFlg == "2"


def test_a_new_consent_by_card_gives_everything_back(world: World) -> None:
    world.visit()
    _cancel(world, "YZK")
    world.clock.set(world.clock.now() + timedelta(days=1))
    world.visit()

    assert _record(world).PharmacistsInfoConsFlg == "1"


def test_an_earlier_consent_does_not_keep_the_cancelled_kind(world: World) -> None:
    world.visit()
    world.clock.set(world.clock.now() + timedelta(days=1))
    world.visit()

    _cancel(world, "YZK")

    for consent in world.consents.everything():
        assert consent.withdrawn_kinds == {ConsentKind.DRUGS}


def test_a_consent_without_any_kind_can_be_cancelled(world: World) -> None:
    world.visit(kinds=frozenset())

    assert _cancel(world).ProcessingResultStatus == "1"
    consent = world.consents.current("sakura", DENTIST, HOME)
    assert consent is not None
    assert consent.lapse_reason is LapseReason.BY_INSTITUTION


def test_without_a_consent_here_there_is_nothing_to_cancel(world: World) -> None:
    world.visit(code="9910000018")

    assert _cancel(world).ProcessingResultCode == "STUB0311"
    other = world.consents.current("sakura", "9910000018", HOME)
    assert other is not None
    assert other.lapsed_at is None


@pytest.mark.parametrize("kinds", [(), ("YZK",), ("SHJ",)])
def test_what_no_longer_stands_cannot_be_cancelled(
    world: World, kinds: tuple[str, ...]
) -> None:
    world.visit()
    at = world.clock.now()
    reason = LapseReason.BY_PATIENT
    world.consents.lapse("sakura", DENTIST, HOME, reason=reason, at=at)

    assert _cancel(world, *kinds).ProcessingResultCode == "STUB0312"
    consent = world.consents.current("sakura", DENTIST, HOME)
    assert consent is not None
    assert consent.lapse_reason is LapseReason.BY_PATIENT
    assert consent.withdrawn == ()


def test_a_consent_whose_care_has_ended_no_longer_stands(world: World) -> None:
    world.visit()
    world.clock.set(datetime(2026, 8, 1, 9, 0, tzinfo=JST))

    assert _cancel(world).ProcessingResultCode == "STUB0312"


@pytest.mark.parametrize("kinds", [(), ("YZK",)], ids=["everything", "one kind"])
def test_a_house_call_that_is_over_hides_no_consent_from_cancelling(
    world: World, kinds: tuple[str, ...]
) -> None:
    world.visit(at=datetime(2026, 4, 1, 9, tzinfo=JST))
    world.visit()
    world.consents.mark_visit(
        "sakura", DENTIST, date(2026, 4, 10), VisitForm.HOUSE_CALL
    )
    world.clock.set(datetime(2026, 4, 11, 9, tzinfo=JST))
    before = _record(world).PharmacistsInfoConsFlg

    assert _cancel(world, *kinds).CancelledConsentKind == ("YZK",)
    assert (before, _record(world).PharmacistsInfoConsFlg) == ("1", "2")


def test_a_kind_that_was_never_agreed_to_cannot_be_cancelled(world: World) -> None:
    world.visit()

    assert _cancel(world, "SHJ").ProcessingResultCode == "STUB0312"
    assert _record(world).PharmacistsInfoConsFlg == "1"


def test_who_is_meant_must_be_clear(
    world: World, make_persona: Callable[..., Persona]
) -> None:
    (held,) = world.registry.people()[0].coverages
    world.registry.add(
        make_persona("futago", serial=2, coverages=(replace(held, branch="02"),))
    )
    world.visit()

    several = _cancel(world, InsuredBranchNumber=None)
    nobody = _cancel(world, InsuredIdentificationNumber="9")

    assert several.ProcessingResultCode == "STUB0406"
    assert nobody.ProcessingResultCode == "STUB0405"
    assert _record(world).PharmacistsInfoConsFlg == "1"


def test_it_can_be_cancelled_after_the_function_was_switched_off(world: World) -> None:
    world.visit()
    world.enable(home_visit=False)

    assert _cancel(world).ProcessingResultStatus == "1"


def test_the_ledger_says_who_lost_which_kind(world: World) -> None:
    world.visit(kinds=BOTH)
    _cancel(world, "YZK")

    entry = world.ledger.entries()[-1]
    assert (entry.action, entry.person_id, entry.detail) == (
        "OQSsihvd01",
        "sakura",
        "YZK",
    )


def test_a_house_call_that_is_over_keeps_its_end_when_all_is_cancelled(
    world: World,
) -> None:
    world.visit(kinds=BOTH, at=world.clock.now() - timedelta(days=3))
    world.visit()
    today = world.clock.now().date()
    world.consents.mark_visit("sakura", DENTIST, today, VisitForm.HOUSE_CALL)
    world.clock.set(world.clock.now() + timedelta(days=1))

    assert _cancel(world).ProcessingResultStatus == "1"

    for_visits, called = world.consents.everything()
    assert for_visits.lapse_reason is LapseReason.BY_INSTITUTION
    assert (called.lapsed_at, called.lapse_reason) == (None, None)


@pytest.mark.parametrize(
    ("kinds", "cancelled"),
    [(("SHJ",), ("SHJ",)), ((), ("SHJ", "YZK"))],
    ids=["one kind", "everything"],
)
def test_kinds_of_either_consent_of_one_day_can_be_cancelled(
    world: World, kinds: tuple[str, ...], cancelled: tuple[str, ...]
) -> None:
    world.visit(kinds=BOTH)
    (given,) = world.consents.everything()
    world.clock.set(world.clock.now() + timedelta(minutes=1))
    world.consents.record(
        replace(
            given,
            kinds=frozenset({ConsentKind.DRUGS}),
            visit=VisitForm.HOUSE_CALL,
            given_at=world.clock.now(),
        )
    )

    assert _cancel(world, *kinds).CancelledConsentKind == cancelled
