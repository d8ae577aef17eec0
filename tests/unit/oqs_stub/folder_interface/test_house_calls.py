"""往診: asked anew every time, and agreed to for its own day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from card_profiles.dates import JST
from oqs_stub.records import ConsentKind, VisitForm

from .asking import DENTIST
from .world import World

CALLED = VisitForm.HOUSE_CALL


def _code(world: World, day: str = "20260410") -> str | None:
    answer = world.reinquiry(QualificationConfirmationDate=day)
    assert answer.MessageBody is not None
    return answer.MessageBody.ProcessingResultCode


def _listed(world: World) -> tuple[str | None, str | None]:
    """What the list of who consented in April says of drugs and operations."""
    answer = world.consented()
    assert answer.MessageBody is not None
    (unit,) = answer.MessageBody.BulkConfirmUnit
    (record,) = unit.ResultOfQualificationConfirmation
    return record.PharmacistsInfoConsFlg, record.OperationInfoConsFlg


def test_after_a_house_call_alone_there_is_no_reinquiry(world: World) -> None:
    world.visit()
    world.consents.mark_visit("sakura", DENTIST, date(2026, 4, 10), CALLED)

    assert _code(world) == "STUB0313"


def test_a_house_call_beside_regular_visits_takes_nothing_away(world: World) -> None:
    world.visit(at=datetime(2026, 4, 1, 9, tzinfo=JST))
    world.visit()
    world.consents.mark_visit("sakura", DENTIST, date(2026, 4, 10), CALLED)

    assert _code(world) is None


def test_a_house_call_does_not_lengthen_the_care(world: World) -> None:
    world.visit(at=datetime(2026, 1, 5, 9, tzinfo=JST))
    world.visit()
    world.consents.mark_visit("sakura", DENTIST, date(2026, 4, 10), CALLED)
    world.clock.set(datetime(2026, 5, 1, 9, tzinfo=JST))

    assert _code(world, "20260501") == "STUB0303"


def test_a_refused_reinquiry_leaves_todays_house_call_its_consent(
    world: World,
) -> None:
    world.visit(at=datetime(2026, 1, 5, 9, tzinfo=JST))
    world.clock.set(datetime(2026, 5, 1, 9, tzinfo=JST))
    world.visit()
    world.consents.mark_visit("sakura", DENTIST, date(2026, 5, 1), CALLED)

    assert _code(world, "20260501") == "STUB0303"
    assert world.medicines().MessageHeader.ResultCode == "1"


def test_a_house_calls_consent_is_over_with_its_day(world: World) -> None:
    world.visit()
    world.consents.mark_visit("sakura", DENTIST, date(2026, 4, 10), CALLED)
    today = world.medicines().MessageHeader.ResultCode

    world.clock.set(datetime(2026, 4, 11, 0, 0, tzinfo=JST))

    assert today == "1"
    assert world.medicines().MessageHeader.ResultCode == "STUB0402"


def test_the_list_tells_the_consent_for_visits_once_the_house_call_is_over(
    world: World,
) -> None:
    world.visit(at=datetime(2026, 4, 1, 9, tzinfo=JST))
    world.visit(kinds=frozenset({ConsentKind.OPERATION}))
    world.consents.mark_visit("sakura", DENTIST, date(2026, 4, 10), CALLED)
    on_the_day = _listed(world)

    world.clock.set(world.clock.now() + timedelta(days=1))

    assert on_the_day == ("0", "1")
    assert _listed(world) == ("1", "0")


def test_what_was_agreed_to_for_visits_counts_again_the_day_after(
    world: World,
) -> None:
    world.visit(at=datetime(2026, 4, 1, 9, tzinfo=JST))
    world.visit(kinds=frozenset({ConsentKind.HEALTH_CHECKUP}))
    world.consents.mark_visit("sakura", DENTIST, date(2026, 4, 10), CALLED)
    on_the_day = world.medicines().MessageHeader.ResultCode

    world.clock.set(world.clock.now() + timedelta(days=1))

    assert on_the_day == "STUB0401"
    assert world.medicines().MessageHeader.ResultCode == "1"
