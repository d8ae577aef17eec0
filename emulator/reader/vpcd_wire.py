"""The wire to vpcd: a two-byte big-endian length and a body, both ways, over TCP."""

from __future__ import annotations

import errno
import os
import selectors
import socket
import struct
import threading
import time
from contextlib import suppress
from typing import Final

_CONNECT_SECONDS = 5.0
_LOOK_SECONDS = 0.1  # How long a call goes on after it has been given up.
_WHOLE: Final = int(socket.MSG_WAITALL)  # Plain numbers: each frame needs them.
_TCP: Final = int(socket.IPPROTO_TCP)
_QUICKACK: Final[int | None] = getattr(socket, "TCP_QUICKACK", None)  # Linux only.

# After how long a far end that is gone without a word (its machine, its network)
# counts as gone; by default systems take two hours. Not every system has each.
_KEEPALIVE: Final = {
    "TCP_KEEPIDLE": 10,  # Seconds.
    "TCP_KEEPINTVL": 5,  # Seconds.
    "TCP_KEEPCNT": 4,
    "TCP_USER_TIMEOUT": 30_000,  # Milliseconds, for what is not taken from us.
}
_AT_ONCE: Final = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
_UNDER_WAY: Final = frozenset(
    {errno.EINPROGRESS, errno.EWOULDBLOCK, getattr(errno, "WSAEWOULDBLOCK", -1)}
)


class VPCDUnavailable(ConnectionError):  # noqa: N818 - a state of the machine.
    """Nothing answers where vpcd should listen."""


def connect(
    host: str, port: int, *, stop: threading.Event | None = None
) -> socket.socket | None:
    """Call vpcd; raise `VPCDUnavailable` if nobody answers within five seconds.

    Setting *stop* meanwhile gives the call up; `None` then.
    """
    try:
        return _call(host, port, stop or threading.Event())
    except _GivenUp:
        return None
    except OSError as error:
        raise VPCDUnavailable(
            f"expected vpcd to listen on {host}:{port}, but: {error}"
        ) from error


class _GivenUp(Exception):  # noqa: N818 - nothing went wrong.
    """Whoever called has been told to stop."""


def _call(host: str, port: int, stop: threading.Event) -> socket.socket:
    """Try each address of *host* in turn, as long as they last together."""
    deadline = time.monotonic() + _CONNECT_SECONDS
    failure = OSError(f"{host} has no address")
    for family, kind, protocol, _, address in socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM
    ):
        link = socket.socket(family, kind, protocol)
        try:
            link.settimeout(0)
            _wait_until_connected(link, link.connect_ex(address), stop, deadline)
            _refuse_ourselves(link)
            _set_up(link)
            return link
        except OSError as error:
            link.close()
            failure = error
        except BaseException:
            link.close()
            raise
    raise failure


def _wait_until_connected(
    link: socket.socket, code: int, stop: threading.Event, deadline: float
) -> None:
    with selectors.DefaultSelector() as selector:
        selector.register(link, selectors.EVENT_WRITE)
        while code in _UNDER_WAY:
            if selector.select(_LOOK_SECONDS):
                code = link.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            elif stop.is_set():
                raise _GivenUp
            elif time.monotonic() > deadline:
                raise TimeoutError(
                    errno.ETIMEDOUT, f"no answer within {_CONNECT_SECONDS:g} s"
                )
    if code:
        raise OSError(code, os.strerror(code))


def _refuse_ourselves(link: socket.socket) -> None:
    """Hang up when the system has connected us to ourselves, and free the port.

    It may do so while nobody listens, if it picks as our own port the one we call;
    then pcscd could not come back to it.
    """
    if link.getsockname() == link.getpeername():
        link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        raise ConnectionRefusedError(
            errno.ECONNREFUSED, "nobody listens; the call came back to itself"
        )


def _set_up(link: socket.socket) -> None:
    link.settimeout(None)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    link.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _KEEPALIVE.items():
        option = getattr(socket, name, None)
        if option is not None:
            with suppress(OSError):  # Old Windows knows some names and refuses them.
                link.setsockopt(socket.IPPROTO_TCP, option, value)


def receive_frame(link: socket.socket) -> bytes | None:
    """Read one message; None when the far end has closed.

    vpcd writes length and body separately with Nagle on, so the body stays behind
    until the length is acknowledged. The kernel delays that by 40 ms unless it is
    told to hurry here, between the two reads, each time.
    """
    prefix = link.recv(2, _WHOLE)
    if len(prefix) < 2:
        completed = _completed(link, prefix, 2)
        if completed is None:
            return None
        prefix = completed
    if _QUICKACK is not None:
        link.setsockopt(_TCP, _QUICKACK, 1)
    length = prefix[0] << 8 | prefix[1]
    if not length:
        return b""
    body = link.recv(length, _WHOLE)
    return body if len(body) == length else _completed(link, body, length)


def send_frame(link: socket.socket, body: bytes) -> None:
    """Write one message in one piece.

    Raises `ValueError` for an empty one: vpcd would wait for ever.
    """
    if not 0 < len(body) <= 0xFFFF:
        raise ValueError(f"a frame has 1 to 65535 bytes, this one {len(body)}")
    link.sendall(len(body).to_bytes(2, "big") + body)


def send_frame_in_part(link: socket.socket, body: bytes, *, arrived: int) -> None:
    """Announce a whole message and write only its first *arrived* bytes."""
    link.sendall(len(body).to_bytes(2, "big") + body[:arrived])


def _completed(link: socket.socket, received: bytes, length: int) -> bytes | None:
    """Read the rest of *length* bytes; a signal may cut even MSG_WAITALL short."""
    while len(received) < length:
        more = link.recv(length - len(received), _WHOLE)
        if not more:
            return None
        received += more
    return received
