"""A generated population fills a stub in portions, once, and goes on where it ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from oqs_stub.clock import SettableClock
from oqs_stub.database import Database
from oqs_stub.ledger import Ledger
from oqs_stub.registry import Registry
from oqs_stub.service import people
from oqs_stub.service.people import PeopleService


@pytest.fixture
def registry() -> Iterator[Registry]:
    database = Database("sqlite://")
    yield Registry(database)
    database.close()


@pytest.fixture
def service(
    registry: Registry, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> PeopleService:
    """Ten people a portion, so that few are enough."""
    monkeypatch.setattr(people, "_PORTION", 10)
    clock = SettableClock(now)
    database = registry._database
    return PeopleService(
        database=database,
        registry=registry,
        ledger=Ledger(database, clock),
        clock=clock,
    )


def test_everybody_is_registered_and_progress_is_told(
    service: PeopleService, registry: Registry
) -> None:
    told: list[int] = []

    new = service.fill(25, seed=4, told=told.append)

    assert (new, registry.count(), told) == (25, 25, [10, 20, 25])
    assert registry.get("synth-4-0025") is not None


def test_filling_again_adds_nobody(service: PeopleService, registry: Registry) -> None:
    service.fill(20, seed=4)

    assert service.fill(20, seed=4) == 0
    assert registry.count() == 20


def test_what_was_stopped_goes_on_where_it_ended(
    service: PeopleService, registry: Registry
) -> None:
    def stop(done: int) -> None:
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        service.fill(40, seed=4, told=stop)

    assert service.fill(40, seed=4) == 20
    assert registry.count() == 40


def test_two_seeds_live_side_by_side(
    service: PeopleService, registry: Registry
) -> None:
    service.fill(10, seed=4)

    assert service.fill(10, seed=5) == 10
    assert registry.count() == 20
