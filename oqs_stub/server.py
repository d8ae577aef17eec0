"""Serving a stub on one machine: its pages, its responder and its folders."""

from __future__ import annotations

import errno
import socket
import threading
from types import TracebackType

import waitress  # type: ignore[import-untyped]  # Waitress ships no types.
from flask import Flask
from waitress import wasyncore

from .app import create_app, create_responder
from .stub import Stub

STOP_SECONDS = 10.0
"""How long a stop waits for requests under way."""

RESPONDER_HOST = "127.0.0.1"
"""Only the stub itself asks it; others reach the same answers at `base_url`."""

_THREADS = 8
_LARGEST_BODY = 1024 * 1024


class ServerError(Exception):
    """The stub cannot be served; the message says why and what to do."""


class StubServer:
    """A stub under Waitress, in threads of this process.

    Two listeners: the pages at `base_url`, and the CA's responder (CRL, OCSP) at
    `responder_url`. They have threads of their own, so that a page that asks the
    responder never waits for itself.
    """

    def __init__(self, stub: Stub, host: str = "127.0.0.1", port: int = 0) -> None:
        self.stub = stub
        self._host = host
        self._port = port
        self._listeners: list[_Listener] = []
        self.base_url = ""
        self.responder_url = ""

    def start(self) -> StubServer:
        """Listen, and watch the folders. Raises `ServerError` if a port is taken."""
        try:
            responder = self._listen(
                create_responder(self.stub), host=RESPONDER_HOST, port=0
            )
            self.responder_url = f"{responder.url}/jpki"
            if self.stub.config.responder_url is None:
                self.stub.revocation.responder = self.responder_url
            self.base_url = self._listen(
                create_app(self.stub), host=self._host, port=self._port
            ).url
            if self.stub.config.public_url is None:
                self.stub.address.base_url = self.base_url
            self.stub.exchange.start()
        except BaseException:
            self._stop_listening()
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

    def _listen(self, app: Flask, *, host: str, port: int) -> _Listener:
        listener = _Listener(app, host=host, port=port)
        self._listeners.append(listener)
        return listener

    def _stop_listening(self) -> None:
        while self._listeners:
            self._listeners.pop().close()


class _Listener:
    """One Waitress server and the thread it runs in."""

    def __init__(self, app: Flask, *, host: str, port: int) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            bound = socket.create_server((host, port), family=family)
        except OSError as error:
            raise ServerError(_cannot_listen(host, port, error)) from error
        self._server = waitress.create_server(
            app,
            sockets=[bound],
            threads=_THREADS,
            ident=None,
            max_request_body_size=_LARGEST_BODY,
            clear_untrusted_proxy_headers=True,
        )
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{bound.getsockname()[1]}"
        self._thread = threading.Thread(
            target=self._server.run, name=f"stub {self.url}", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Finish the requests under way, within bounds, and stop listening."""
        self._server.task_dispatcher.shutdown(timeout=STOP_SECONDS)
        # The loop ends when it has nothing left to watch; only its own thread may
        # take things away, and the trigger runs this there.
        self._server.trigger.pull_trigger(
            lambda: wasyncore.close_all(self._server._map)
        )
        self._thread.join(timeout=STOP_SECONDS)


def _cannot_listen(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"{host}:{port} は、ほかのプログラムが使っています。"
            "別のポートを --port で指定するか、そのプログラムを終了してください。"
        )
    return f"{host}:{port} で待ち受けられません（{error.strerror}）。"
