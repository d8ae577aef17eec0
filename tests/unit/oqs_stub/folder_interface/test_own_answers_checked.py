"""Whatever the stub writes about any persona passes its own check without a word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest

from card_profiles import loader
from card_profiles.model import Coverage
from oqs_stub.checking import check_file
from oqs_stub.messages import Codec, Encoding, Message
from oqs_stub.records import ConsentKind

from . import online_patients
from .asking import eligibility_request, list_request, medicine_request
from .asking_records import checkup_request
from .online_patients import register, switch_online
from .world import World

PERSONAS = loader.names()


@pytest.fixture
def town(world: World, now: datetime) -> World:
    """Every persona was visited, and registered for online care."""
    world.enable(medical_aid=True, kinds=frozenset(ConsentKind))
    switch_online(world)
    world.registry.add_all(loader.load(name, now=now) for name in PERSONAS)
    for name in PERSONAS:
        world.visit(name, kinds=frozenset(ConsentKind))
        register(world, date(2026, 4, 12), person_id=name, kinds=frozenset(ConsentKind))
    return world


def _numbers(coverage: Coverage) -> dict[str, str | None]:
    return {
        "InsurerNumber": coverage.insurer_number.rjust(8),
        "InsuredIdentificationNumber": coverage.number,
    }


def _viewed(coverage: Coverage) -> dict[str, str | None]:
    return {
        "InsurerNumber": coverage.insurer_number.rjust(8),
        "InsuredPersonIdentificationNumber": coverage.number,
        "BranchNumber": coverage.branch,
    }


def _requests(world: World) -> Iterator[tuple[str, Message]]:
    yield "OQSmuhvq01", list_request("20260401", "20260430")
    yield (
        "OQSmuonq01",
        online_patients.list_request(
            ConsentDateFrom="20260401", ConsentDateTo="20260430"
        ),
    )
    for person in world.registry.people():
        for coverage in person.coverages:
            birthdate = f"{person.person.birthdate:%Y%m%d}"
            yield (
                "OQSsiquc01",
                eligibility_request(Birthdate=birthdate, **_numbers(coverage)),
            )
            yield (
                "YZKsiquc01",
                medicine_request(FileCategory="4", **_viewed(coverage)),
            )
            yield "TKKsiquc01", checkup_request(**_viewed(coverage))


def test_nothing_the_stub_writes_is_found_fault_with(town: World) -> None:
    codec = Codec()
    seen = 0
    for prefix, request in _requests(town):
        for encoding in Encoding:
            asked = codec.encode(request, encoding)
            answer = town.service.answer(request, encoding=encoding)
            told = codec.encode(answer, encoding)

            assert check_file(f"{prefix}req_1.xml", asked).findings == ()
            assert check_file(f"{prefix}res_1.xml", told).findings == ()
            seen += 1
    assert seen > 2 * 3 * len(PERSONAS)


@pytest.mark.parametrize("encoding", Encoding)
def test_lists_of_every_persona_are_found_no_fault_with(
    town: World, encoding: Encoding
) -> None:
    home = town.consented()
    online = online_patients.listed(
        town, ConsentDateFrom="20260401", ConsentDateTo="20260430"
    )

    for prefix, answer in (("OQSmuhvq02", home), ("OQSmuonq02", online)):
        assert answer.MessageBody is not None
        assert len(answer.MessageBody.BulkConfirmUnit) == len(PERSONAS)
        told = answer.model_copy(
            update={
                "MessageHeader": answer.MessageHeader.model_copy(
                    update={"CharacterCodeIdentifier": encoding.identifier}
                )
            }
        )
        data = Codec().encode(told, encoding)
        assert check_file(f"{prefix}res_1.xml", data).findings == ()
