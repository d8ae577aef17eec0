"""A process that holds a card to a vpcd reader: ours, or one that says a constant.

`python -m tests.bench.reader_card (ours STATE | null) PORT`
"""

from __future__ import annotations

import socket
import sys
import threading
from pathlib import Path

from emulator.reader.vpcd import serve

from .shelf import Shelf

_ATR = bytes.fromhex("3B888001000041E0B381A1003B")
_CONSTANT = bytes(range(256)) + b"\x90\x00"
_ASK_ATR = b"\x04"


def main(arguments: list[str]) -> None:
    """Serve until killed."""
    *which, port = arguments
    if which == ["null"]:
        answer_a_constant(int(port))
        return
    with Shelf(Path(which[1])).take() as stored:
        serve(stored.card, "127.0.0.1", int(port), stop=threading.Event())


def answer_a_constant(port: int) -> None:
    """Be the least that can be a card to vpcd, as fast as Python is.

    Nothing of ours: no check, no watchdog, no reconnecting. vpcd sends a frame in two
    pieces, hence the acknowledgement in between.
    """
    atr = len(_ATR).to_bytes(2, "big") + _ATR
    answer = len(_CONSTANT).to_bytes(2, "big") + _CONSTANT
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while prefix := link.recv(2, socket.MSG_WAITALL):
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            body = link.recv(prefix[0] << 8 | prefix[1], socket.MSG_WAITALL)
            if body == _ASK_ATR:
                link.sendall(atr)
            elif len(body) > 1:
                link.sendall(answer)


if __name__ == "__main__":
    main(sys.argv[1:])
