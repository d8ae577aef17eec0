"""The pages of one stub answered by many processes, under gunicorn.

They share nothing but the database. What must happen once (the folders, the CA's
responder) stays in the process that starts them; ending that process ends them.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from multiprocessing.connection import wait
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from ..stub import StubConfig

logger = logging.getLogger(__name__)

START_SECONDS = 60.0
"""How long the first page may take to be answered; a slow machine imports slowly."""

STOP_SECONDS = 10
"""How long a stop waits for requests under way."""

ANSWER_SECONDS = 60
"""A worker that shows no life for so long is killed and replaced."""

THREADS = 4
"""Of each worker. Python runs one at a time; the others wait for the database."""

_LOOK_SECONDS = 0.1
_AGAIN_SECONDS = 1.0


class WorkersError(Exception):
    """The workers cannot be started here, or have ended; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a worker must be told beside the configuration."""

    config: StubConfig
    base_url: str  # Where they answer.
    own_url: str  # What they call themselves before others.
    responder_url: str


class PageWorkers:
    """Processes that answer at a socket; a killed one is replaced."""

    def __init__(self, bound: socket.socket, place: Place) -> None:
        """Start them; returns when a page is answered. Raises `WorkersError`."""
        if sys.platform == "win32":
            raise WorkersError(
                "Windows では --workers は 1 だけです（gunicorn が動きません）。"
            )
        self._bound = bound
        self._url = place.base_url
        # A fresh interpreter: this process has threads, which no fork survives.
        self._arbiter = multiprocessing.get_context("spawn").Process(
            target=_arbitrate,
            name=f"arbiter {place.base_url}",
            args=(bound, _for_others(place), os.getpid()),
            daemon=True,  # Even an end in disorder ends them.
        )
        self._arbiter.start()
        try:
            self._wait_for_a_page()
        except BaseException:
            self.close()
            raise

    @property
    def alive(self) -> bool:
        """Whether somebody still sees to it that there are workers."""
        return self._arbiter.is_alive()

    def close(self) -> None:
        """Let them finish the requests under way, within bounds, and end them all."""
        self._bound.close()
        arbiter = self._arbiter
        if arbiter.is_alive():
            arbiter.terminate()  # It ends its workers, and then itself.
        arbiter.join(STOP_SECONDS + 5)
        if arbiter.is_alive():
            arbiter.kill()  # Workers without one end by themselves.
            arbiter.join()
        arbiter.close()

    def _wait_for_a_page(self) -> None:
        import httpx  # Only whoever has workers needs it.

        until = monotonic() + START_SECONDS
        # The socket takes the question at once; the answer comes with the workers.
        with httpx.Client(trust_env=False, timeout=1.0) as client:
            while monotonic() < until:
                if wait([self._arbiter.sentinel], timeout=_LOOK_SECONDS):
                    raise WorkersError(
                        "ワーカーを起動できませんでした。"
                        "上の出力（gunicorn）に理由があります。"
                    )
                try:
                    if client.get(f"{self._url}/healthz").is_success:
                        return
                except httpx.TransportError:
                    continue
        raise WorkersError(f"ワーカーが {START_SECONDS:.0f} 秒たっても応答しません。")


def _for_others(place: Place) -> Place:
    """The same without what only this process has."""
    config = replace(place.config, on_exchange_event=None, people=())
    return replace(place, config=config)


def _arbitrate(bound: socket.socket, place: Place, parent: int) -> None:
    """Run gunicorn until SIGTERM, or until *parent* is gone."""
    from gunicorn.app.base import (  # type: ignore[import-untyped]  # No types.
        BaseApplication,
    )
    from gunicorn.arbiter import Arbiter  # type: ignore[import-untyped]  # Likewise.

    os.setsid()  # Ctrl-C is for the parent, which then ends us in order.
    settings = _settings(bound.detach(), place)  # gunicorn takes the file for itself.

    class Application(BaseApplication):  # type: ignore[misc]  # Likewise.
        def load_config(self) -> None:
            for name, value in settings.items():
                if name in self.cfg.settings:  # Some came with newer versions.
                    self.cfg.set(name, value)

        def load(self) -> WSGIApplication:
            return _pages(place)

    class Watchful(Arbiter):  # type: ignore[misc]  # Likewise.
        def manage_workers(self) -> None:
            if os.getppid() != parent:
                logger.warning("the process that serves the folders is gone")
                raise StopIteration  # How its loop ends.
            super().manage_workers()

    Watchful(Application()).run()


def _settings(file: int, place: Place) -> Mapping[str, Any]:
    return {
        "bind": f"fd://{file}",
        "forwarded_allow_ips": "",  # As Waitress: no proxy is trusted unasked.
        "workers": place.config.workers,
        "worker_class": "gthread",
        "threads": THREADS,
        "timeout": ANSWER_SECONDS,
        "graceful_timeout": STOP_SECONDS,
        "loglevel": "warning",
        "proc_name": "mynabench",
        "control_socket_disable": True,
    }


def _pages(place: Place) -> WSGIApplication:
    """What one worker answers with; it opens the database for itself."""
    from sqlalchemy.exc import OperationalError

    from ..app import create_app
    from ..database import DatabaseAwayError, DatabaseInUseError
    from ..stub import Stub

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:  # Too long, and gunicorn replaces this worker by the next one.
        try:
            stub = Stub(place.config, beside_others=True)
            break
        except (DatabaseAwayError, DatabaseInUseError, OperationalError) as error:
            # A worker that gives up would end all the others.
            logger.warning("a worker waits for the database: %s", error)
            sleep(_AGAIN_SECONDS)
    stub.revocation.responder = place.responder_url
    stub.address.base_url = place.own_url
    return create_app(stub).wsgi_app
