"""Answers that nobody fetches: how long they stay, and the list that is left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from oqs_stub.exchange.delivery import WriteIn
from oqs_stub.exchange.uncollected import STAY

from .folders_seen import ANSWER, ERR, NAME, SETTLE, FoldersSeen
from .world import World

RequestBytes = Callable[..., bytes]
LIST = "del20260411100000.txt"
MISSPELT, MISSPELT_ERR = "花子req_1.xml", "花子req_1.err"


def later(folders: FoldersSeen, world: World, **time: float) -> None:
    """Let the stub's clock go on; the folder is looked at again."""
    world.clock.set(world.clock.now() + timedelta(**time))
    folders.look(after=3.0)


def test_an_answer_nobody_fetches_is_deleted_after_a_day_and_listed(
    folders: FoldersSeen, world: World, request_bytes: RequestBytes
) -> None:
    folders.put(request_bytes())
    folders.look()
    folders.look(after=3.0)

    later(folders, world, hours=23, minutes=59)
    assert folders.answers() == {ANSWER}
    later(folders, world, minutes=1)

    assert folders.answers() == {LIST}
    assert (folders.res / LIST).read_bytes() == f"{ANSWER}\r\n".encode()


@pytest.mark.parametrize(
    ("data", "name", "err"),
    [
        pytest.param(b"<broken", NAME, ERR, id="a rejection"),
        pytest.param(b"<XmlMsg/>", MISSPELT, MISSPELT_ERR, id="a misspelt request"),
    ],
)
def test_what_was_refused_goes_with_its_err(
    folders: FoldersSeen, world: World, data: bytes, name: str, err: str
) -> None:
    folders.put(data, name)
    folders.look()
    folders.look(after=SETTLE)
    folders.look(after=3.0)

    later(folders, world, days=1)

    assert folders.answers() == {LIST}
    assert folders.text(LIST).split() == [err, name]


def test_a_misspelt_request_goes_with_its_err_after_a_restart_too(
    folders: FoldersSeen, world: World
) -> None:
    folders.put(b"<XmlMsg/>", MISSPELT)
    folders.look()
    folders.look(after=SETTLE)
    folders.exchange.stop()

    restarted = FoldersSeen(world, folders.root)
    restarted.look(after=3.0)
    (restarted.res / "太郎req_1.xml").write_bytes(b"somebody's")
    later(restarted, world, days=1)

    assert restarted.answers() == {LIST, "太郎req_1.xml"}
    assert restarted.text(LIST).split() == [MISSPELT_ERR, MISSPELT]
    restarted.exchange.stop()


@pytest.mark.parametrize("stay", [STAY, None], ids=["stays a day", "stays for ever"])
def test_a_misspelt_name_that_was_fetched_is_not_ours_any_more(
    world: World, exchange_folder: Path, stay: timedelta | None
) -> None:
    folders = FoldersSeen(world, exchange_folder, stay=stay)
    folders.put(b"<XmlMsg/>", MISSPELT)
    folders.look()
    folders.look(after=SETTLE)
    for path in folders.res.iterdir():
        path.unlink()
    folders.look(after=3.0)
    folders.exchange.stop()

    restarted = FoldersSeen(world, exchange_folder)
    (restarted.res / MISSPELT).write_bytes(b"somebody's")
    restarted.look(after=3.0)
    later(restarted, world, days=1)

    assert restarted.answers() == {MISSPELT}
    restarted.exchange.stop()


def test_what_is_not_of_the_interface_is_never_deleted(
    folders: FoldersSeen, world: World
) -> None:
    names = {
        "memo.txt",
        "del20200101000000.txt",
        "OQSsiquc01res_1.xml.bak",
        "my-req_notes.pdf",
        MISSPELT,
    }
    for name in names:
        (folders.res / name).write_bytes(b"somebody's")
    folders.look(after=3.0)

    later(folders, world, days=40)

    assert folders.answers() == names


def test_an_answer_fetched_and_asked_for_again_stays_its_full_time(
    folders: FoldersSeen, world: World, request_bytes: RequestBytes
) -> None:
    folders.put(request_bytes())
    folders.look()
    folders.look(after=3.0)
    (folders.res / ANSWER).unlink()
    later(folders, world, hours=20)
    folders.put(request_bytes())
    folders.look()
    folders.look(after=3.0)

    later(folders, world, hours=20)

    assert folders.answers() == {ANSWER}


def test_a_request_that_waits_for_the_place_is_answered_when_it_is_free(
    folders: FoldersSeen, world: World, request_bytes: RequestBytes
) -> None:
    (folders.res / ANSWER).write_bytes(b"left over")
    folders.put(request_bytes())
    folders.look(after=3.0)

    later(folders, world, days=1)

    assert b"<XmlMsg>" in (folders.res / ANSWER).read_bytes()
    assert folders.requests() == set()


def test_an_answer_still_being_written_is_not_taken_for_a_forgotten_one(
    folders: FoldersSeen,
    world: World,
    request_bytes: RequestBytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def half(self: WriteIn, parcel: object) -> bool:
        self.bring(parcel, upto=100)  # type: ignore[arg-type]  # a parcel, passed on.
        return False

    monkeypatch.setattr(WriteIn, "deliver", half)
    folders.put(request_bytes())
    folders.look(after=3.0)
    folders.look(after=3.0)
    later(folders, world, days=2)
    assert folders.answers() == {ANSWER}
    monkeypatch.undo()

    folders.look()

    assert folders.text(ANSWER).rstrip().endswith("</XmlMsg>")


def test_with_no_limit_answers_stay(
    world: World, exchange_folder: object, request_bytes: RequestBytes
) -> None:
    folders = FoldersSeen(world, exchange_folder, stay=None)  # type: ignore[arg-type]  # the room's path.
    folders.put(request_bytes())
    folders.look()
    folders.look(after=3.0)

    later(folders, world, days=400)

    assert folders.answers() == {ANSWER}
    folders.exchange.stop()
