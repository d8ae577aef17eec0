"""A real process that serves the folders and is killed with -9 at a given moment.

Reads lines `<database> <folder> <moment>` and for each of them forks a child that
looks into the folder once and kills itself there; writes how the child ended.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from card_profiles.dates import JST
from oqs_stub.clock import SettableClock
from oqs_stub.consents import Consents
from oqs_stub.database import Database
from oqs_stub.exchange import FolderExchange, folder_exchange, outgoing
from oqs_stub.exchange.open_jobs import OpenJobs
from oqs_stub.institutions import Institutions
from oqs_stub.ledger import Ledger
from oqs_stub.registry import Registry
from oqs_stub.service.inquiries import InquiryService

NOW = datetime(2026, 4, 10, 10, 0, tzinfo=JST)


def exchange_on(database: Database, folder: Path) -> FolderExchange:
    """The exchange as the stub wires it, with a clock that stands still."""
    clock = SettableClock(NOW)
    service = InquiryService(
        database,
        Registry(database),
        Consents(database),
        Institutions(database),
        Ledger(database, clock),
        clock,
    )
    return FolderExchange(folder, service, database, clock, settle_seconds=0.0)


def die(*_args: object, **_kwargs: object) -> NoReturn:
    """What `kill -9` does, from outside or not."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("SIGKILL did not kill")


def after(real: Callable[..., object]) -> Callable[..., object]:
    """Do it, then die."""

    def act(*args: object, **kwargs: object) -> object:
        real(*args, **kwargs)
        die()

    return act


def half_written(target: Path, answer: bytes) -> None:
    """Die in the middle of the write."""
    target.write_bytes(answer[: len(answer) // 2])
    die()


def created_empty(target: Path, _answer: bytes) -> None:
    """Die between creating the file and writing it."""
    target.write_bytes(b"")
    die()


MOMENTS: dict[str, Callable[[], None]] = {
    "nothing-staged": lambda: setattr(folder_exchange, "stage", die),
    "staged": lambda: setattr(folder_exchange, "stage", after(outgoing.stage)),
    "before-commit": lambda: setattr(OpenJobs, "add", after(OpenJobs.add)),
    "committed": lambda: setattr(FolderExchange, "_forget_request", die),
    "request-gone": lambda: setattr(
        FolderExchange, "_forget_request", after(FolderExchange._forget_request)
    ),
    "created-empty": lambda: setattr(outgoing, "_create", created_empty),
    "half-written": lambda: setattr(outgoing, "_create", half_written),
    "written": lambda: setattr(outgoing, "_create", after(outgoing._create)),
    "placed": lambda: setattr(folder_exchange, "place", after(outgoing.place)),
    "moved": lambda: setattr(folder_exchange, "move", after(outgoing.move)),
    "delivered": lambda: setattr(OpenJobs, "close", die),
    "closed": lambda: setattr(OpenJobs, "close", after(OpenJobs.close)),
}


def main() -> None:
    for line in sys.stdin:
        database, folder, moment = line.split()
        child = os.fork()
        if child == 0:
            MOMENTS[moment]()
            exchange = exchange_on(Database(database), Path(folder))
            exchange.open()
            exchange.run_once()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        sys.stdout.write("killed\n" if killed else f"survived {status}\n")
        sys.stdout.flush()


def serve(database: str, folder: str) -> None:
    """Serve for real until somebody kills us; one line says that we do."""
    exchange_on(Database(database), Path(folder)).start()
    sys.stdout.write("serving\n")
    sys.stdout.flush()
    sys.stdin.read()  # Ends with the test, should it forget us.


if __name__ == "__main__":
    if len(sys.argv) > 1:
        serve(*sys.argv[1:])
    else:
        main()
