"""What somebody who watches the exchange is told, and how often."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from oqs_stub.config import StubConfig
from oqs_stub.exchange import EventKind, ExchangeEvent
from oqs_stub.stub import Stub

from .folders_seen import ANSWER, ERR, NAME, SETTLE, FoldersSeen
from .world import World

RequestBytes = Callable[..., bytes]


@pytest.fixture
def heard() -> list[ExchangeEvent]:
    return []


@pytest.fixture
def watched(
    world: World, exchange_folder: Path, heard: list[ExchangeEvent]
) -> Iterator[FoldersSeen]:
    """Folders served by hand, and somebody who listens."""
    made = FoldersSeen(world, exchange_folder, on_event=heard.append)
    yield made
    made.exchange.stop()


def told(heard: list[ExchangeEvent], kind: EventKind) -> list[tuple[str, str]]:
    return [(event.name, event.detail) for event in heard if event.kind is kind]


def test_an_answer_is_told_with_its_name(
    watched: FoldersSeen, heard: list[ExchangeEvent], request_bytes: RequestBytes
) -> None:
    watched.put(request_bytes())

    watched.look()
    watched.look()

    assert [(e.kind, e.name, e.detail) for e in heard] == [
        (EventKind.RECEIVED, NAME, ""),
        (EventKind.ANSWERED, NAME, ANSWER),
    ]


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        ({}, "ok"),
        ({"birthdate": "19800231"}, "STUB0201"),
        ({"code": "9910000042"}, "STUB0202"),
        ({"insurer": "54990015"}, "STUB0314"),
    ],
    ids=["good", "off the layout", "refused as a whole", "refused for the person"],
)
def test_an_answer_is_told_with_what_the_ledger_has_of_it(
    watched: FoldersSeen,
    heard: list[ExchangeEvent],
    request_bytes: RequestBytes,
    changes: dict[str, str],
    result: str,
) -> None:
    watched.put(request_bytes(**changes))

    watched.look()

    assert heard[-1].kind is EventKind.ANSWERED
    assert heard[-1].result == result


def test_a_rejection_is_told_with_its_line_and_how_long_it_took(
    watched: FoldersSeen, heard: list[ExchangeEvent]
) -> None:
    watched.put(b"<broken")

    watched.look()
    watched.look(after=SETTLE)

    assert [event.kind for event in heard] == [EventKind.RECEIVED, EventKind.REJECTED]
    assert heard[-1].detail == watched.text(ERR).strip()
    assert heard[-1].ms == SETTLE * 1000


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("foo.xml", "<種別>req_<任意の文字>.xml"),
        ("OQSsiquc01res_1.xml", "res_ は回答の名前"),
        ("OQSsiquc01req_1.err", ".err は回答"),
        ("OQSsiquc01req_1.txt", ".xml で終わらせて"),
        ("OQSsiquc01req_1", ".xml で終わらせて"),
        ("OQSsiquc01req_\udcff.xml", "表示できない文字か、UTF-8でない文字"),
        ("OQSsiquc01req_\x07.xml", "表示できない文字か、UTF-8でない文字"),
    ],
)
def test_a_name_of_no_request_is_told_once_while_it_lies_there(
    watched: FoldersSeen, heard: list[ExchangeEvent], name: str, why: str
) -> None:
    path = watched.put(b"x", name)
    for _ in range(3):
        watched.look()

    ((seen, detail),) = told(heard, EventKind.IGNORED)
    assert seen == name
    assert "この名前は受け付けません" in detail
    assert why in detail

    path.unlink()
    watched.look()
    watched.put(b"x", name)
    watched.look()
    assert len(told(heard, EventKind.IGNORED)) == 2


def test_a_folder_or_a_link_with_a_good_name_is_told(
    watched: FoldersSeen, heard: list[ExchangeEvent], tmp_path: Path
) -> None:
    (watched.req / NAME).mkdir()
    other = tmp_path / "elsewhere.xml"
    other.write_bytes(b"x")
    os.symlink(other, watched.req / "OQSsiquc01req_2.xml")

    watched.look()
    watched.look()

    ignored = dict(told(heard, EventKind.IGNORED))
    assert ignored.keys() == {NAME, "OQSsiquc01req_2.xml"}
    assert all("フォルダーやリンク" in detail for detail in ignored.values())
    assert len(heard) == 2


@pytest.mark.parametrize("name", [".OQSsiquc01req_1.xml.swp", "draft.tmp", "A.TMP"])
def test_the_temporary_names_of_writers_are_no_news(
    watched: FoldersSeen, heard: list[ExchangeEvent], name: str
) -> None:
    watched.put(b"x", name)

    watched.look()

    assert heard == []


def test_an_old_answer_that_stands_in_the_way_is_told_once(
    watched: FoldersSeen, heard: list[ExchangeEvent], request_bytes: RequestBytes
) -> None:
    (watched.res / ANSWER).write_bytes(b"old")
    watched.put(request_bytes())
    for _ in range(3):
        watched.look()

    ((name, detail),) = told(heard, EventKind.WAITING)
    assert name == NAME
    assert ANSWER in detail

    (watched.res / ANSWER).unlink()
    watched.look()
    assert told(heard, EventKind.ANSWERED) == [(NAME, ANSWER)]


def test_a_watcher_that_fails_costs_no_answer(
    world: World, exchange_folder: Path, request_bytes: RequestBytes
) -> None:
    def failing(event: ExchangeEvent) -> None:
        raise ValueError(event.name)

    folders = FoldersSeen(world, exchange_folder, on_event=failing)
    folders.put(b"x", "foo.xml")
    folders.put(request_bytes())

    folders.look()

    assert folders.answers() == {ANSWER}
    folders.exchange.stop()


def test_a_stub_passes_the_watcher_on(
    tmp_path: Path, now: datetime, heard: list[ExchangeEvent]
) -> None:
    stub = Stub(
        StubConfig(state_dir=tmp_path, people=(), on_exchange_event=heard.append)
    )
    try:
        stub.exchange.open()
        (stub.config.exchange_folder / "req" / "foo.xml").write_bytes(b"x")
        stub.exchange.run_once()
        stub.exchange.stop()
    finally:
        stub.close()

    assert [event.name for event in heard] == ["foo.xml"]


@pytest.mark.parametrize(
    ("call", "about", "code", "said"),
    [
        ("open", NAME, errno.EACCES, "要求を開けません（権限がありません）"),
        ("link", "answer-", errno.ENOSPC, "回答を置けません（空き容量がありません）"),
    ],
    ids=["read", "write"],
)
def test_why_a_request_waits_is_told_once_in_japanese(
    watched: FoldersSeen,
    heard: list[ExchangeEvent],
    request_bytes: RequestBytes,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    about: str,
    code: int,
    said: str,
) -> None:
    real = getattr(os, call)

    def failing(path: str, *arguments: object, **more: object) -> object:
        if about in os.fspath(path):
            raise OSError(code, os.strerror(code), path)
        return real(path, *arguments, **more)

    monkeypatch.setattr(os, call, failing)
    watched.put(request_bytes())

    watched.look()
    watched.look()

    assert told(heard, EventKind.WAITING) == [(NAME, said)]
