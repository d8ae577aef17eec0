"""券面事項確認AP: what is printed on the card, as signed pictures behind 照合番号."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from ..iso7816 import SW
from ..memory.filesystem import (
    ALWAYS,
    UNCHANGEABLE,
    AnyPIN,
    Application,
    InternalFile,
    PINFile,
    SigningKeyFile,
    TransparentEF,
)
from .base import Applet

AID = bytes.fromhex("D3921000310001010402")

AGE_RECORD = 0x0001
CARD_FACE = 0x0002
INFORMATION = 0x0003
CERTIFICATE = 0x0004
MY_NUMBER = 0x0005
UNKNOWN_FILE = 0x0006
BIRTHDATE = 0x0011
NUMBER_B = 0x0012
NUMBER_A = 0x0013
SIGNING_KEY = 0x001A
UNKNOWN_INTERNAL = (0x001C, 0x001E)
DOUBTFUL_KEYS = (0x0014, 0x0015)
"""Asked for by one program; whether they exist on real cards is not published."""


class VisualApplet(Applet):
    """券面事項確認AP; no secure messaging, and a key that signs for everybody [M]."""

    default_key: ClassVar[int | None] = SIGNING_KEY
    session_key_refusal: ClassVar[int] = SW.SECURE_MESSAGING_ANSWER_66F1


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All that is written to the application, files with their filler."""

    age_record: bytes
    card_face: bytes
    information: bytes
    certificate: bytes
    my_number: bytes
    unknown: bytes
    signing_key: bytes = field(repr=False)  # PKCS #8 DER.
    keys: tuple[PINFile, ...]  # The three from `opening_key`, perhaps more.


def opening_key(fid: int, value: str, *, limit: int, tries_left: int | None) -> PINFile:
    """Make a key that opens files; `None` tries, or too many, are all of them."""
    left = limit if tries_left is None else min(tries_left, limit)
    return PINFile(fid, value.encode("ascii"), limit, UNCHANGEABLE, left)


def blocked_key(fid: int) -> PINFile:
    """Make a key that never opens anything: empty VERIFY 63C0, VERIFY 6984 [D]."""
    return PINFile(fid, b"", 0, UNCHANGEABLE, 0)


def application(content: Content) -> Application:
    """Lay out the files of the application, as sweeps of real cards found them [M].

    照合番号A opens the card face and the number, B the card face, 生年月日 the age
    record alone [M].
    """
    with_either = AnyPIN((NUMBER_A, NUMBER_B))
    return Application(
        AID,
        (
            TransparentEF(AGE_RECORD, content.age_record, AnyPIN((BIRTHDATE,))),
            TransparentEF(CARD_FACE, content.card_face, with_either),
            TransparentEF(INFORMATION, content.information, ALWAYS),
            TransparentEF(CERTIFICATE, content.certificate, ALWAYS),
            TransparentEF(MY_NUMBER, content.my_number, AnyPIN((NUMBER_A,))),
            TransparentEF(UNKNOWN_FILE, content.unknown, with_either),
            *content.keys,
            SigningKeyFile(SIGNING_KEY, content.signing_key, ALWAYS),
            *(InternalFile(fid) for fid in UNKNOWN_INTERNAL),
        ),
    )
