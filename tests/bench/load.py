"""Putting a web server under load, from connections that stay open."""

from __future__ import annotations

import itertools
import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

_END = b"\r\n\r\n"
_LENGTH = b"content-length:"
_WAIT = 30.0


class LoadError(RuntimeError):
    """An answer that was not asked for."""


def answers_a_second(
    port: int, requests: Sequence[bytes], *, connections: int, seconds: float
) -> float:
    """Keep every connection asking, and count answers. Raises `LoadError`.

    The requests are sent in turn; each connection has one under way.
    """
    turn = itertools.cycle(requests)
    with ExitStack() as stack:
        selector = stack.enter_context(selectors.DefaultSelector())
        for _ in range(connections):
            link = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(link, selectors.EVENT_READ, bytearray())
            link.sendall(next(turn))
        started = time.perf_counter()
        answered = 0
        while (now := time.perf_counter()) < started + seconds:
            answered += sum(_receive(selector, turn))
        return answered / (now - started)


def _receive(selector: selectors.BaseSelector, turn: Iterator[bytes]) -> Iterator[bool]:
    """Read what has come; for each connection, whether that was a whole answer."""
    ready = selector.select(_WAIT)
    if not ready:
        raise LoadError(f"no answer for {_WAIT} s")
    for key, _ in ready:
        link, held = key.fileobj, key.data
        assert isinstance(link, socket.socket)
        came = link.recv(65_536)
        if not came:
            raise LoadError("the server has hung up")
        held += came
        whole = _is_whole(held)
        if whole:
            held.clear()
            link.sendall(next(turn))
        yield whole


def _is_whole(held: bytearray) -> bool:
    end = held.find(_END)
    if end < 0:
        return False
    if not held.startswith(b"HTTP/1.1 200"):
        raise LoadError(bytes(held).decode(errors="replace"))
    head = bytes(held[:end]).lower()
    length = head.split(_LENGTH, 1)[1].split(b"\r", 1)[0]
    return len(held) >= end + len(_END) + int(length)
