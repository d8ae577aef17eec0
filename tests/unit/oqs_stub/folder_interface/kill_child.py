"""A real process that serves the folders and is killed with -9 at a given moment.

Reads lines `<database> <folder> <way> <moment>` and for each of them forks a child
that looks into the folder once and kills itself there; writes how the child ended.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NoReturn

from card_profiles.dates import JST
from oqs_stub.clock import SettableClock
from oqs_stub.consents import Consents
from oqs_stub.database import Database
from oqs_stub.exchange import FolderExchange, delivery, outbox, outgoing
from oqs_stub.exchange.delivery import GrowIn, MoveIn, WriteIn
from oqs_stub.exchange.open_jobs import OpenJobs
from oqs_stub.exchange.outbox import Outbox
from oqs_stub.institutions import Institutions
from oqs_stub.ledger import Ledger
from oqs_stub.registry import Registry
from oqs_stub.service.inquiries import InquiryService

NOW = datetime(2026, 4, 10, 10, 0, tzinfo=JST)


WAYS = {"write": WriteIn, "grow": partial(GrowIn, pause=0.0), "move": MoveIn}


def exchange_on(
    database: Database, folder: Path, *, way: str = "write"
) -> FolderExchange:
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
    return FolderExchange(
        folder,
        service,
        database,
        clock,
        settle_seconds=0.0,
        delivery=WAYS[way],
    )


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


def half_written(target: str, data: bytes, *, twin: str, written: bytes) -> None:
    """Die in the middle of the write."""
    outgoing.finish(target, data[: len(data) // 2], twin=twin, written=written)
    die()


def no_link(*_paths: object) -> NoReturn:
    """As a file system does that gives a file no second name."""
    raise OSError(errno.EPERM, os.strerror(errno.EPERM))


def without_links(*, whole: bool) -> Callable[[], None]:
    """Die when the target has something, and `work` does not tell so yet."""

    def write(descriptor: int, data: bytes, _target: str) -> None:
        if data:  # Not the empty file that is to grow.
            os.write(descriptor, data if whole else data[: len(data) // 2])
            die()

    def act() -> None:
        patch(os, "link", no_link)()
        patch(outgoing, "_write", write)()

    return act


def closing(act: Callable[..., object]) -> Callable[..., object]:
    """Do it where a job is closed, and go on where there is none to close."""

    def close(jobs: OpenJobs, over: Collection[object]) -> object:
        return act(jobs, over) if over else None

    return close


def patch(owner: object, name: str, act: Callable[..., object]) -> Callable[[], None]:
    return lambda: setattr(owner, name, act)


MOMENTS: dict[str, Callable[[], None]] = {
    "answered": patch(OpenJobs, "add", die),
    "before-commit": patch(OpenJobs, "add", after(OpenJobs.add)),
    "committed": patch(Outbox, "_forget_request", die),
    "request-gone": patch(Outbox, "_forget_request", after(Outbox._forget_request)),
    "begun": patch(delivery, "read_begun", after(delivery.read_begun)),
    "created-empty": patch(delivery, "finish", die),
    "half-written": patch(delivery, "finish", half_written),
    "written": patch(delivery, "finish", after(delivery.finish)),
    "linkless-half": without_links(whole=False),
    "linkless-whole": without_links(whole=True),
    "staged": patch(delivery, "write_whole", after(delivery.write_whole)),
    "ready": patch(os, "rename", die),
    "renamed": patch(os, "rename", after(os.rename)),
    "before-move": patch(outbox, "move", die),
    "moved": patch(outbox, "move", after(outbox.move)),
    "settled": patch(Outbox, "_is_settled", after(Outbox._is_settled)),
    "delivered": patch(OpenJobs, "close", closing(die)),
    "closed": patch(OpenJobs, "close", closing(after(OpenJobs.close))),
}


def main() -> None:
    for line in sys.stdin:
        database, folder, way, moment = line.split()
        child = os.fork()
        if child == 0:
            MOMENTS[moment]()
            exchange = exchange_on(Database(database), Path(folder), way=way)
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
