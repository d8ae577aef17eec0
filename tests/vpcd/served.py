"""A running `card serve` with slots, and who is in which of them."""

from __future__ import annotations

import queue
import subprocess
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from harness.drivers.pcsc_card import PCSCCardConnection

if TYPE_CHECKING:
    from harness.drivers.pcscd import PrivatePCSCD

SECONDS = 60.0
SELECT = bytes.fromhex("00A4040C0AD392F000260100000001")
CERTIFICATE = bytes.fromhex("00B08A0000")


class Served:
    """A running `card serve`: orders go in, answers come out."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.remarks: list[str] = []
        self._answers: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __call__(self, order: str) -> str:
        assert self.process.stdin is not None
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()
        return self._answers.get(timeout=SECONDS)

    def answer(self) -> str:
        return self._answers.get(timeout=SECONDS)

    def end(self) -> int:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(SECONDS)
        self._reader.join(SECONDS)
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()
        return self.process.returncode

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("#"):
                self.remarks.append(line.rstrip())
            else:
                self._answers.put(line.rstrip())


Serve = Callable[..., Served]


def readers(pcscd: PrivatePCSCD) -> tuple[str, str]:
    """The names of both slots; vpcd has two of them a reader."""
    return pcscd.reader, pcscd.reader.removesuffix("0") + "1"


def holder(reader: str) -> bytes:
    """Read the beginning of the certificate that is in a slot."""
    connection = PCSCCardConnection(reader)
    try:
        assert connection.transmit(SELECT) == b"\x90\x00"
        return connection.transmit(CERTIFICATE)
    finally:
        connection.close()
