"""Serving a stub on one machine: its pages, its responder and its folders."""

from __future__ import annotations

import errno
import logging
import socket
import threading
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import Any

import waitress  # type: ignore[import-untyped]  # Waitress ships no types.
from flask import Flask
from waitress import wasyncore

from card_profiles.machine_words import system_reason

from .app import create_app, create_responder
from .serving.page_workers import PageWorkers, Place, WorkersError
from .serving.quick_answers import QuickAnswers
from .stub import Stub
from .webapi import quick_paths

STOP_SECONDS = 10.0
"""How long a stop waits for requests under way."""

RESPONDER_HOST = "127.0.0.1"
"""Only the stub itself asks it; others reach the same answers at `base_url`."""

THREADS = 8
"""That answer pages; also how many may ask the responder at once."""

# That requests queue is what threads are for, and no news to whoever runs the stub.
logging.getLogger("waitress.queue").setLevel(logging.ERROR)
_LARGEST_BODY = 1024 * 1024


class ServerError(Exception):
    """The stub cannot be served; the message says why and what to do."""


class StubServer:
    """A stub under Waitress, in threads of this process, or with workers beside it.

    Two listeners: the pages at `base_url`, and the CA's responder (CRL, OCSP) at
    `responder_url`. They have threads of their own, so that a page that asks the
    responder never waits for itself. With several workers the pages are answered by
    as many processes; responder and folders stay in this one.
    """

    def __init__(self, stub: Stub, host: str = "127.0.0.1", port: int = 0) -> None:
        self.stub = stub
        self._host = host
        self._port = port
        self._listeners: list[_Listener | PageWorkers] = []
        self.base_url = ""
        self.responder_url = ""

    def start(self) -> StubServer:
        """Listen, and watch the folders.

        Raises `ServerError` if a port is taken, `DatabaseInUseError` if the database
        is (`DatabaseError` if nobody can tell), and `FolderError`.
        """
        config = self.stub.config
        if config.workers > 1 and not self.stub.database.shared:
            raise ServerError(
                "SQLite のデータベースは1つのプロセスのものです。"
                "--workers を 1 にするか、"
                "--database に PostgreSQL のURLを指定してください。"
            )
        try:
            self.stub.database.claim()
            bound, url = _bind(RESPONDER_HOST, 0)
            self._listeners.append(_Listener(create_responder(self.stub), bound, url))
            self.responder_url = f"{url}/jpki"
            if config.responder_url is None:
                self.stub.revocation.responder = self.responder_url
            bound, self.base_url = _bind(self._host, self._port)
            if config.public_url is None:
                self.stub.address.base_url = self.base_url
            self._listeners.append(
                _Listener(create_app(self.stub), bound, self.base_url, self._quick())
                if config.workers == 1
                else self._many(bound)
            )
            self.stub.exchange.start()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Stop watching and listening; the stub itself stays open."""
        try:
            self.stub.exchange.stop()  # Raises what went wrong inside it, if anything.
        finally:
            self._stop_listening()

    def __enter__(self) -> StubServer:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def alive(self) -> bool:
        """Whether every listener still answers, as far as can be told from here."""
        return not self.lost and all(listener.alive for listener in self._listeners)

    @property
    def lost(self) -> str:
        """What was taken away under it, so that it must stop; empty where nothing was.

        Costs three looks at the file system; for whoever waits for the end.
        """
        database, folders = self.stub.database, self.stub.exchange.folders
        if database.is_lost:
            return (
                f"データベース {database.shown} が、動いている間に消されたか、"
                "置き換えられました。それまでに確認できた登録や応答は、消された"
                "ファイルにあります。"
            )
        if database.is_taken:
            return (
                f"データベース {database.shown} を、ほかのスタブが使い始めました。"
                "動いている間に、使用中の印（.lock のファイル）が消されています。"
            )
        if folders.are_lost():
            return (
                f"フォルダ {folders.root} が、動いている間に消され、ほかのスタブが"
                "使い始めました。"
            )
        return ""

    def _quick(self) -> Callable[[Any], object] | None:
        """What answers quick requests of a Waitress server, where there are any."""
        paths = quick_paths(self.stub)
        if not paths:
            return None
        return partial(QuickAnswers, database=self.stub.database, paths=paths)

    def _many(self, bound: socket.socket) -> PageWorkers:
        stub = self.stub
        place = Place(
            config=stub.config,
            base_url=self.base_url,
            own_url=stub.address.base_url,
            responder_url=stub.revocation.responder,
        )
        try:
            return PageWorkers(bound, place)
        except WorkersError as error:
            raise ServerError(str(error)) from error

    def _stop_listening(self) -> None:
        while self._listeners:
            self._listeners.pop().close()
        self.stub.database.disclaim()


class _Listener:
    """One Waitress server and the thread it runs in."""

    def __init__(
        self,
        app: Flask,
        bound: socket.socket,
        url: str,
        add_quick: Callable[[Any], object] | None = None,
    ) -> None:
        self._server = waitress.create_server(
            app,
            sockets=[bound],
            threads=THREADS,
            ident=None,
            max_request_body_size=_LARGEST_BODY,
            clear_untrusted_proxy_headers=True,
        )
        if add_quick is not None:
            add_quick(self._server)
        self._thread = threading.Thread(
            target=self._server.run, name=f"stub {url}", daemon=True
        )
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether its thread still runs."""
        return self._thread.is_alive()

    def close(self) -> None:
        """Finish the requests under way, within bounds, and stop listening."""
        self._server.task_dispatcher.shutdown(timeout=STOP_SECONDS)
        # The loop ends when it has nothing left to watch; only its own thread may
        # take things away, and the trigger runs this there.
        self._server.trigger.pull_trigger(
            lambda: wasyncore.close_all(self._server._map)
        )
        self._thread.join(timeout=STOP_SECONDS)


def _bind(host: str, port: int) -> tuple[socket.socket, str]:
    """A socket that listens there, and its URL. Raises `ServerError`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        bound = socket.create_server((host, port), family=family)
    except OSError as error:
        raise ServerError(_cannot_listen(host, port, error)) from error
    shown = f"[{host}]" if ":" in host else host
    return bound, f"http://{shown}:{bound.getsockname()[1]}"


def _cannot_listen(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"{host}:{port} は、ほかのプログラムが使っています。"
            "別のポートを --port で指定するか、そのプログラムを終了してください。"
        )
    return f"{host}:{port} で待ち受けられません（{system_reason(error)}）。"
