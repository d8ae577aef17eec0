"""The words a smart card speaks: commands, answers, status words, TLV, ATR."""

from __future__ import annotations

from .apdu import CommandAPDU, ResponseAPDU
from .ins import INS
from .sw import SW, CardError, describe, tries_left

__all__ = [
    "INS",
    "SW",
    "CardError",
    "CommandAPDU",
    "ResponseAPDU",
    "describe",
    "tries_left",
]
