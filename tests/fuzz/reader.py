"""The reader's end of the vpcd protocol, which does what a fuzz input says."""

from __future__ import annotations

import select
import selectors
import socket
import struct
import time
from contextlib import suppress

SECONDS = 60.0
"""Within which everything has to happen, also on a busy machine."""


class LinkSilentError(AssertionError):
    """The card neither answered nor hung up in time."""


class Listener:
    """Where cards call, for as many links as an input needs."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(SECONDS)
        self.host, self.port = self._socket.getsockname()

    def accept(self) -> Link:
        """Take the next card that calls."""
        try:
            link, _ = self._socket.accept()
        except TimeoutError:
            raise LinkSilentError("the card does not call (again)") from None
        return Link(link)

    def close(self) -> None:
        """Listen no more."""
        self._socket.close()


class Link:
    """A link to one card. Everything on it is bounded in time."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link
        self._link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def talk(self, stream: bytes, *, piece: int, until: int | None = None) -> bytes:
        """Send *stream* in pieces while taking what comes; return all of that.

        Reads up to *until* bytes; without it, says that nothing more will be sent and
        reads until the card hangs up.
        """
        self._link.settimeout(0)
        received, at, open_ = bytearray(), 0, True
        deadline = time.monotonic() + SECONDS
        with selectors.DefaultSelector() as selector:
            selector.register(self._link, selectors.EVENT_READ | selectors.EVENT_WRITE)
            while open_ and (
                until is None or at < len(stream) or len(received) < until
            ):
                if time.monotonic() > deadline:
                    raise LinkSilentError(f"silent after {bytes(received[-40:])!r}")
                for _, ready in selector.select(0.5):
                    if ready & selectors.EVENT_READ:
                        some = self._receive()
                        received += some
                        open_ = bool(some)
                    if ready & selectors.EVENT_WRITE and at < len(stream):
                        with suppress(BlockingIOError):
                            at += self._link.send(stream[at : at + piece])
                    if at >= len(stream):
                        if until is None:
                            with suppress(OSError):  # It has hung up already.
                                self._link.shutdown(socket.SHUT_WR)
                            until = 1 << 60
                        selector.modify(self._link, selectors.EVENT_READ)
        return bytes(received)

    def listen(self, seconds: float) -> bytes:
        """Take what comes within so many seconds, which may be a few microseconds.

        The time limit of a socket is rounded up to milliseconds, that of `select` not.
        """
        self._link.settimeout(0)
        received, ends = b"", time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            if not select.select([self._link], [], [], left)[0]:
                break
            some = self._receive()
            received += some
            if not some:
                break
        return received

    def flood(self, stream: bytes) -> None:
        """Send as much as the card takes at once, and read nothing."""
        self._link.settimeout(0)
        with suppress(OSError):
            self._link.sendall(stream)

    def close(self, *, reset: bool = False) -> None:
        """Hang up, on request as rudely as a machine that crashes."""
        if reset:
            self._link.setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
            )
        self._link.close()

    def _receive(self) -> bytes:
        try:
            return self._link.recv(1 << 16)
        except ConnectionError:
            return b""


def frame(body: bytes) -> bytes:
    """Write one message as vpcd does."""
    return len(body).to_bytes(2) + body


def read_frames(stream: bytes) -> tuple[list[bytes], bytes]:
    """Take a stream apart into whole messages and what is left of one."""
    frames, at = [], 0
    while len(stream) - at >= 2:
        size = int.from_bytes(stream[at : at + 2])
        if len(stream) - at - 2 < size:
            break
        frames.append(stream[at + 2 : at + 2 + size])
        at += 2 + size
    return frames, stream[at:]
