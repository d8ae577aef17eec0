"""Requests of programs that ask at once, over HTTP or byte by byte."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable

import httpx

from oqs_stub.server import StubServer

from .asking import request_of_sakura

WAIT = 60.0
QUICK_THREAD = "quick answers"


def ask(server: StubServer, token: str, name: str = "web-1") -> httpx.Response:
    """Ask for sakura by one request of its own connection."""
    return httpx.post(
        f"{server.base_url}/webapi/search",
        json=request_of_sakura(ArbitraryFileIdentifier=name),
        headers={"Authorization": token},
        trust_env=False,
        timeout=WAIT,
    )


def name_in(answer: httpx.Response) -> str:
    """The 任意のファイル識別子 of an answer."""
    return str(answer.json()["XmlMsg"]["MessageHeader"]["ArbitraryFileIdentifier"])


def raw_request(token: str, name: str = "web-1", path: str = "/webapi/search") -> bytes:
    """The same request as its bytes."""
    body = json.dumps(request_of_sakura(ArbitraryFileIdentifier=name)).encode()
    return (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def connected(server: StubServer) -> socket.socket:
    """A connection to the stub, to be closed by whoever asked."""
    port = int(server.base_url.rpartition(":")[2])
    return socket.create_connection(("127.0.0.1", port), timeout=WAIT)


def received(link: socket.socket, *, until: Callable[[bytes], bool]) -> bytes:
    """What came until it is enough."""
    came = b""
    while not until(came):
        more = link.recv(65_536)
        assert more, came
        came += more
    return came
