"""Many waiting files, the longest names, and bytes that CP932 lacks."""

from __future__ import annotations

import os
import tracemalloc
from collections import Counter
from collections.abc import Callable

import pytest

from oqs_stub.exchange import intake
from oqs_stub.messages import Encoding

from .folders_seen import ANSWER, ERR, NAME, SETTLE, FoldersSeen
from .world import World

RequestBytes = Callable[..., bytes]
MANY = 300


def test_hundreds_of_requests_are_each_answered_once(
    folders: FoldersSeen, world: World, request_bytes: RequestBytes
) -> None:
    """Thousands are in tests/fuzz/test_many_requests.py, with time and memory."""
    data = request_bytes()
    for number in range(MANY):
        folders.put(data, f"OQSsiquc01req_{number:05d}.xml")

    folders.look()

    assert folders.answers() == {f"OQSsiquc01res_{n:05d}.xml" for n in range(MANY)}
    assert folders.requests() == set()
    assert folders.at_work() == set()
    asked = Counter(entry.face for entry in world.ledger.entries())
    assert asked["exchange"] == MANY


def test_hundreds_that_must_wait_cost_no_answer_its_turn(
    folders: FoldersSeen, request_bytes: RequestBytes
) -> None:
    for number in range(MANY):
        (folders.res / f"OQSsiquc01res_{number:05d}.xml").write_bytes(b"left over")
        folders.put(request_bytes(), f"OQSsiquc01req_{number:05d}.xml")
    folders.put(request_bytes())

    folders.look()

    assert (folders.res / ANSWER).exists()
    assert len(folders.requests()) == MANY


def test_many_large_requests_are_not_all_read_at_once(
    folders: FoldersSeen, request_bytes: RequestBytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "MOST_BYTES", 3_000_000)
    large = request_bytes().replace(b"<XmlMsg>", b"<XmlMsg>" + b" " * 1_000_000)
    for number in range(20):
        folders.put(large, f"OQSsiquc01req_{number}.xml")
    tracemalloc.start()

    folders.look()

    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(folders.answers()) == 20
    assert most < 16_000_000  # All of them would take more.


@pytest.mark.parametrize("length", [100, 254, 255])
def test_the_longest_name_a_file_system_takes_is_answered_under_its_own(
    folders: FoldersSeen, request_bytes: RequestBytes, length: int
) -> None:
    start, end = "OQSsiquc01req_", ".xml"
    suffix = "A" * (length - len(start) - len(end))
    folders.put(request_bytes(), f"{start}{suffix}{end}")
    folders.put(b"<broken", f"{start}B{suffix[1:]}{end}")

    folders.look()
    folders.look(after=SETTLE)

    assert folders.answers() == {
        f"OQSsiquc01res_{suffix}.xml",
        f"{start}B{suffix[1:]}.err",
        f"{start}B{suffix[1:]}.xml",
    }
    assert folders.requests() == set()
    assert folders.at_work() == set()


def test_a_folder_in_place_of_the_answer_waits_like_any_leftover(
    folders: FoldersSeen, request_bytes: RequestBytes
) -> None:
    (folders.res / ANSWER).mkdir()
    folders.put(request_bytes())
    folders.look()
    assert folders.requests() == {NAME}

    (folders.res / ANSWER).rmdir()
    folders.look()

    assert (folders.res / ANSWER).is_file()


def test_a_link_in_place_of_the_err_is_not_followed(
    folders: FoldersSeen, tmp_path: object
) -> None:
    precious = folders.res.parent / "precious"
    precious.write_bytes(b"not to be touched")
    os.symlink(precious, folders.res / ERR)
    folders.put(b"<broken")

    folders.look()
    folders.look(after=SETTLE)

    assert precious.read_bytes() == b"not to be touched"
    assert folders.requests() == {NAME}


def test_what_cp932_lacks_comes_back_as_a_mark_and_the_rest_as_it_was(
    folders: FoldersSeen, world: World, request_bytes: RequestBytes
) -> None:
    folders.put(request_bytes(Encoding.SHIFT_JIS, identifier="①髙㈱～"))

    folders.look()

    text = (folders.res / ANSWER).read_bytes().decode("cp932")
    assert "<ArbitraryFileIdentifier>①髙㈱～</" in text


def test_an_identifier_that_cp932_lacks_is_answered_in_utf_8_unchanged(
    folders: FoldersSeen, request_bytes: RequestBytes
) -> None:
    folders.put(request_bytes(identifier="𠮷𩸽"))

    folders.look()

    assert "<ArbitraryFileIdentifier>𠮷𩸽</" in folders.text(ANSWER)
