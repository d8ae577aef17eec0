"""Results of the card reader reach `face` once, whatever happens on the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from oqs_stub.database import Database
from oqs_stub.exchange import EventKind
from oqs_stub.exchange.delivery import GrowIn, Parcel, WriteIn
from oqs_stub.exchange.face_delivery import token_of
from oqs_stub.face_results import FaceResult, FaceResults
from oqs_stub.records import ConsentKind

from .asking import DENTIST
from .folders_seen import FoldersSeen, Seconds
from .office import EVERYTHING, NAME, Office, reader_of
from .world import World


@pytest.fixture
def office(world: World, exchange_folder: Path) -> Iterator[Office]:
    world.enable(kinds=frozenset(ConsentKind))
    made = Office(world, exchange_folder)
    yield made
    made.exchange.stop()


def test_a_result_is_delivered_once(office: Office) -> None:
    office.receive()
    (office.face / NAME).unlink()  # The receipt computer has read it.

    for _ in range(3):
        office.seconds.now += 10.0
        office.exchange.run_once()

    assert office.files() == []


def test_what_another_process_made_is_found_after_a_while(office: Office) -> None:
    office.exchange.run_once()
    reader_of(office.world, FaceResults(office.world.database)).receive(
        "sakura", DENTIST, EVERYTHING
    )

    office.exchange.run_once()
    assert office.files() == []
    office.seconds.now += 3.0
    office.exchange.run_once()

    assert office.files() == [NAME]


def test_a_result_that_grows_is_written_at_the_next_look(
    world: World, exchange_folder: Path
) -> None:
    world.enable(kinds=frozenset(ConsentKind))
    seconds = Seconds()
    office = Office(
        world,
        exchange_folder,
        delivery=lambda work: GrowIn(work, monotonic=seconds),
        seconds=seconds,
    )
    reader_of(world, office.results).receive("sakura", DENTIST, EVERYTHING)
    office.exchange.run_once()
    assert (office.face / NAME).read_bytes() == b""

    seconds.now += 0.6
    office.exchange.run_once()
    office.exchange.stop()

    assert (office.face / NAME).read_bytes().rstrip().endswith(b"</XmlMsg>")


@pytest.mark.parametrize("part", [0, 100, None], ids=["begun", "cut off", "whole"])
def test_a_delivery_that_was_killed_is_finished_at_the_next_start(
    world: World, folders: FoldersSeen, part: int | None
) -> None:
    reader_of(world, FaceResults(world.database)).receive("sakura", DENTIST, EVERYTHING)
    (waiting,) = FaceResults(world.database).everything()
    target = folders.exchange.folders.face / waiting.name
    _killed_after(folders, waiting, part)

    folders.look()

    assert target.read_bytes() == waiting.data
    assert FaceResults(world.database).everything() == []
    assert folders.at_work() == set()


def test_a_result_taken_before_its_delivery_was_noted_does_not_come_again(
    world: World, folders: FoldersSeen
) -> None:
    reader_of(world, FaceResults(world.database)).receive("sakura", DENTIST, EVERYTHING)
    (waiting,) = FaceResults(world.database).everything()
    target = folders.exchange.folders.face / waiting.name
    _killed_after(folders, waiting, None)
    target.unlink()  # The receipt computer has read it.

    folders.look()

    assert not target.exists()
    assert FaceResults(world.database).everything() == []


def _killed_after(folders: FoldersSeen, result: FaceResult, part: int | None) -> None:
    """What is on disk when a process dies with so much of the file written."""
    parcel = Parcel(
        token=token_of(result),
        target=str(folders.exchange.folders.face / result.name),
        data=result.data,
    )
    upto = len(result.data) if part is None else part
    WriteIn(folders.work).bring(parcel, upto=upto)


def test_a_file_in_the_way_is_left_alone_and_tried_again(office: Office) -> None:
    (office.face / NAME).write_text("somebody else's")
    reader_of(office.world, office.results).receive("sakura", DENTIST, EVERYTHING)
    office.exchange.run_once()
    office.seconds.now += 3.0
    office.exchange.run_once()
    assert (office.face / NAME).read_text() == "somebody else's"
    (waiting,) = [e for e in office.events if e.kind is EventKind.WAITING]
    assert (waiting.name, waiting.detail) == (
        NAME,
        f"face に {NAME} が残っています。取り込むか消すと続けます",
    )

    (office.face / NAME).unlink()
    office.seconds.now += 3.0
    office.exchange.run_once()

    assert "<Name>" in (office.face / NAME).read_text("utf-8")


def test_results_survive_the_end_of_the_process(tmp_path: Path, now: datetime) -> None:
    first = Database(tmp_path / "oqs.sqlite3")
    FaceResults(first).add(name="a.xml", data=b"\x00\xff", now=now)
    first.close()

    second = Database(tmp_path / "oqs.sqlite3")
    (result,) = FaceResults(second).waiting(monotonic=0.0)
    second.close()

    assert (result.name, result.data) == ("a.xml", b"\x00\xff")
