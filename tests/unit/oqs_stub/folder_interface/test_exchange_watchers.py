"""Clients that watch `res` and `face`: whichever event they wait for, they hear it."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from watchfiles import Change, watch

from oqs_stub.exchange import FolderExchange
from oqs_stub.exchange.delivery import GrowIn, MoveIn

from .folders_seen import ANSWER, ERR, NAME, SETTLE, FoldersSeen, Seconds
from .inotify import Inotify
from .world import World

RequestBytes = Callable[..., bytes]
LONGEST_WAIT = 60.0

linux = pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")


@pytest.fixture
def res(folders: FoldersSeen) -> Iterator[Inotify]:
    watching = Inotify(folders.res)
    yield watching
    watching.close()


@pytest.fixture
def moving(world: World, exchange_folder: Path) -> Iterator[FoldersSeen]:
    made = FoldersSeen(world, exchange_folder, delivery=MoveIn)
    yield made
    made.exchange.stop()


def growing_on(world: World, folder: Path, seconds: Seconds) -> FoldersSeen:
    return FoldersSeen(
        world,
        folder,
        delivery=lambda work: GrowIn(work, monotonic=seconds),
        seconds=seconds,
    )


@pytest.fixture
def growing(world: World, exchange_folder: Path) -> Iterator[FoldersSeen]:
    made = growing_on(world, exchange_folder, Seconds())
    yield made
    made.exchange.stop()


@linux
def test_an_answer_is_created_and_then_changed_once(
    folders: FoldersSeen, res: Inotify, request_bytes: RequestBytes
) -> None:
    folders.put(request_bytes())

    folders.look()

    assert res.heard() == [
        ("created", ANSWER),
        ("changed", ANSWER),  # Everything in one write.
        ("closed", ANSWER),
    ]


@linux
def test_a_rejection_tells_the_err_before_the_request_that_is_moved_in(
    folders: FoldersSeen, res: Inotify
) -> None:
    folders.put(b"<broken")
    folders.look()

    folders.look(after=SETTLE)

    heard = [event for event in res.heard() if event[0] != "closed"]
    assert heard == [("created", ERR), ("changed", ERR), ("moved in", NAME)]


@linux
def test_an_answer_that_grows_is_changed_only_when_a_client_may_know_the_file(
    growing: FoldersSeen, request_bytes: RequestBytes
) -> None:
    watching = Inotify(growing.res)
    growing.put(request_bytes())

    growing.look()
    growing.look(after=0.4)
    assert watching.heard() == [("created", ANSWER)]
    assert (growing.res / ANSWER).read_bytes() == b""
    assert growing.requests() == set()

    growing.look(after=0.2)
    heard = watching.heard()
    watching.close()
    assert heard == [("changed", ANSWER), ("closed", ANSWER)]
    assert (growing.res / ANSWER).read_bytes().rstrip().endswith(b"</XmlMsg>")
    assert growing.at_work() == set()


@linux
def test_it_grows_in_place_on_a_file_system_without_second_names_too(
    growing: FoldersSeen, request_bytes: RequestBytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_paths: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", none)
    watching = Inotify(growing.res)
    growing.put(request_bytes())

    growing.look()
    growing.look(after=0.6)

    heard = watching.heard()
    watching.close()
    assert heard.count(("created", ANSWER)) == 1
    assert heard[-2:] == [("changed", ANSWER), ("closed", ANSWER)]
    assert growing.text(ANSWER).rstrip().endswith("</XmlMsg>")
    assert growing.at_work() == set()


def test_answers_that_grow_do_not_wait_for_one_another(
    growing: FoldersSeen, request_bytes: RequestBytes
) -> None:
    for number in range(5):
        growing.put(request_bytes(), NAME.replace("0001", f"000{number}"))

    growing.look()
    growing.look(after=0.6)

    assert len(growing.answers()) == 5
    assert all(path.stat().st_size for path in growing.res.iterdir())


def test_an_answer_left_empty_by_a_process_that_ended_is_filled_by_the_next(
    world: World, exchange_folder: Path, request_bytes: RequestBytes
) -> None:
    first = growing_on(world, exchange_folder, Seconds())
    first.put(request_bytes())
    first.look()
    assert (first.res / ANSWER).read_bytes() == b""
    first.exchange.stop()

    second = growing_on(world, exchange_folder, Seconds())
    second.look()
    second.look(after=0.6)
    second.exchange.stop()

    assert b"<XmlMsg>" in (second.res / ANSWER).read_bytes()
    assert second.at_work() == set()


@linux
def test_an_answer_that_is_moved_in_is_never_seen_half(
    moving: FoldersSeen, request_bytes: RequestBytes
) -> None:
    watching = Inotify(moving.res)
    moving.put(request_bytes())

    moving.look()

    heard = watching.heard()
    watching.close()
    assert heard[0] == ("moved in", ANSWER)
    assert ("created", ANSWER) not in heard
    assert ("changed", ANSWER) not in heard
    assert moving.at_work() == set()


def test_a_collision_stops_a_moved_answer_too(
    moving: FoldersSeen, request_bytes: RequestBytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    moving.put(request_bytes())
    # It appears after the request was taken in.
    deliver = MoveIn.deliver
    monkeypatch.setattr(
        MoveIn,
        "deliver",
        lambda self, parcel: (
            Path(parcel.target).write_bytes(b"theirs"),
            deliver(self, parcel),
        )[1],
    )
    moving.look()
    assert (moving.res / ANSWER).read_bytes() == b"theirs"
    monkeypatch.undo()

    (moving.res / ANSWER).unlink()
    moving.look()

    assert b"<XmlMsg>" in (moving.res / ANSWER).read_bytes()


def test_a_watcher_of_the_whole_tree_hears_of_the_answer_as_added(
    world: World, exchange_folder: Path, request_bytes: RequestBytes
) -> None:
    exchange = FolderExchange(
        exchange_folder, world.service, world.database, world.clock, poll=0.05
    )
    exchange.open()
    added: set[str] = set()
    # The watch may begin late: every round sends one more request.
    start = time.monotonic()
    for number, changes in enumerate(
        watch(
            exchange_folder, debounce=10, step=5, rust_timeout=50, yield_on_timeout=True
        )
    ):
        added |= {
            Path(path).name
            for change, path in changes
            if change is Change.added and Path(path).parent.name == "res"
        }
        if added:
            break
        assert time.monotonic() - start < LONGEST_WAIT, "nothing was heard of"
        (exchange_folder / "req" / f"OQSsiquc01req_{number}.xml").write_bytes(
            request_bytes()
        )
        exchange.run_once()
    exchange.stop()

    assert all(name.startswith("OQSsiquc01res_") for name in added)
