"""A server to put load on: `python -m tests.bench.oqs_pages (ours STATE | hello)`.

It prints the port it answers at, and serves until its standard input ends.
"""

from __future__ import annotations

import sys
from pathlib import Path

import waitress  # type: ignore[import-untyped]  # Waitress ships no types.
from flask import Flask

from oqs_stub.clock import SettableClock
from oqs_stub.config import StubConfig
from oqs_stub.server import THREADS, StubServer
from oqs_stub.stub import Stub

from .insured import Insured
from .shelf import NOW

PEOPLE = 1_000


def main(arguments: list[str]) -> None:
    """Serve what the first argument says."""
    if arguments[0] == "hello":
        _hello()
    else:
        _ours(Path(arguments[1]))


def _hello() -> None:
    app = Flask(__name__)

    @app.post("/webapi/search")
    def hello() -> str:
        return "Hello, World!"

    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=THREADS)
    _say(server.effective_port)
    server.task_dispatcher  # noqa: B018 - it is running by now.
    import threading

    threading.Thread(target=server.run, daemon=True).start()
    sys.stdin.read()


def _ours(state: Path) -> None:
    config = StubConfig(state_dir=state, people=(), clock=SettableClock(NOW))
    stub = Stub(config)
    Insured(PEOPLE).fill(stub.database)
    with StubServer(stub) as server:
        _say(server.base_url.rpartition(":")[2])
        sys.stdin.read()
    stub.close()


def _say(port: object) -> None:
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
