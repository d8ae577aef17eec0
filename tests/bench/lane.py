"""A process with a pcscd, a card and a PC/SC client of its own, all on one CPU.

`python -m tests.bench.lane (ours STATE | null | vicc)`; for each line of standard
input, a number of commands, it prints how many a second went through.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from harness.drivers.adopted_pcscd import AdoptedPCSCD
from harness.drivers.pcsc_card import wait_for_card
from harness.drivers.pcsc_context import PCSCContext

from . import vsc
from .rounds import pin_to_one_cpu
from .shelf import READ_256, SELECT_CERTIFICATE, SELECT_JPKI

_CARD_SECONDS = 30.0


def main(arguments: list[str]) -> None:
    """Measure whenever told to, until standard input ends."""
    pin_to_one_cpu()
    with AdoptedPCSCD() as adopted, _card(arguments, adopted.pcscd.port):
        wait_for_card(adopted.pcscd.reader, seconds=_CARD_SECONDS)
        with PCSCContext() as context:
            _measure(context, adopted.pcscd.reader)


@contextmanager
def _card(which: list[str], port: int) -> Iterator[None]:
    environment = dict(os.environ)
    if which == ["vicc"]:
        command = [sys.executable, str(vsc.VICC), "-H", "127.0.0.1", "-P", str(port)]
        path = [str(vsc.DIRECTORY), *filter(None, sys.path)]
        environment["PYTHONPATH"] = os.pathsep.join(path)
    else:
        command = [sys.executable, "-m", "tests.bench.reader_card", *which, str(port)]
    process = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=None if which != ["vicc"] else subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.kill()
        process.wait(_CARD_SECONDS)


def _measure(context: PCSCContext, reader: str) -> None:
    scard: Any = context.scard
    handle, protocol = context.connect(
        reader, share=scard.SCARD_SHARE_EXCLUSIVE, protocol=3
    )
    pci = (
        scard.SCARD_PCI_T1
        if protocol == scard.SCARD_PROTOCOL_T1
        else scard.SCARD_PCI_T0
    )
    for first in (SELECT_JPKI, SELECT_CERTIFICATE):  # vicc has neither.
        scard.SCardTransmit(handle, pci, list(first))
    command, transmit = list(READ_256), scard.SCardTransmit
    code, answer = transmit(handle, pci, command)
    _say(f"ready {code} {len(answer)}")
    for line in sys.stdin:
        times = int(line)
        started = time.perf_counter()
        for _ in range(times):
            transmit(handle, pci, command)
        _say(repr(times / (time.perf_counter() - started)))
    scard.SCardDisconnect(handle, scard.SCARD_UNPOWER_CARD)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
