"""Status words: how a card says yes, no, and why not."""

from __future__ import annotations

from enum import IntEnum


class SW(IntEnum):
    """Status words of JICSAP 1.1 that this card answers.

    A status word anywhere else is a plain `int`, so that words without a name
    survive; `describe` puts either into words.
    """

    OK = 0x9000
    VERIFICATION_FAILED_NO_LIMIT = 0x6300
    SECURE_MESSAGING_ANSWER_66F1 = 0x66F1  # Of SET SESSION KEY; meaning unpublished.
    WRONG_LENGTH = 0x6700
    LOGICAL_CHANNEL_NOT_SUPPORTED = 0x6881
    SECURE_MESSAGING_NOT_SUPPORTED = 0x6882
    COMMAND_INCOMPATIBLE_WITH_FILE = 0x6981
    SECURITY_STATUS_NOT_SATISFIED = 0x6982
    REFERENCE_DATA_NOT_USABLE = 0x6984  # JICSAP: the referenced IEF is blocked.
    CONDITIONS_NOT_SATISFIED = 0x6985
    NO_CURRENT_EF = 0x6986
    SECURE_MESSAGING_OBJECTS_MISSING = 0x6987
    SECURE_MESSAGING_OBJECTS_INCORRECT = 0x6988
    NO_SECURE_MESSAGING_SESSION = 0x69FC
    WRONG_DATA = 0x6A80
    FUNCTION_NOT_SUPPORTED = 0x6A81
    FILE_NOT_FOUND = 0x6A82
    RECORD_NOT_FOUND = 0x6A83
    WRONG_P1_P2 = 0x6A86
    REFERENCE_DATA_NOT_FOUND = 0x6A88
    OFFSET_OUTSIDE_EF = 0x6B00
    INS_NOT_SUPPORTED = 0x6D00
    CLA_NOT_SUPPORTED = 0x6E00
    NO_DIAGNOSIS = 0x6F00


class CardError(Exception):
    """The card refuses a command: a status word, and the reason in words.

    This is an answer of the card, never a fault of the emulator.
    """

    def __init__(self, sw: int, reason: str) -> None:
        super().__init__(f"{sw:04X}: {reason}")
        self.sw = sw
        self.reason = reason


def tries_left(count: int) -> int:
    """Give 63Cx for *count* tries left (0 to 15), as VERIFY answers it."""
    if not 0 <= count <= 15:
        raise ValueError(f"63Cx can say 0 to 15 tries left, not {count}")
    return 0x63C0 | count


def describe(sw: int) -> str:
    """Put a status word into words, also one that has no name here."""
    if sw & 0xFFF0 == 0x63C0:
        return f"verification failed, {sw & 0x0F} tries left"
    try:
        return SW(sw).name.replace("_", " ").lower()
    except ValueError:
        return f"status word {sw:04X}"
