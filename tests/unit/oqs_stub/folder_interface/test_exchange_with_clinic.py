"""The receipt computer, with a codec of its own, against the stub's folders."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from harness.clinic import Encoding, FolderClinic
from harness.clinic.folders import Waiting
from harness.clinic.requests import InsuredNumbers
from harness.results import ClinicError
from oqs_stub.records import ConsentKind
from oqs_stub.service.inquiry_context import InquiryOptions

from .asking import DENTIST
from .folders_seen import FoldersSeen
from .world import World

SAKURA = InsuredNumbers(
    insurer_number="1990019",
    symbol="０１０",
    number="0000123",
    branch="01",
    birthdate=date(1980, 2, 17),
)
NOBODY = InsuredNumbers(
    insurer_number="1990019",
    symbol=None,
    number="9",
    branch=None,
    birthdate=date(1980, 2, 17),
)


@pytest.fixture(params=Encoding)
def clinic(
    request: pytest.FixtureRequest, world: World, exchange_folder: Path
) -> Iterator[FolderClinic]:
    """A receipt computer that lets the stub look whenever it waits itself."""
    slow = world.with_options(InquiryOptions(bulk_delay_polls=1))
    folders = FoldersSeen(slow, exchange_folder)

    def pause(seconds: float) -> None:
        folders.look(after=seconds)

    yield FolderClinic(
        exchange_folder,
        institution_code=DENTIST,
        clock=world.clock,
        encoding=request.param,
        waiting=Waiting(
            seconds=60, poll=1.0, pause=pause, watch=lambda: folders.seconds.now
        ),
    )
    folders.exchange.stop()


def test_many_are_checked_the_day_before(clinic: FolderClinic) -> None:
    found = clinic.check_all([SAKURA, NOBODY])

    assert [one.validity for one in found] == ["1", "4"]
    assert found[0].name == "髙﨑　さくら"
    assert found[0].consents == {}
    assert clinic.unit_errors == ()


def test_a_registered_number_comes_back(clinic: FolderClinic) -> None:
    (known,) = clinic.check_all([SAKURA])
    assert known.reference_number == ""

    clinic.register_number(known, "Kai-77")

    (again,) = clinic.check_all([SAKURA])
    assert again.reference_number == "Kai-77"


def test_cancelled_consents_are_two_from_then_on(
    clinic: FolderClinic, world: World
) -> None:
    world.visit(kinds=frozenset({ConsentKind.DRUGS, ConsentKind.OPERATION}))
    today = world.clock.now().date()
    (known,) = clinic.fetch_consented(since=today, until=today)

    clinic.cancel_consents(known, ["YZK"])
    partly = clinic.reinquire(known).consents
    clinic.cancel_consents(known)
    wholly = clinic.reinquire(known).consents

    assert (partly["YZK"].flag, partly["SHJ"].flag) == ("2", "1")
    assert (wholly["YZK"].flag, wholly["SHJ"].flag) == ("2", "2")
    with pytest.raises(ClinicError) as caught:
        clinic.cancel_consents(known)
    assert (caught.value.level, caught.value.code) == ("person", "STUB0312")
