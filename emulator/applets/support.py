"""券面事項入力補助AP: 個人番号 and 四情報 as text, each behind keys of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from ..commands.secure_messaging import open_channel
from ..commands.state import SessionState
from ..iso7816 import SW, CardError, CommandAPDU
from ..memory.filesystem import (
    ALWAYS,
    UNCHANGEABLE,
    AnyPIN,
    Application,
    InternalFile,
    PINFile,
    PINRule,
    SessionKeyFile,
    SigningKeyFile,
    TransparentEF,
)
from .base import Applet

AID = bytes.fromhex("D3921000310001010408")

NUMBER = 0x0001
ATTRIBUTES = 0x0002
DIGESTS = 0x0003
CERTIFICATE = 0x0004
BASIC_DATA = 0x0005
SESSION_PUBLIC_KEY = 0x0006
SIGNED_PUBLIC_KEY = 0x0007
UNKNOWN_FILE = 0x0008
SESSION_KEY = 0x0010
"""Holds the key that opens session keys: a key file of unknown use on real cards, and
which file it is there is not published [D]."""
PIN = 0x0011
BLOCKED_KEY = 0x0012
SIGNING_KEY = 0x0013
NUMBER_A = 0x0014
NUMBER_B = 0x0015
UNKNOWN_INTERNAL = (0x001C, 0x001E)

PIN_TRIES = 3

_PIN_RULE = PINRule(b"0123456789", 4, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What opens something, as it is written to the card: value, limit, tries left."""

    value: bytes = field(repr=False)
    limit: int
    tries_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All that is written to the application, files with their filler."""

    number: bytes
    attributes: bytes
    digests: bytes
    certificate: bytes
    basic_data: bytes
    session_public_key: bytes
    signed_public_key: bytes
    unknown: bytes
    session_key: bytes = field(repr=False)  # PKCS #8 DER, as the next one.
    signing_key: bytes = field(repr=False)
    pin: Reference
    number_a: Reference
    number_b: Reference
    session_openers: tuple[int, ...] = (PIN,)
    """Which references let a terminal deliver a session key."""


class SupportApplet(Applet):
    """券面事項入力補助AP; the only application that takes a session key."""

    default_key: ClassVar[int | None] = SIGNING_KEY

    def _protected(self, command: CommandAPDU, session: SessionState) -> bytes:
        """Answer a protected command through the channel, if there is one."""
        channel = session.secure_channel
        if channel is None:
            return super()._protected(command, session)
        return channel.exchange(command, lambda plain: self.process(plain, session))

    def _set_session_key(self, command: CommandAPDU, session: SessionState) -> bytes:
        """Open a channel, in place of one that may be open already [D].

        The access condition comes before anything is decrypted [M].
        """
        if command.p1 or command.p2:
            raise CardError(SW.WRONG_P1_P2, "P1P2 of SET SESSION KEY is 0000")
        file = self.application.find(SESSION_KEY)
        if not isinstance(file, SessionKeyFile):
            raise TypeError(f"EF {SESSION_KEY:04X} holds no key for session keys")
        if not file.use.met(session.verified):
            raise CardError(
                SW.SECURITY_STATUS_NOT_SATISFIED, "a session key needs the PIN first"
            )
        session.secure_channel = open_channel(self._key(file), command.data)
        return b""


def application(content: Content) -> Application:
    """Lay out the files of the application, as sweeps of real cards found them [M]."""
    with_a, with_b = AnyPIN((PIN, NUMBER_A)), AnyPIN((PIN, NUMBER_B))
    with_any = AnyPIN((PIN, NUMBER_A, NUMBER_B))
    return Application(
        AID,
        (
            TransparentEF(NUMBER, content.number, with_a),
            TransparentEF(ATTRIBUTES, content.attributes, with_b),
            TransparentEF(DIGESTS, content.digests, with_any),
            TransparentEF(CERTIFICATE, content.certificate, ALWAYS),
            TransparentEF(BASIC_DATA, content.basic_data, ALWAYS),
            TransparentEF(SESSION_PUBLIC_KEY, content.session_public_key, with_any),
            TransparentEF(SIGNED_PUBLIC_KEY, content.signed_public_key, with_any),
            TransparentEF(
                UNKNOWN_FILE, content.unknown, with_any
            ),  # Who reads it: [D].
            SessionKeyFile(
                SESSION_KEY, content.session_key, AnyPIN(content.session_openers)
            ),
            _reference(PIN, content.pin, _PIN_RULE),
            PINFile(BLOCKED_KEY, b"", 0, UNCHANGEABLE, 0),
            SigningKeyFile(SIGNING_KEY, content.signing_key, ALWAYS),
            _reference(NUMBER_A, content.number_a, UNCHANGEABLE),
            _reference(NUMBER_B, content.number_b, UNCHANGEABLE),
            *(InternalFile(fid) for fid in UNKNOWN_INTERNAL),
        ),
    )


def _reference(fid: int, reference: Reference, rule: PINRule) -> PINFile:
    return PINFile(fid, reference.value, reference.limit, rule, reference.tries_left)
