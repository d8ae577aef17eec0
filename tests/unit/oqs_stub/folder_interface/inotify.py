"""What the kernel tells a program that watches a folder, event by event (Linux)."""

from __future__ import annotations

import ctypes
import os
import struct
from pathlib import Path

CREATED, CHANGED, MOVED_IN, CLOSED = 0x100, 0x2, 0x80, 0x8
_NAMES = {
    CREATED: "created",
    CHANGED: "changed",
    MOVED_IN: "moved in",
    CLOSED: "closed",
}
_HEAD = struct.Struct("iIII")
_NONBLOCK = 0o4000


class Inotify:
    """Hears of one folder from now on."""

    def __init__(self, folder: Path) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        self._descriptor = libc.inotify_init1(_NONBLOCK)
        mask = CREATED | CHANGED | MOVED_IN | CLOSED
        watch = libc.inotify_add_watch(self._descriptor, os.fsencode(folder), mask)
        assert watch >= 0, os.strerror(ctypes.get_errno())

    def heard(self) -> list[tuple[str, str]]:
        """What has happened: event and file name, in order."""
        try:
            data = os.read(self._descriptor, 1 << 16)
        except BlockingIOError:
            return []
        events, at = [], 0
        while at < len(data):
            _, mask, _, size = _HEAD.unpack_from(data, at)
            at += _HEAD.size
            name = os.fsdecode(data[at : at + size].rstrip(b"\0"))
            at += size
            events += [(word, name) for bit, word in _NAMES.items() if mask & bit]
        return events

    def close(self) -> None:
        os.close(self._descriptor)
