"""The wire to vpcd: a two-byte big-endian length and a body, both ways, over TCP."""

from __future__ import annotations

import socket
from typing import Final

_CONNECT_SECONDS = 5.0
_QUICKACK: Final[int | None] = getattr(socket, "TCP_QUICKACK", None)  # Linux only.


class VPCDUnavailable(ConnectionError):  # noqa: N818 - a state of the machine.
    """Nothing answers where vpcd should listen."""


def connect(host: str, port: int) -> socket.socket:
    """Call vpcd; raise `VPCDUnavailable` if nobody answers within five seconds."""
    try:
        link = socket.create_connection((host, port), timeout=_CONNECT_SECONDS)
    except OSError as error:
        raise VPCDUnavailable(
            f"expected vpcd to listen on {host}:{port}, but: {error}"
        ) from error
    link.settimeout(None)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    link.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    return link


def receive_frame(link: socket.socket) -> bytes | None:
    """Read one message; None when the far end has closed.

    vpcd writes length and body separately with Nagle on, so the body stays behind
    until the length is acknowledged. The kernel delays that by 40 ms unless it is
    told to hurry here, between the two reads, each time.
    """
    prefix = _receive_exactly(link, 2)
    if prefix is None:
        return None
    if _QUICKACK is not None:
        link.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)
    length = int.from_bytes(prefix, "big")
    return _receive_exactly(link, length) if length else b""


def send_frame(link: socket.socket, body: bytes) -> None:
    """Write one message in one piece.

    Raises `ValueError` for an empty one: vpcd would wait for ever.
    """
    if not 0 < len(body) <= 0xFFFF:
        raise ValueError(f"a frame has 1 to 65535 bytes, this one {len(body)}")
    link.sendall(len(body).to_bytes(2, "big") + body)


def _receive_exactly(link: socket.socket, length: int) -> bytes | None:
    received = link.recv(length, socket.MSG_WAITALL)
    while len(received) < length:  # A signal may cut even MSG_WAITALL short.
        more = link.recv(length - len(received), socket.MSG_WAITALL)
        if not more:
            return None
        received += more
    return received
