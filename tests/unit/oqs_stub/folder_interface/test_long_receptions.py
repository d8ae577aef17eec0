"""Receptions of thousands: worked out while others write, written down at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from card_profiles.model import Coverage, Persona
from oqs_stub.database import Database
from oqs_stub.messages import Codec, Encoding, Message
from oqs_stub.messages.reference_numbers import (
    BulkRegistrationReception,
    BulkRegistrationResult,
)
from oqs_stub.registry import Registry
from oqs_stub.service.reference_registration import Planned

from .another_writer import gets_in
from .asking_more import (
    Changes,
    bulk_reinquiry_request,
    bulk_request,
    registration,
    registration_request,
    registrations_request,
    registrations_result_request,
)
from .folders_seen import FoldersSeen
from .world import World

RECEPTIONS: dict[str, Callable[..., Message]] = {
    "OQSmuquc01": bulk_request,
    "OQSmuhvr01": bulk_reinquiry_request,
    "OQSmuimm01": lambda *rows: registrations_request(
        *(registration(f"n{place}", **row) for place, row in enumerate(rows))
    ),
}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """On disk: in memory nobody else could write."""
    database = Database(tmp_path / "stub.sqlite3")
    yield database
    database.close()


@pytest.fixture
def patients(world: World, make_persona: Callable[..., Persona]) -> list[Changes]:
    """Sakura and another, as the rows of a request."""
    (held,) = world.registry.people()[0].coverages
    other = make_persona("p1", serial=2, coverages=(replace(held, number="5001"),))
    world.registry.add(other)
    return [{}, {"InsuredIdentificationNumber": "5001"}]


def _others_write(
    world: World, monkeypatch: pytest.MonkeyPatch, owner: type, name: str
) -> list[bool]:
    """Whether another thread gets in whenever *owner* does *name*."""
    got_in: list[bool] = []
    done = getattr(owner, name)

    def watched(*given: object, **named: object) -> object:
        got_in.append(gets_in(lambda: world.visit("sakura")))
        return done(*given, **named)

    monkeypatch.setattr(owner, name, watched)
    return got_in


@pytest.mark.parametrize("prefix", RECEPTIONS)
def test_others_write_while_a_long_request_is_read(
    world: World,
    patients: list[Changes],
    folders: FoldersSeen,
    monkeypatch: pytest.MonkeyPatch,
    prefix: str,
) -> None:
    request = Codec().encode(RECEPTIONS[prefix](*patients), Encoding.UTF_8)
    folders.put(request, f"{prefix}req_1.xml")
    got_in = _others_write(world, monkeypatch, Codec, "decode")

    folders.look()

    assert got_in == [True]
    assert folders.answers() == {f"{prefix}res_1.xml"}
    assert [e.action for e in world.ledger.entries()].count(prefix) == 1


@pytest.mark.parametrize("by_folder", [True, False], ids=["folder", "screen"])
def test_others_write_while_everybody_to_be_registered_is_looked_up(
    world: World,
    patients: list[Changes],
    folders: FoldersSeen,
    monkeypatch: pytest.MonkeyPatch,
    *,
    by_folder: bool,
) -> None:
    request = RECEPTIONS["OQSmuimm01"](*patients)
    got_in = _others_write(world, monkeypatch, Registry, "find_many")

    if by_folder:
        folders.put(Codec().encode(request, Encoding.UTF_8), "OQSmuimm01req_1.xml")
        folders.look()
    else:
        world.ask(request, BulkRegistrationReception)

    assert got_in == [True]
    assert _holders(world, "n0") == {"sakura"}
    assert _holders(world, "n1") == {"p1"}


def test_a_number_that_was_taken_since_it_was_looked_up_is_refused(
    world: World, patients: list[Changes]
) -> None:
    request = RECEPTIONS["OQSmuimm01"](*patients)
    worked_out = world.service.work_out(request, encoding=Encoding.UTF_8)
    world.service.answer(
        registration_request("n0", **patients[1]), encoding=Encoding.UTF_8
    )

    reception = world.service.inquire(
        request, encoding=Encoding.UTF_8, worked_out=worked_out
    ).answer

    assert worked_out is not None
    assert isinstance(reception, BulkRegistrationReception)
    assert reception.MessageBody is not None
    result = world.ask(
        registrations_result_request(reception.MessageBody.ReceptionNumber),
        BulkRegistrationResult,
    )
    assert result.MessageBody is not None
    codes = [u.ProcessingResultCode for u in result.MessageBody.BulkRegistrationUnit]
    assert codes == ["STUB0310", None]
    assert _holders(world, "n0") == set()  # p1 has "n1" now.


def test_a_cover_that_was_removed_since_it_was_looked_up_gets_no_number(
    world: World, patients: list[Changes]
) -> None:
    request = RECEPTIONS["OQSmuimm01"](*patients)
    worked_out = world.service.work_out(request, encoding=Encoding.UTF_8)
    assert worked_out is not None
    world.registry.replace_coverages("p1", ())

    world.service.inquire(request, encoding=Encoding.UTF_8, worked_out=worked_out)

    assert _holders(world, "n0") == {"sakura"}
    assert _holders(world, "n1") == set()


def test_what_the_institution_may_not_see_any_more_gets_no_number(
    world: World, medical_aid: Callable[..., Coverage]
) -> None:
    world.registry.replace_coverages("sakura", (medical_aid(),))
    world.enable(medical_aid=True)
    request = RECEPTIONS["OQSmuimm01"](
        {
            "InsurerNumber": "12990016",
            "InsuredIdentificationNumber": "18",
            "InsuredCardSymbol": None,
            "InsuredBranchNumber": None,
        }
    )
    worked_out = world.service.work_out(request, encoding=Encoding.UTF_8)
    assert isinstance(worked_out, Planned)
    assert len(worked_out.new) == 1
    world.enable(medical_aid=False)

    world.service.inquire(request, encoding=Encoding.UTF_8, worked_out=worked_out)

    assert _holders(world, "n0") == set()


def test_a_long_request_that_cannot_be_read_is_refused_all_the_same(
    world: World, folders: FoldersSeen
) -> None:
    folders.put(b"<XmlMsg><Other/></XmlMsg>", "OQSmuquc01req_1.xml")

    folders.look()

    assert folders.answers() == {"OQSmuquc01res_1.xml"}
    assert world.ledger.entries()[-1].result == "STUB0201"


def _holders(world: World, number: str) -> set[str]:
    register = world.service._stores.references
    return set(register.holders(number, institution_code="9930000014"))
