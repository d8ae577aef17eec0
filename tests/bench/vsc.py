"""The card object of Debian's `virtualsmartcard` package, where that is installed.

The package is GPL-3 and used here only, in the benchmark's own process, from where
Debian puts it: a directory that no interpreter searches by itself. It also wants
pycryptodome, which it does not declare.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
import sys
from pathlib import Path
from types import ModuleType
from typing import Protocol

from .results import NotMeasured

DIRECTORY = Path("/usr/lib/python3/site-packages/virtualsmartcard")
VICC = Path("/usr/bin/vicc")

_PIN = b"1234"
_AID = bytes.fromhex("D392F000260100000001")

SELECT = bytes.fromhex("00A4040C0AD392F000260100000001")
SELECT_FILE = bytes.fromhex("00A4020C02000A")
READ_256 = bytes.fromhex("00B0000000")
VERIFY = bytes.fromhex("0020008004") + _PIN


class ForeignCardObject(Protocol):
    """What is used of it."""

    def execute(self, msg: bytes) -> bytes:
        """Answer one command."""
        ...


def missing() -> tuple[str, ...]:
    """Name what is not installed."""
    lacking = []
    if not DIRECTORY.is_dir():
        lacking.append("Debian package python3-virtualsmartcard")
    if not VICC.exists():
        lacking.append("Debian package vsmartcard-vpicc")
    if importlib.util.find_spec("Crypto") is None:
        lacking.append("PyPI package pycryptodome")
    return tuple(lacking)


def card_object() -> ForeignCardObject:
    """Build its ISO 7816 card with one application and one file of 2,048 bytes.

    Raises `NotMeasured` when something is not installed.
    """
    lacking = missing()
    if lacking:
        raise NotMeasured(", ".join(lacking))
    if str(DIRECTORY) not in sys.path:
        sys.path.append(str(DIRECTORY))
    logging.getLogger().setLevel(logging.ERROR)  # It reports every select at INFO.
    constants = _module("ConstantDefinitions")
    files = _module("SmartcardFilesystem")
    master = files.MF(filedescriptor=constants.FDB["DF"])
    access = _module("SmartcardSAM").SAM(_PIN, b"1234567890")
    access.set_MF(master)
    application = files.DF(master, 0x0100, dfname=_AID)
    application.append(
        files.TransparentStructureEF(application, 0x000A, data=bytes(range(256)) * 8)
    )
    master.append(application)
    card: ForeignCardObject = _module("VirtualSmartcard").Iso7816OS(master, access)
    return card


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"virtualsmartcard.{name}")
