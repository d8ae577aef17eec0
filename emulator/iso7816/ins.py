"""The instruction bytes the My Number Card knows, by their JICSAP names."""

from __future__ import annotations

from enum import IntEnum


class INS(IntEnum):
    """Instruction byte; the class byte says whether JICSAP extended it (CLA 80)."""

    # CLA 00.
    VERIFY = 0x20
    CHANGE_REFERENCE_DATA = 0x24
    EXTERNAL_AUTHENTICATE = 0x82
    GET_CHALLENGE = 0x84
    INTERNAL_AUTHENTICATE = 0x88
    SELECT_FILE = 0xA4
    READ_BINARY = 0xB0
    READ_RECORD = 0xB2
    GET_DATA = 0xCA
    # CLA 80.
    ERASE_ALL_RECORDS = 0x06
    COMPUTE_DIGITAL_SIGNATURE = 0x2A
    CHANGE_KEY = 0x32
    LOCK_DF = 0x50
    UNLOCK_DF = 0x52
    UNLOCK_KEY = 0x54
    MANAGE_ATTRIBUTES = 0x8A
    SET_PUBLIC_IC_KEY = 0xA2
    SET_SESSION_KEY = 0xAE
    LAST_COMMAND_INDICATOR = 0xFC
