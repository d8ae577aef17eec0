"""kill -9 at any moment loses no request, doubles no answer, leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest
from watchfiles import watch

from card_profiles.model import Persona
from oqs_stub.clock import SettableClock
from oqs_stub.database import Database
from oqs_stub.institutions import Institutions
from oqs_stub.ledger import Ledger
from oqs_stub.registry import Registry

from ..on_postgresql import address_of
from .kill_child import exchange_on

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="the killed processes are forked: not on Windows"
)

CHILD = Path(__file__).with_name("kill_child.py")
LONGEST_WAIT = 30.0
NAME = "OQSsiquc01req_1.xml"
ANSWER = "OQSsiquc01res_1.xml"
NEVER_ACKNOWLEDGED = ("answered", "before-commit")
WRITTEN = ("written", "settled", "delivered", "closed")
MOVED = ("renamed", "settled", "delivered", "closed")
ANSWER_MOMENTS = [
    *((moment, "write") for moment in NEVER_ACKNOWLEDGED),
    ("committed", "write"),
    ("request-gone", "write"),
    ("begun", "write"),
    ("created-empty", "write"),
    ("half-written", "write"),
    *((moment, "write") for moment in WRITTEN),
    ("committed", "move"),
    ("request-gone", "move"),
    ("staged", "move"),
    ("ready", "move"),
    *((moment, "move") for moment in MOVED),
]
REJECTION_MOMENTS = (
    *NEVER_ACKNOWLEDGED,
    "committed",
    "begun",
    "created-empty",
    "half-written",
    "written",
    "before-move",
    "moved",
    "settled",
    "delivered",
    "closed",
)
Killer = Callable[..., None]


def _start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(CHILD), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )


def _stream(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    """Has one process look into a folder and die at a moment; it must have died."""
    process = _start()

    def kill(place: Place, moment: str, *, way: str = "write") -> None:
        line = f"{place.database} {place.folder} {way} {moment}\n"
        _stream(process.stdin).write(line)
        _stream(process.stdin).flush()
        assert _stream(process.stdout).readline() == "killed\n"

    yield kill
    _stream(process.stdin).close()
    process.wait(timeout=LONGEST_WAIT)
    _stream(process.stdout).close()


class Place:
    """A database and its folders on disk, with nobody serving them."""

    def __init__(self, root: Path, persona: Persona, clock: SettableClock) -> None:
        self.folder = root / "OQS"
        self.database = address_of(root / "oqs.sqlite3")
        self.clock = clock
        with self.opened() as database:
            Registry(database).add(persona)
            Institutions(database)  # Issues the URLs.
        for name in ("req", "res"):
            (self.folder / name).mkdir(parents=True)

    def opened(self) -> _Opened:
        return _Opened(self.database)

    def recover(self, way: str = "write") -> None:
        """What the next start of the stub does."""
        with self.opened() as database:
            exchange = exchange_on(database, self.folder, way=way)
            exchange.open()
            exchange.run_once()
            exchange.stop()

    def asked(self) -> int:
        """How many inquiries the ledger knows."""
        with self.opened() as database:
            entries = Ledger(database, self.clock).entries()
        return sum(entry.face == "exchange" for entry in entries)

    def files(self, name: str) -> dict[str, bytes]:
        return {
            path.name: path.read_bytes()
            for path in (self.folder / name).iterdir()
            if not path.name.startswith(".")
        }


class _Opened:
    def __init__(self, path: Path | str) -> None:
        self._database = Database(path)

    def __enter__(self) -> Database:
        return self._database

    def __exit__(self, *_error: object) -> None:
        self._database.close()


@pytest.fixture
def place(tmp_path: Path, make_persona: Callable[..., Persona], now: object) -> Place:
    clock = SettableClock(now)  # type: ignore[arg-type]  # the fixture of the room.
    return Place(tmp_path, make_persona(), clock)


@pytest.mark.parametrize(("moment", "way"), ANSWER_MOMENTS)
def test_a_killed_answer_is_delivered_once_by_the_next_process(
    place: Place,
    killer: Killer,
    request_bytes: Callable[..., bytes],
    moment: str,
    way: str,
) -> None:
    (place.folder / "req" / NAME).write_bytes(request_bytes())

    killer(place, moment, way=way)
    before = place.files("res")
    gone = NAME not in place.files("req")
    place.recover(way)

    after = place.files("res")
    assert set(after) == {ANSWER}
    assert ET.fromstring(after[ANSWER]).tag == "XmlMsg"  # noqa: S314 - our own answer.
    assert before.get(ANSWER, b"") == after[ANSWER][: len(before.get(ANSWER, b""))]
    assert place.files("req") == {}
    assert place.files("work") == {}
    assert place.asked() == 1
    assert not gone or moment not in NEVER_ACKNOWLEDGED


def test_an_answer_that_was_whole_before_the_kill_is_not_written_again(
    place: Place, killer: Killer, request_bytes: Callable[..., bytes]
) -> None:
    (place.folder / "req" / NAME).write_bytes(request_bytes())
    killer(place, "written")
    before = (place.folder / "res" / ANSWER).stat()

    place.recover()

    after = (place.folder / "res" / ANSWER).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("moment", NEVER_ACKNOWLEDGED)
def test_a_request_withdrawn_before_it_was_acknowledged_is_never_answered(
    place: Place, killer: Killer, request_bytes: Callable[..., bytes], moment: str
) -> None:
    (place.folder / "req" / NAME).write_bytes(request_bytes())
    killer(place, moment)
    (place.folder / "req" / NAME).unlink()

    place.recover()

    assert place.files("work") == {}
    assert place.files("res") == {}
    assert place.asked() == 0


@pytest.mark.parametrize(
    ("moment", "way"),
    [
        *((moment, "write") for moment in WRITTEN),
        *((moment, "move") for moment in MOVED),
    ],
)
def test_an_answer_that_was_delivered_and_read_does_not_come_again(
    place: Place,
    killer: Killer,
    request_bytes: Callable[..., bytes],
    moment: str,
    way: str,
) -> None:
    (place.folder / "req" / NAME).write_bytes(request_bytes())
    killer(place, moment, way=way)
    (place.folder / "res" / ANSWER).unlink()  # The client has read it meanwhile.

    place.recover(way)

    assert place.files("res") == {}
    assert place.files("work") == {}
    assert place.asked() == 1


def test_an_answer_cut_off_and_thrown_away_by_the_client_comes_again(
    place: Place, killer: Killer, request_bytes: Callable[..., bytes]
) -> None:
    (place.folder / "req" / NAME).write_bytes(request_bytes())
    killer(place, "half-written")
    (place.folder / "res" / ANSWER).unlink()  # It was no whole XML.

    place.recover()

    assert ET.fromstring(place.files("res")[ANSWER]).tag == "XmlMsg"  # noqa: S314 - our own answer.
    assert place.files("work") == {}


def test_a_request_sent_anew_while_the_stub_was_down_is_answered_too(
    place: Place, killer: Killer, request_bytes: Callable[..., bytes]
) -> None:
    (place.folder / "req" / NAME).write_bytes(request_bytes())
    killer(place, "delivered")
    (place.folder / "res" / ANSWER).unlink()
    (place.folder / "req" / NAME).write_bytes(request_bytes(identifier="again"))

    place.recover()

    assert b">again<" in place.files("res")[ANSWER]
    assert place.asked() == 2


@pytest.mark.parametrize("moment", REJECTION_MOMENTS)
def test_a_killed_rejection_is_completed_by_the_next_process(
    place: Place, killer: Killer, moment: str
) -> None:
    (place.folder / "req" / NAME).write_bytes(b"<broken")

    killer(place, moment)
    place.recover()

    after = place.files("res")
    assert set(after) == {NAME, NAME.replace(".xml", ".err")}
    assert after[NAME] == b"<broken"
    assert after[NAME.replace(".xml", ".err")].startswith(b"STUB0101,")
    assert place.files("req") == {}
    assert place.files("work") == {}


def test_a_served_exchange_killed_again_and_again_answers_all_once(
    place: Place, request_bytes: Callable[..., bytes]
) -> None:
    count, kills = 20, 2
    for kill in range(kills):
        process = _start(str(place.database), str(place.folder))
        try:
            assert _stream(process.stdout).readline() == "serving\n"
            for number in range(kill * count, (kill + 1) * count):
                name = f"OQSsiquc01req_{number:04d}.xml"
                data = request_bytes(identifier=f"id{number}")
                (place.folder / "req" / name).write_bytes(data)
            _wait_for_files(place, kill * count + 5)
        finally:
            process.kill()
            process.wait(timeout=LONGEST_WAIT)
            _stream(process.stdin).close()
            _stream(process.stdout).close()
    place.recover()

    answers = place.files("res")
    assert len(answers) == kills * count
    for name, data in answers.items():
        number = int(name.removeprefix("OQSsiquc01res_").removesuffix(".xml"))
        header = ET.fromstring(data).find("MessageHeader")  # noqa: S314 - our own answer.
        assert header is not None
        assert header.findtext("ArbitraryFileIdentifier") == f"id{number}"
    assert place.asked() == kills * count
    assert place.files("req") == {}
    assert place.files("work") == {}


def _wait_for_files(place: Place, count: int) -> None:
    """Wait until there are so many answers, whole or not."""
    end = time.monotonic() + LONGEST_WAIT
    for _ in watch(
        place.folder / "res",
        debounce=10,
        step=5,
        rust_timeout=50,
        yield_on_timeout=True,
    ):
        if len(place.files("res")) >= count:
            return
        assert time.monotonic() < end, "nothing was answered"
