"""住基AP: its PIN and a key reference; what else it holds is not public."""

from __future__ import annotations

from typing import ClassVar

from ..iso7816 import INS
from ..memory.filesystem import (
    ALWAYS,
    Application,
    InternalFile,
    PINFile,
    PINRule,
    RecordEF,
)
from .base import Applet

AID = bytes.fromhex("D3921000310001010401")

KEY_REFERENCE = 0x0002
PIN = 0x001C
UNKNOWN_INTERNAL = 0x001E

TRIES = 3

_RULE = PINRule(b"0123456789", 4, 4)
_RECORD_TAG = 0x01


class JukiApplet(Applet):
    """住基AP; its PIN is changed by CHANGE KEY [M]."""

    change_pin_by: ClassVar[tuple[int, INS]] = (0x80, INS.CHANGE_KEY)


def application(*, pin: bytes, tries_left: int, key_reference: bytes) -> Application:
    """Lay out the files; an empty *pin* is one that was never set."""
    return Application(
        AID,
        (
            key_reference_file(KEY_REFERENCE, key_reference),
            PINFile(PIN, pin, TRIES, _RULE, tries_left),
            InternalFile(UNKNOWN_INTERNAL),
        ),
    )


def key_reference_file(fid: int, key_reference: bytes) -> RecordEF:
    """One record in simple TLV (its tag is our choice [D]) with 16 bytes [M]."""
    record = bytes((_RECORD_TAG, len(key_reference))) + key_reference
    return RecordEF(fid, (record,), ALWAYS)
