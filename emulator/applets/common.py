"""共通カードAP: the card's number in a record, and a key that answers challenges."""

from __future__ import annotations

from typing import ClassVar

from ..iso7816 import INS, SW
from ..memory.filesystem import (
    ALWAYS,
    Application,
    AuthenticationKeyFile,
    InternalFile,
    PINFile,
    PINRule,
    RecordEF,
)
from .base import Applet
from .juki import key_reference_file

AID = bytes.fromhex("D3921000310001010100")

CARD_NUMBER = 0x0001
KEY_REFERENCE = 0x0002
AUTHENTICATION_KEY = 0x0019
PIN = 0x001C
UNKNOWN_INTERNAL = 0x001E

TRIES = 3  # [D]; the limit of this PIN is not published.

_RULE = PINRule(b"0123456789", 4, 4)
_CARD_NUMBER_HEADER = bytes.fromhex("011C")
_CARD_NUMBER_DIGITS = 28


class CommonApplet(Applet):
    """共通カードAP; key 0019 answers INTERNAL AUTHENTICATE to anybody [M]."""

    change_pin_by: ClassVar[tuple[int, INS]] = (0x80, INS.CHANGE_KEY)
    session_key_refusal: ClassVar[int] = SW.SECURE_MESSAGING_ANSWER_66F1


def application(
    *,
    card_number: str,
    authentication_key: bytes,
    pin: bytes,
    tries_left: int,
    key_reference: bytes,
) -> Application:
    """Lay out the files; *card_number* has 28 digits, *authentication_key* is PKCS #8.

    The digits are the card's serial (15), its municipality (5) and its last day
    (YYYYMMDD) [M].
    """
    if len(card_number) != _CARD_NUMBER_DIGITS or not card_number.isdecimal():
        raise ValueError(
            f"a card number has {_CARD_NUMBER_DIGITS} digits, not {card_number!r}"
        )
    record = _CARD_NUMBER_HEADER + card_number.encode("ascii")
    return Application(
        AID,
        (
            RecordEF(CARD_NUMBER, (record,), ALWAYS),
            key_reference_file(KEY_REFERENCE, key_reference),
            AuthenticationKeyFile(AUTHENTICATION_KEY, authentication_key, ALWAYS),
            PINFile(PIN, pin, TRIES, _RULE, tries_left),
            InternalFile(UNKNOWN_INTERNAL),
        ),
    )
