"""One look into `req` at a time: what is answered, what waits, what is left alone."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import ProgrammingError

from oqs_stub.exchange import FolderError, FolderExchange
from oqs_stub.messages import Encoding

from .folders_seen import ANSWER, ERR, NAME, SETTLE, FoldersSeen
from .world import World

RequestBytes = Callable[..., bytes]


@pytest.mark.parametrize("encoding", Encoding)
def test_a_request_leaves_and_its_answer_comes_in_the_same_encoding(
    folders: FoldersSeen, request_bytes: RequestBytes, encoding: Encoding
) -> None:
    folders.put(request_bytes(encoding, number="髙①"))

    folders.look()

    data = (folders.res / ANSWER).read_bytes()
    text = data.decode("cp932" if encoding is Encoding.SHIFT_JIS else "utf-8")
    assert folders.requests() == set()
    assert folders.at_work() == set()
    assert f'encoding="{encoding.value}"' in text
    identifier = f"<CharacterCodeIdentifier>{encoding.identifier}</"
    assert identifier in text
    assert "<InsuredIdentificationNumber>髙①</" in text
    assert "<ArbitraryFileIdentifier>Kai-2026_04/10 #1</ArbitraryFileId" in text


def test_several_requests_are_all_answered_in_one_look(
    folders: FoldersSeen, request_bytes: RequestBytes
) -> None:
    for number in range(5):
        folders.put(request_bytes(), f"OQSsiquc01req_{number}.xml")

    folders.look()

    assert folders.answers() == {f"OQSsiquc01res_{n}.xml" for n in range(5)}


def test_other_files_are_left_alone(
    folders: FoldersSeen, request_bytes: RequestBytes
) -> None:
    names = {"readme.txt", ".receptionagent-1.tmp", f"{NAME}.tmp", ANSWER}
    for name in names:
        folders.put(request_bytes(), name)
    (folders.req / "OQSsiquc01req_9.xml").mkdir()

    folders.look()
    folders.look(after=2 * SETTLE)

    assert folders.requests() == names | {"OQSsiquc01req_9.xml"}
    assert folders.answers() == set()


def test_a_link_out_of_the_folder_is_never_followed(
    folders: FoldersSeen, request_bytes: RequestBytes, tmp_path: Path
) -> None:
    outside = tmp_path / "secret.xml"
    outside.write_bytes(request_bytes())
    try:
        (folders.req / NAME).symlink_to(outside)
    except OSError:
        pytest.skip("this system does not let us make symbolic links")

    folders.look()
    folders.look(after=2 * SETTLE)

    assert folders.answers() == set()
    assert outside.exists()


def test_a_pipe_with_a_requests_name_does_not_hold_anybody_up(
    folders: FoldersSeen, request_bytes: RequestBytes
) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    os.mkfifo(folders.req / NAME)
    folders.put(request_bytes(), "OQSsiquc01req_2.xml")

    folders.look()

    assert folders.answers() == {"OQSsiquc01res_2.xml"}


def test_a_request_written_in_place_is_answered_when_it_is_whole(
    folders: FoldersSeen, request_bytes: RequestBytes
) -> None:
    data = request_bytes()
    for end in (0, 100, len(data) - 1):
        folders.put(data[:end])
        folders.look(after=SETTLE - 1)  # Each part came in time.
        assert folders.answers() == set()
        assert folders.requests() == {NAME}

    folders.put(data)
    folders.look()

    assert folders.answers() == {ANSWER}


def test_no_name_is_answered_twice_while_the_answer_lies_there(
    folders: FoldersSeen, request_bytes: RequestBytes
) -> None:
    folders.put(request_bytes(identifier="first"))
    folders.look()
    folders.put(request_bytes(identifier="second"))

    folders.look()
    assert "first" in folders.text(ANSWER)
    assert folders.requests() == {NAME}

    (folders.res / ANSWER).unlink()  # The client has read it.
    folders.look()
    assert "second" in folders.text(ANSWER)
    assert folders.requests() == set()


@pytest.mark.parametrize(
    "left",
    [ANSWER.replace(".xml", ".zip"), ANSWER.replace(".xml", ".pdf"), NAME, ERR],
)
def test_any_leftover_of_the_same_name_makes_a_request_wait(
    folders: FoldersSeen, request_bytes: RequestBytes, left: str
) -> None:
    (folders.res / left).write_bytes(b"left over")
    folders.put(request_bytes())

    folders.look()

    assert folders.requests() == {NAME}
    assert folders.answers() == {left}


def test_a_fault_of_ours_is_answered_told_and_does_not_stop_the_others(
    folders: FoldersSeen,
    world: World,
    request_bytes: RequestBytes,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    find = world.registry.find

    def broken(**search: str) -> object:
        if search["number"] == "666":
            raise ZeroDivisionError("a bug")
        return find(**search)  # type: ignore[arg-type]  # passed on as it came.

    monkeypatch.setattr(world.registry, "find", broken)
    folders.put(request_bytes(number="666"))
    folders.put(request_bytes(), "OQSsiquc01req_2.xml")

    folders.look()

    assert "<ErrorCode>STUB0901</ErrorCode>" in folders.text(ANSWER)
    assert "<QualificationValidity>1<" in folders.text("OQSsiquc01res_2.xml")
    assert "a bug" in caplog.text
    with pytest.raises(ZeroDivisionError):
        folders.exchange.stop()


def test_a_table_of_ours_that_is_missing_stops_one_request_and_no_other(
    folders: FoldersSeen, world: World, request_bytes: RequestBytes
) -> None:
    with world.database.begin() as connection:
        connection.execute(sql("DROP TABLE reference_numbers"))
    folders.put(request_bytes())
    folders.put(request_bytes(number="0000999"), "OQSsiquc01req_2.xml")

    folders.look()  # Nothing is left for a time when it might be there again.

    assert "<ErrorCode>STUB0901</ErrorCode>" in folders.text(ANSWER)
    assert "STUB0901" not in folders.text("OQSsiquc01res_2.xml")
    assert folders.requests() == set()
    with pytest.raises(ProgrammingError, match="reference_numbers"):
        folders.exchange.stop()


def test_a_folder_that_cannot_be_written_is_named(world: World, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    exchange = FolderExchange(
        blocked / "OQS", world.service, world.database, world.clock
    )

    with pytest.raises(FolderError, match="書き込めません"):
        exchange.start()


def test_a_folder_that_is_there_but_takes_no_file_is_named(
    world: World, exchange_folder: Path
) -> None:
    # Stands for a share without the right to write, which root would still have.
    (exchange_folder / "res" / ".mynabench-probe").mkdir(parents=True)
    exchange = FolderExchange(
        exchange_folder, world.service, world.database, world.clock
    )

    with pytest.raises(FolderError, match="res に書き込めません"):
        exchange.start()


def test_a_second_stub_on_the_same_folder_is_kept_out(
    folders: FoldersSeen, world: World, exchange_folder: Path
) -> None:
    second = FolderExchange(exchange_folder, world.service, world.database, world.clock)

    with pytest.raises(FolderError, match="ほかのスタブ"):
        second.start()


def test_nothing_but_its_own_folders_is_made(
    folders: FoldersSeen, exchange_folder: Path
) -> None:
    made = {path.name for path in exchange_folder.iterdir()}

    assert made == {"req", "res", "face", "work"}


def test_what_others_keep_in_a_folder_named_work_is_left_alone(
    world: World, tmp_path: Path
) -> None:
    work = tmp_path / "oqs" / "work"
    (work / "kept").mkdir(parents=True)
    (work / "letter.txt").write_text("precious")
    (work / "letter.0123456789abcdef").write_text("precious too")
    stray = work / f"{NAME}.0123456789abcdef"
    stray.write_text("put ready by a process that was killed")

    exchange = FolderExchange(
        tmp_path / "oqs", world.service, world.database, world.clock
    )
    exchange.open()
    exchange.stop()

    left = {path.name for path in work.iterdir()} - {".lock"}
    assert left == {"kept", "letter.txt", "letter.0123456789abcdef"}


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_in_the_place_of_the_probe_is_not_followed(
    world: World, tmp_path: Path
) -> None:
    precious = tmp_path / "precious"
    precious.write_text("not to be emptied")
    (tmp_path / "oqs" / "res").mkdir(parents=True)
    (tmp_path / "oqs" / "res" / ".mynabench-probe").symlink_to(precious)

    exchange = FolderExchange(
        tmp_path / "oqs", world.service, world.database, world.clock
    )
    exchange.open()
    exchange.stop()

    assert precious.read_text() == "not to be emptied"
