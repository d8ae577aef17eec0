"""The exchange as it really runs: watching by itself, answering within a second."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from watchfiles import watch

from oqs_stub.database import Database
from oqs_stub.exchange import FolderExchange
from oqs_stub.messages import Encoding
from tests.taken_away import delete

from .world import World

RequestBytes = Callable[..., bytes]
LONGEST_WAIT = 60.0
BAR = 1.0  # An answer within a second.
ROW = 6  # So many answers in a row within the bar: a few alone may be luck.
TRIES = 60  # A busy machine makes some of them wait.


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """On disk: a thread of its own writes to it."""
    database = Database(tmp_path / "oqs.sqlite3")
    yield database
    database.close()


@pytest.fixture
def served(world: World, exchange_folder: Path) -> Iterator[Path]:
    exchange = FolderExchange(
        exchange_folder,
        world.service,
        world.database,
        world.clock,
        settle_seconds=0.3,
    )
    exchange.start()
    yield exchange_folder
    exchange.stop()


def _wait_for(path: Path, ending: bytes) -> float:
    """Seconds until the file is there whole, watching the folder as a client does."""
    start = time.monotonic()
    for _ in watch(
        path.parent, debounce=10, step=5, rust_timeout=50, yield_on_timeout=True
    ):
        waited = time.monotonic() - start
        if path.exists() and path.read_bytes().rstrip().endswith(ending):
            return waited
        assert waited < LONGEST_WAIT, f"{path} did not come"
    raise AssertionError(f"{path.parent} cannot be watched")


def _taken(served: Path, write: Callable[[str], None]) -> list[float]:
    """Seconds that requests wait for their answers, up to a row that keeps the bar."""
    taken: list[float] = []
    while len(taken) < ROW or (len(taken) < TRIES and max(taken[-ROW:]) >= BAR):
        number = len(taken)
        write(f"OQSsiquc01req_{number}.xml")
        answer = served / "res" / f"OQSsiquc01res_{number}.xml"
        taken.append(_wait_for(answer, b"</XmlMsg>"))
        answer.unlink()
    return taken


def test_requests_of_either_kind_of_writer_are_answered_within_a_second(
    served: Path, request_bytes: RequestBytes
) -> None:
    def in_place(name: str) -> None:
        (served / "req" / name).write_bytes(request_bytes())

    def renamed(name: str) -> None:
        draft = served / "req" / ".other.tmp"
        draft.write_bytes(request_bytes(Encoding.SHIFT_JIS))
        draft.rename(served / "req" / name)

    for kind in (in_place, renamed):
        taken = _taken(served, kind)
        assert max(taken[-ROW:]) < BAR, f"{kind.__name__}: {taken}"


def test_bad_requests_are_rejected_while_good_ones_keep_their_pace(
    served: Path, request_bytes: RequestBytes
) -> None:
    bad = {
        "a": b"<broken",
        "b": b"<XmlMsg>" + b" " * (5 * 1024 * 1024) + b"</XmlMsg>",
        "c": b'<!DOCTYPE x [<!ENTITY a "a">]><XmlMsg>&a;</XmlMsg>',
    }

    def among_bad_ones(name: str) -> None:
        for suffix, data in bad.items():
            (served / "req" / f"{Path(name).stem}{suffix}.xml").write_bytes(data)
        (served / "req" / name).write_bytes(request_bytes())

    taken = _taken(served, among_bad_ones)

    assert max(taken[-ROW:]) < BAR, taken
    for number in range(len(taken)):
        for suffix, data in bad.items():
            name = f"OQSsiquc01req_{number}{suffix}"
            _wait_for(served / "res" / f"{name}.err", "。".encode())
            _wait_for(served / "res" / f"{name}.xml", data[-1:])


def test_a_change_in_the_folder_wakes_it_long_before_the_next_look(
    world: World, exchange_folder: Path, request_bytes: RequestBytes
) -> None:
    exchange = FolderExchange(
        exchange_folder, world.service, world.database, world.clock, poll=600.0
    )
    exchange.start()
    res = exchange_folder / "res"
    # The watch may begin a moment after `start`: every round makes a change.
    start = time.monotonic()
    for number, _ in enumerate(
        watch(res, debounce=10, step=5, rust_timeout=50, yield_on_timeout=True)
    ):
        if any(res.iterdir()):
            break
        assert time.monotonic() - start < LONGEST_WAIT, "nothing woke the exchange"
        name = f"OQSsiquc01req_{number}.xml"
        (exchange_folder / "req" / name).write_bytes(request_bytes())
    exchange.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="names are text elsewhere")
def test_a_file_name_that_is_no_text_does_not_end_the_watching(
    world: World, exchange_folder: Path, request_bytes: RequestBytes
) -> None:
    exchange = FolderExchange(
        exchange_folder, world.service, world.database, world.clock, poll=600.0
    )
    exchange.start()
    req, res = exchange_folder / "req", exchange_folder / "res"
    start = time.monotonic()
    for number, _ in enumerate(
        watch(res, debounce=10, step=5, rust_timeout=50, yield_on_timeout=True)
    ):
        if len(list(res.iterdir())) >= 5:
            break
        assert time.monotonic() - start < LONGEST_WAIT, (
            "nothing woke the exchange any more"
        )
        Path(os.fsdecode(os.fsencode(req) + b"/OQSsiquc01req_\xff.xml")).touch()
        (req / f"OQSsiquc01req_{number}.xml").write_bytes(request_bytes())
    exchange.stop()


def test_it_can_be_stopped_and_started_again(
    world: World, exchange_folder: Path, request_bytes: RequestBytes
) -> None:
    exchange = FolderExchange(
        exchange_folder, world.service, world.database, world.clock
    )
    for number in range(2):
        exchange.start()
        path = exchange_folder / "req" / f"OQSsiquc01req_{number}.xml"
        path.write_bytes(request_bytes())
        _wait_for(exchange_folder / "res" / f"OQSsiquc01res_{number}.xml", b"</XmlMsg>")
        exchange.stop()


def test_the_folder_may_vanish_and_come_back(
    world: World, exchange_folder: Path, request_bytes: RequestBytes
) -> None:
    exchange = FolderExchange(
        exchange_folder, world.service, world.database, world.clock, poll=0.05
    )
    exchange.start()
    away = exchange_folder / "away"
    (exchange_folder / "req").rename(away)
    (away / "OQSsiquc01req_1.xml").write_bytes(request_bytes())

    away.rename(exchange_folder / "req")

    _wait_for(exchange_folder / "res" / "OQSsiquc01res_1.xml", b"</XmlMsg>")
    exchange.stop()


def test_folders_that_were_deleted_and_made_again_are_served(
    served: Path, request_bytes: RequestBytes
) -> None:
    delete(served)
    for name in ("req", "res", "face"):  # All that its users know of.
        (served / name).mkdir(parents=True)

    (served / "req" / "OQSsiquc01req_1.xml").write_bytes(request_bytes())

    _wait_for(served / "res" / "OQSsiquc01res_1.xml", b"</XmlMsg>")
