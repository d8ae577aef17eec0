"""Folders on a share: names that come late, errors for a while, files that are kept."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from oqs_stub.exchange import delivery
from oqs_stub.exchange.delivery import Parcel, WriteIn
from oqs_stub.exchange.outgoing import CollisionError

from .folders_seen import ANSWER, ERR, NAME, SETTLE, FoldersSeen
from .kill_child import no_link
from .world import World

RequestBytes = Callable[..., bytes]
FAILING = [errno.EIO, errno.ESTALE, errno.EACCES, errno.EBUSY]
CALLS = ["lstat", "open", "unlink", "link"]


class Failing:
    """One call of the system that fails while it is told to."""

    def __init__(self, real: Callable[..., object], code: int, about: str) -> None:
        self._real = real
        self._code = code
        self._about = about
        self.broken = True
        self.failed = 0

    def __call__(self, path: object, *args: object, **kwargs: object) -> object:
        if self.broken and self._about in os.fspath(path):  # type: ignore[call-overload]  # a path or a name.
            self.failed += 1
            raise OSError(self._code, os.strerror(self._code), path)
        return self._real(path, *args, **kwargs)


def asked(world: World) -> int:
    return sum(entry.face == "exchange" for entry in world.ledger.entries())


@pytest.mark.parametrize("code", FAILING, ids=errno.errorcode.get)
@pytest.mark.parametrize("call", CALLS)
def test_an_error_for_a_while_delays_one_answer_and_loses_none(
    folders: FoldersSeen,
    world: World,
    request_bytes: RequestBytes,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    code: int,
) -> None:
    about = "answer-" if call == "link" else NAME
    failing = Failing(getattr(os, call), code, about)
    monkeypatch.setattr(os, call, failing)
    folders.put(request_bytes())
    for _ in range(3):
        folders.look(after=0.3)
    assert failing.failed
    assert folders.answers() == set()

    failing.broken = False
    folders.look(after=0.3)

    assert folders.answers() == {ANSWER}
    assert folders.requests() == set()
    assert folders.at_work() == set()
    assert asked(world) == 1


def test_other_requests_are_answered_while_one_is_kept_by_its_writer(
    folders: FoldersSeen, request_bytes: RequestBytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "open", Failing(os.open, errno.EACCES, NAME))
    folders.put(request_bytes())
    folders.put(request_bytes(), "OQSsiquc01req_2.xml")

    folders.look()

    assert folders.answers() == {"OQSsiquc01res_2.xml"}


def test_a_disk_that_is_full_half_way_loses_no_answer(
    folders: FoldersSeen, request_bytes: RequestBytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: write(fd, data[: len(data) // 2]))
    folders.put(request_bytes())
    folders.look()
    half = (folders.res / ANSWER).read_bytes()
    monkeypatch.undo()

    folders.look()

    whole = (folders.res / ANSWER).read_bytes()
    assert whole.startswith(half)
    assert whole.rstrip().endswith(b"</XmlMsg>")


def test_a_flush_that_fails_is_tried_again_and_nothing_comes_twice(
    folders: FoldersSeen, request_bytes: RequestBytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", fail)
    folders.put(request_bytes())
    folders.look()
    (folders.res / ANSWER).unlink()  # The client has read it.
    assert folders.at_work() != set()
    monkeypatch.undo()

    folders.look()

    assert folders.answers() == set()
    assert folders.at_work() == set()


def test_a_share_that_lists_a_file_late_and_for_too_long_does_no_harm(
    folders: FoldersSeen,
    world: World,
    request_bytes: RequestBytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scandir, listed = os.scandir, "before"

    class Listing(list[os.DirEntry[str]]):
        def __enter__(self) -> Listing:
            return self

        def __exit__(self, *_error: object) -> None:
            pass

    stale: list[os.DirEntry[str]] = []

    def late(path: object) -> Listing:
        with scandir(path) as entries:  # type: ignore[call-overload]  # a path.
            found = Listing(entries)
        if Path(path).name != "req":  # type: ignore[arg-type]  # a path.
            return found
        if listed == "before":
            return Listing()
        stale.extend(found)
        return Listing(stale)

    monkeypatch.setattr(os, "scandir", late)
    folders.put(request_bytes())
    folders.look()
    assert folders.answers() == set()

    listed = "after"
    for _ in range(3):
        folders.look()

    assert folders.answers() == {ANSWER}
    assert asked(world) == 1


def test_a_file_whose_size_grows_after_it_is_seen_is_read_when_it_is_whole(
    folders: FoldersSeen, request_bytes: RequestBytes
) -> None:
    data = request_bytes()
    folders.put(b"")  # Some shares show a file long before its content.
    for _ in range(4):
        folders.look(after=SETTLE / 5)
    folders.put(data)

    folders.look()

    assert folders.answers() == {ANSWER}


def test_a_file_system_without_second_names_gets_its_answers_too(
    folders: FoldersSeen, request_bytes: RequestBytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_paths: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", none)
    folders.put(request_bytes())
    folders.put(b"<broken", "OQSsiquc01req_2.xml")
    folders.look()
    folders.look(after=SETTLE)

    err = "OQSsiquc01req_2.err"
    assert folders.answers() == {ANSWER, err, err.replace(".err", ".xml")}
    assert folders.at_work() == set()


def test_there_a_delivered_answer_does_not_come_again_either(
    folders: FoldersSeen,
    world: World,
    exchange_folder: Path,
    request_bytes: RequestBytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def none(*_paths: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    def fail(path: str) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "link", none)
    monkeypatch.setattr(delivery, "_flush", fail)  # Delivered, and not yet noted.
    folders.put(request_bytes())
    folders.look()
    (folders.res / ANSWER).unlink()
    monkeypatch.undo()
    monkeypatch.setattr(os, "link", none)

    folders.exchange.stop()
    again = FoldersSeen(world, exchange_folder)  # As the next process does.
    again.look()
    again.exchange.stop()

    assert folders.answers() == set()


@pytest.mark.parametrize("upto", [0, 3, 6])
def test_there_a_part_leaves_what_a_killed_process_wrote_beyond_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, upto: int
) -> None:
    monkeypatch.setattr(os, "link", no_link)
    parcel = Parcel(token="answer-1", target=str(tmp_path / ANSWER), data=b"answer")
    target = Path(parcel.target)
    target.write_bytes(b"answer")
    way = WriteIn(tmp_path)

    way.bring(parcel, upto=upto)

    assert target.read_bytes() == b"answer"
    target.unlink()  # The client has read it.
    way.deliver(parcel)
    assert not target.exists()


@pytest.mark.parametrize("theirs", [b"theirs", b"answers", b"answer and more"])
@pytest.mark.parametrize("upto", [0, 3, 6])
def test_there_a_file_of_somebody_else_is_not_touched_by_a_part_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, theirs: bytes, upto: int
) -> None:
    monkeypatch.setattr(os, "link", no_link)
    parcel = Parcel(token="answer-1", target=str(tmp_path / ANSWER), data=b"answer")
    Path(parcel.target).write_bytes(theirs)

    with pytest.raises(CollisionError, match=ANSWER):
        WriteIn(tmp_path).bring(parcel, upto=upto)

    assert Path(parcel.target).read_bytes() == theirs


def test_a_file_put_in_place_of_ours_while_we_write_is_not_touched(
    folders: FoldersSeen, request_bytes: RequestBytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = os.link

    def swapped(source: str, target: str) -> None:
        link(source, target)
        os.unlink(target)
        Path(target).write_bytes(b"theirs")

    monkeypatch.setattr(os, "link", swapped)
    folders.put(request_bytes())
    folders.look()
    assert folders.answers() == {ANSWER}
    assert folders.text(ANSWER) == "theirs"
    monkeypatch.undo()

    (folders.res / ANSWER).unlink()
    folders.look()
    assert "<XmlMsg>" in folders.text(ANSWER)
    assert ERR not in folders.answers()
