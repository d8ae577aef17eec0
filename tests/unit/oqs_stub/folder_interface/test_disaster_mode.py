"""災害時モード: medical data without card and consent, and a line in the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from oqs_stub.disasters import Disasters
from oqs_stub.rules.disaster import Disaster
from oqs_stub.service.disaster_mode import DisasterMode

from .world import World


@pytest.fixture
def mode(world: World) -> DisasterMode:
    return DisasterMode(
        database=world.database,
        disasters=Disasters(world.database),
        ledger=world.ledger,
        clock=world.clock,
    )


def _quake(now: datetime) -> Disaster:
    return Disaster(
        name="架空地震", since=now, until=now + timedelta(days=7), regions=("99",)
    )


def test_without_a_declaration_card_and_consent_are_needed(world: World) -> None:
    assert world.medicines().MessageHeader.ResultCode == "STUB0401"


def test_while_declared_medical_data_are_shown_and_the_look_is_on_record(
    world: World, mode: DisasterMode
) -> None:
    mode.declare(_quake(world.clock.now()))

    assert world.medicines().MessageHeader.ResultCode == "1"
    entry = world.ledger.entries()[-1]
    assert (entry.action, entry.detail) == ("YZKsiquc01", "災害時モード 架空地震")


def test_it_ends_by_itself_and_by_being_lifted(
    world: World, mode: DisasterMode
) -> None:
    mode.declare(_quake(world.clock.now()))
    lifted = mode.lift("架空地震")
    after = world.medicines().MessageHeader.ResultCode
    mode.declare(_quake(world.clock.now()))
    world.clock.set(world.clock.now() + timedelta(days=7))

    assert (lifted, after) == (True, "STUB0401")
    assert world.medicines().MessageHeader.ResultCode == "STUB0401"


def test_elsewhere_nothing_changes(world: World, mode: DisasterMode) -> None:
    mode.declare(replace(_quake(world.clock.now()), regions=("9910000018",)))

    assert world.medicines().MessageHeader.ResultCode == "STUB0401"


def test_eligibility_without_a_card_check_is_still_no_reinquiry(
    world: World, mode: DisasterMode
) -> None:
    mode.declare(_quake(world.clock.now()))

    body = world.reinquiry().MessageBody
    assert body is not None
    assert body.ProcessingResultCode == "STUB0302"


def test_a_name_longer_than_its_column_is_refused(
    world: World, mode: DisasterMode
) -> None:
    with pytest.raises(ValueError, match="80文字以内"):
        mode.declare(replace(_quake(world.clock.now()), name="震" * 81))


def test_a_period_that_ends_before_it_begins_is_refused(
    world: World, mode: DisasterMode
) -> None:
    now = world.clock.now()

    with pytest.raises(ValueError, match="より後に"):
        mode.declare(replace(_quake(now), until=now))
