"""Places on disk whose exchange is killed, and the processes that are."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from card_profiles.model import Persona
from oqs_stub.clock import SettableClock
from oqs_stub.database import Database
from oqs_stub.institutions import Institutions
from oqs_stub.ledger import Ledger
from oqs_stub.registry import Registry

from ..on_postgresql import address_of
from .kill_child import exchange_on

CHILD = Path(__file__).with_name("kill_child.py")
LONGEST_WAIT = 60.0
Killer = Callable[..., None]


def start(*arguments: str) -> subprocess.Popen[str]:
    """A process of `kill_child`."""
    return subprocess.Popen(
        [sys.executable, str(CHILD), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )


def stream(one: IO[str] | None) -> IO[str]:
    """A pipe that is there."""
    assert one is not None
    return one


@contextmanager
def killing() -> Iterator[Killer]:
    """Has one process look into a folder and die at a moment; it must have died."""
    process = start()

    def kill(place: Place, moment: str, *, way: str = "write") -> None:
        line = f"{place.database} {place.folder} {way} {moment}\n"
        stream(process.stdin).write(line)
        stream(process.stdin).flush()
        assert stream(process.stdout).readline() == "killed\n"

    try:
        yield kill
    finally:
        stream(process.stdin).close()
        process.wait(timeout=LONGEST_WAIT)
        stream(process.stdout).close()


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
