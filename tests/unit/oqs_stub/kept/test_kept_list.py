"""Kept messages are found again: newest first, by kind, and nothing else with them."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from oqs_stub import kept_list
from oqs_stub.clock import SettableClock
from oqs_stub.kept_list import KeptList, KeptUnreadableError
from oqs_stub.kept_messages import KeptMessages

ASKED, ANSWERED = "OQSsiquc01req_1.xml", "OQSsiquc01res_1.xml"
FIRST = ("20260410", "100000-00001")


@pytest.fixture
def keeper(kept: Path, clock: SettableClock) -> KeptMessages:
    return KeptMessages(kept, clock)


def _ids(kept: Path, **asked: str) -> list[str]:
    return [one.id for one in KeptList(kept).latest(most=50, **asked).kept]


def test_the_newest_is_first_also_after_the_hundred_thousandth(
    kept: Path, keeper: KeptMessages, clock: SettableClock
) -> None:
    for name in ("100000-99999", "100000-100000", "095959-00001"):
        (kept / "20260410" / name).mkdir(parents=True)
    clock.set(clock.now() + timedelta(days=1))
    keeper.keep({ASKED: b"<a/>"})

    assert _ids(kept) == [
        "20260411/100000-00001",
        "20260410/100000-100000",
        "20260410/100000-99999",
        "20260410/095959-00001",
    ]


def test_a_list_goes_on_where_the_one_before_ended(
    kept: Path, keeper: KeptMessages, clock: SettableClock
) -> None:
    for _ in range(5):
        keeper.keep({ASKED: b"<a/>"})
        clock.set(clock.now() + timedelta(hours=11))
    seen: list[str] = []
    older: str | None = ""

    while older is not None:
        found = KeptList(kept).latest(most=2, before=older)
        seen += [one.id for one in found.kept]
        older = found.older

    assert len(seen) == len(set(seen)) == 5
    assert seen == sorted(seen, reverse=True)


def test_one_kind_is_found_among_others(kept: Path, keeper: KeptMessages) -> None:
    for name in (
        ASKED,
        "YZKsiquc01req.json",
        "OQSsiabc01req_1.xml",
        "OQSsiquc01res_face_9930000014ab_20260410.xml",
    ):
        keeper.keep({name: b""})

    def found(kind: str) -> list[str]:
        return [one[-5:] for one in _ids(kept, kind=kind)]

    assert found("OQSsiquc01") == ["00001"]
    assert found("YZKsiquc01") == ["00002"]
    assert found("other") == ["00003"]
    assert found("face") == ["00004"]
    assert found("OQSmuquc01") == []


def test_a_seldom_kind_is_not_looked_for_without_an_end(
    kept: Path, keeper: KeptMessages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_list, "MOST_LOOKED_AT", 3)
    keeper.keep({"YZKsiquc01req.json": b"{}"})
    for _ in range(4):
        keeper.keep({ASKED: b"<a/>"})

    first = KeptList(kept).latest(kind="YZKsiquc01", most=50)
    assert first.kept == ()
    assert first.older is not None
    then = KeptList(kept).latest(kind="YZKsiquc01", before=first.older, most=50)

    assert [one.id for one in then.kept] == ["20260410/100000-00001"]


def test_request_and_answer_are_told_apart(kept: Path, keeper: KeptMessages) -> None:
    keeper.keep({ASKED: b"<a/>", "OQSsiquc01req_1.err": b"STUB0102,x"})

    one = KeptList(kept).one(*FIRST)

    assert one is not None
    assert [file.name for file in one.requests] == [ASKED]
    assert [(file.name, file.size) for file in one.answers] == [
        ("OQSsiquc01req_1.err", 10)
    ]


@pytest.mark.parametrize("suffix", ["req_1", "res_1", "res_face_1", "req.1"])
def test_whatever_a_suffix_looks_like_is_no_direction_and_no_kind(
    kept: Path, keeper: KeptMessages, suffix: str
) -> None:
    asked, answered = f"OQSsiquc01req_{suffix}.xml", f"OQSsiquc01res_{suffix}.xml"
    keeper.keep({asked: b"<a/>", answered: b"<a/>"})

    one = KeptList(kept).one(*FIRST)

    assert one is not None
    assert [file.name for file in one.requests] == [asked]
    assert [file.name for file in one.answers] == [answered]
    assert one.kind == "OQSsiquc01"


def test_a_misspelt_request_came_in_whatever_its_name_begins_with(
    kept: Path, keeper: KeptMessages
) -> None:
    keeper.keep({"OQSsiqucres req_1.xml": b"<a/>"})

    one = KeptList(kept).one(*FIRST)

    assert one is not None
    assert len(one.requests) == 1


@pytest.mark.parametrize(
    ("day", "place", "name"),
    [
        ("..", "100000-00001", ASKED),
        ("20260410", "..", ASKED),
        ("20260410", "100000-00001", ".."),
        ("20260410", "100000-00001", "../100000-00001/" + ASKED),
        ("20260410", "100000-00001", "../../secret"),
        ("20260410", "100000-00001/../100000-00001", ASKED),
        ("", "20260410/100000-00001", ASKED),
        ("20260410", "100000-00002", ASKED),
        ("20269999", "100000-00001", ASKED),
        ("20260410", "100000-00001", "a\0b"),
    ],
)
def test_nothing_outside_is_ever_opened(
    kept: Path, keeper: KeptMessages, day: str, place: str, name: str
) -> None:
    keeper.keep({ASKED: b"<a/>"})
    (kept / "secret").write_text("not yours")

    assert KeptList(kept).open(day, place, name) is None


def test_nothing_is_reached_through_a_link(
    kept: Path, keeper: KeptMessages, tmp_path: Path
) -> None:
    keeper.keep({ASKED: b"<a/>"})
    there = tmp_path / "elsewhere" / "100000-00001"
    there.mkdir(parents=True)
    (there / ASKED).write_bytes(b"secret")
    (kept / "20260411").symlink_to(there.parent)
    (kept / "20260410" / "100000-00009").symlink_to(there)
    (kept / "20260410" / "100000-00001" / ANSWERED).symlink_to(there / ASKED)
    shelf = KeptList(kept)

    assert _ids(kept) == ["20260410/100000-00001"]
    assert shelf.one("20260411", "100000-00001") is None
    assert shelf.one("20260410", "100000-00009") is None
    assert shelf.open(*FIRST, ANSWERED) is None
    (one,) = shelf.latest(most=9).kept
    assert [file.name for file in one.files] == [ASKED]


def test_a_pipe_holds_nobody_up(kept: Path, keeper: KeptMessages) -> None:
    keeper.keep({ASKED: b"<a/>"})
    os.mkfifo(kept / "20260410" / "100000-00001" / ANSWERED)

    assert KeptList(kept).open(*FIRST, ANSWERED) is None


def test_a_name_that_is_no_text_is_shown_and_opened_by_what_is_shown(
    kept: Path, keeper: KeptMessages
) -> None:
    keeper.keep({ASKED: b"<a/>"})
    place = kept / "20260410" / "100000-00001"
    (place / os.fsdecode(b"OQSsiquc01res_\xff.xml")).write_bytes(b"<b/>")

    one = KeptList(kept).one(*FIRST)
    assert one is not None
    (answer,) = one.answers
    opened = KeptList(kept).open(*FIRST, answer.name)

    assert answer.name == "OQSsiquc01res_\ufffd.xml"
    assert opened is not None
    with opened:
        assert opened.read() == b"<b/>"


def test_a_directory_that_is_not_there_yet_has_nothing(kept: Path) -> None:
    assert _ids(kept) == []


def test_a_file_in_the_place_of_the_directory_is_told(kept: Path) -> None:
    kept.write_text("no directory")

    with pytest.raises(KeptUnreadableError, match="を読めません"):
        KeptList(kept).latest(most=1)
