"""The private pcscd of this very process: its own PC/SC calls go there too.

libpcsclite asks for its socket once and remembers it as long as the process lives.
So the path is chosen once a process, and every later pcscd takes it over.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Final

from ..ports import BenchUnavailable
from .closing import ClosedAtEnd
from .pcscd import PrivatePCSCD, short_directory

SOCKET_VARIABLE: Final = "PCSCLITE_CSOCK_NAME"


class _Process:
    """What libpcsclite has remembered in this process."""

    def __init__(self) -> None:
        self.in_use = threading.Lock()
        self.directory: Path | None = None
        self.asked = False
        self.remembered: str | None = None


_process = _Process()


def note_first_call() -> None:
    """Remember, as libpcsclite does now, where this process's PC/SC calls go."""
    if not _process.asked:
        _process.asked = True
        _process.remembered = os.environ.get(SOCKET_VARIABLE)


class AdoptedPCSCD(ClosedAtEnd):
    """A private pcscd that this process's pyscard talks to; one at a time."""

    def __init__(self) -> None:
        """Start it and point libpcsclite at it.

        Raises `BenchUnavailable` when another one is open in this process, or when
        this process has already talked to some other pcscd.
        """
        if not _process.in_use.acquire(blocking=False):
            raise BenchUnavailable(
                "仮想PC/SCリーダーは1つのプロセスで同時に1つしか開けません。"
                "先に開いたベンチを閉じてください。"
            )
        try:
            self.pcscd = _start()
        except BaseException:
            _process.in_use.release()
            raise
        self._before = os.environ.get(SOCKET_VARIABLE)
        os.environ.update(self.pcscd.environment)
        self._open = True

    def close(self) -> None:
        """Stop it; the next one may be opened."""
        if not self._open:
            return
        self._open = False
        if self._before is None:
            os.environ.pop(SOCKET_VARIABLE, None)
        else:
            os.environ[SOCKET_VARIABLE] = self._before
        self.pcscd.close()
        _process.in_use.release()


def _start() -> PrivatePCSCD:
    if _process.directory is None:
        _process.directory = short_directory()
    socket_path = str(PrivatePCSCD.socket_in(_process.directory))
    if _process.asked and _process.remembered != socket_path:
        raise BenchUnavailable(
            "このプロセスはすでに別の pcscd と話しているため、仮想リーダーへ切り替え"
            "られません。仮想リーダーのベンチは別のプロセスで開いてください。"
        )
    return PrivatePCSCD(directory=_process.directory)
