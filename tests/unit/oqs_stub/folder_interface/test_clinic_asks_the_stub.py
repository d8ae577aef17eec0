"""Our receipt computer and our stub, who share no codec, understand each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from card_profiles.model import Persona
from harness.clinic import Encoding, FolderClinic
from harness.clinic.folders import Waiting
from harness.journal import Journal
from harness.results import ClinicError, Eligibility
from oqs_stub.records import ConsentKind

from .asking import DENTIST
from .asking_records import with_history
from .office import EVERYTHING, Office, reader_of
from .world import World

KNOWN = Eligibility(validity="1", insurer_number="01990019", number="0000123")


@pytest.fixture
def office(
    world: World, make_persona: Callable[..., Persona], exchange_folder: Path
) -> Iterator[Office]:
    world.registry.add(with_history(make_persona()))
    world.enable(kinds=frozenset(ConsentKind))
    made = Office(world, exchange_folder)
    yield made
    made.exchange.stop()


def _clinic(office: Office, encoding: Encoding, journal: Journal) -> FolderClinic:
    """A clinic that lets the stub look whenever it waits."""
    return FolderClinic(
        office.face.parent,
        institution_code=DENTIST,
        clock=office.world.clock,
        journal=journal,
        encoding=encoding,
        waiting=Waiting(
            pause=lambda _seconds: office.exchange.run_once(), watch=lambda: 0.0
        ),
    )


@pytest.mark.parametrize("encoding", Encoding)
def test_checkups_are_asked_for_and_read(office: Office, encoding: Encoding) -> None:
    office.world.visit(kinds=frozenset(ConsentKind))

    found = _clinic(office, encoding, Journal()).checkups(KNOWN)

    assert found.name == "髙﨑　さくら"
    assert [(line.name, line.value) for line in found.lines] == [
        ("体重", "54.6"),
        ("喫煙", "いいえ"),
        ("体重", "54.6"),
    ]


def test_a_refusal_of_checkups_is_heard(office: Office) -> None:
    with pytest.raises(ClinicError) as caught:
        _clinic(office, Encoding.UTF_8, Journal()).checkups(KNOWN)

    assert (caught.value.level, caught.value.code) == ("person", "STUB0401")


def test_who_stood_at_the_reader_is_read_from_face_once(office: Office) -> None:
    reader_of(office.world, office.results).receive("sakura", DENTIST, EVERYTHING)
    office.exchange.run_once()
    journal = Journal()
    clinic = _clinic(office, Encoding.UTF_8, journal)

    (file,) = clinic.faces()

    assert file.eligibility.name == "髙﨑　さくら"
    assert file.eligibility.prescription == "1"
    assert file.eligibility.consents["YZK"].flag == "1"
    assert [(one.folder, one.name) for one in journal.files] == [("face", file.name)]
    assert clinic.faces() == ()
