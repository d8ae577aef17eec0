"""公的個人認証AP: the two key pairs of JPKI, their certificates and their PINs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from card_profiles.model import CardForm

from ..behaviour import DEFAULT, UNKNOWN_JPKI_FILES, CardBehaviour
from ..commands.terminal import TERMINAL_CA
from ..iso7816 import SW, CardError, CommandAPDU
from ..memory.filesystem import (
    ALWAYS,
    NEVER,
    AccessCondition,
    AnyPIN,
    Application,
    File,
    InternalFile,
    PINFile,
    PINRule,
    SigningKeyFile,
    TerminalCAFile,
    TransparentEF,
    padded,
)
from .base import Applet

AID = bytes.fromhex("D392F000260100000001")

SIGN_CERTIFICATE = 0x0001
SIGN_CA_CERTIFICATE = 0x0002
TOKEN_INFORMATION = 0x0006
CERTIFICATES_PRESENT = 0x0008
AUTH_CERTIFICATE = 0x000A
AUTH_CA_CERTIFICATE = 0x000B
AUTH_KEY = 0x0017
AUTH_PIN = 0x0018
SIGN_KEY = 0x001A
SIGN_PIN = 0x001B

AUTH_TRIES = 3
SIGN_TRIES = 5

_AUTH_RULE = PINRule(b"0123456789", 4, 4)
_SIGN_RULE = PINRule(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 6, 16)

BLOCK = 256
"""Files that grow do so in steps of this many bytes [D]."""

_PRESENT, _ABSENT = 0x8F, 0x00


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """One key pair as it is written to the card."""

    private_key: bytes | None = field(repr=False)
    certificate: bytes | None
    ca_certificate: bytes
    pin: bytes = field(repr=False)
    tries_left: int


class JPKIApplet(Applet):
    """公的個人認証AP; all it does is common, all it holds is in its files."""


class IPhoneJPKIApplet(JPKIApplet):
    """The same on an iPhone, which wants to know which command is the last one [C]."""

    def _note_last_command(self, command: CommandAPDU) -> bytes:
        if (command.p1, command.p2) != (0x00, 0x00) or command.data:
            raise CardError(SW.WRONG_P1_P2, "the indicator is 80 FC 00 00 alone")
        return b""


def application(
    auth: Credential,
    sign: Credential,
    *,
    terminal_ca: bytes | None = None,
    form: CardForm = CardForm.PLASTIC,
    behaviour: CardBehaviour = DEFAULT,
) -> Application:
    """Lay out the files of the application, as a sweep of real cards found them.

    *terminal_ca* is the key block of 0016. A phone has another label, and on Android
    the 利用者証明用 certificate needs its PIN [C].
    """
    auth_reading = AnyPIN((AUTH_PIN,)) if form is CardForm.ANDROID else ALWAYS

    def certificate(
        fid: int, content: bytes | None, read: AccessCondition
    ) -> TransparentEF:
        return TransparentEF(fid, certificate_file(content, behaviour), read)

    return Application(
        AID,
        (
            certificate(SIGN_CERTIFICATE, sign.certificate, AnyPIN((SIGN_PIN,))),
            certificate(SIGN_CA_CERTIFICATE, sign.ca_certificate, ALWAYS),
            TransparentEF(TOKEN_INFORMATION, token_information(form), ALWAYS),
            TransparentEF(CERTIFICATES_PRESENT, _presence(auth, sign), ALWAYS),
            certificate(AUTH_CERTIFICATE, auth.certificate, auth_reading),
            certificate(AUTH_CA_CERTIFICATE, auth.ca_certificate, ALWAYS),
            SigningKeyFile(AUTH_KEY, auth.private_key, AnyPIN((AUTH_PIN,))),
            PINFile(AUTH_PIN, auth.pin, AUTH_TRIES, _AUTH_RULE, auth.tries_left),
            SigningKeyFile(SIGN_KEY, sign.private_key, AnyPIN((SIGN_PIN,))),
            PINFile(SIGN_PIN, sign.pin, SIGN_TRIES, _SIGN_RULE, sign.tries_left),
            *_unknown_files(terminal_ca, behaviour),
        ),
    )


def _unknown_files(
    terminal_ca: bytes | None, behaviour: CardBehaviour
) -> Iterator[File]:
    if terminal_ca is None:
        yield InternalFile(TERMINAL_CA)
    else:
        yield TerminalCAFile(TERMINAL_CA, terminal_ca)
    for fid in UNKNOWN_JPKI_FILES:
        if fid in behaviour.closed_files:
            yield TransparentEF(fid, b"", NEVER)
        else:
            yield InternalFile(fid)


_LABELS = {
    CardForm.ANDROID: b"JPKIAPGPSETOKEN",
    CardForm.IPHONE: b"JPKIAPIOSTOKEN",
}
_CARD_LABEL = b"JPKIAPICCTOKEN2"


def token_information(form: CardForm = CardForm.PLASTIC) -> bytes:
    """Build EF 0006: CK_TOKEN_INFO of PKCS #11 in 160 bytes, as on real cards [M].

    Phones differ in the label [C]; their other fields are not published.
    """

    def numbers(*values: int) -> bytes:
        return b"".join(value.to_bytes(4, "big") for value in values)

    return (
        _LABELS.get(form, _CARD_LABEL).ljust(32)  # label
        + b"1".rjust(32, b"0")  # manufacturerID
        + b"E16R01NJ".ljust(16)  # model
        + b"0000000020500003"  # serialNumber; the same on every card seen
        + numbers(0x0000040D)  # flags: RNG, login required, PIN and token initialised
        + numbers(1, 0, 1, 0)  # sessions: most, open; read/write ones: most, open
        + numbers(16, 6)  # PIN length: longest, shortest
        + numbers(*[0xFFFFFFFF] * 4)  # memory, unknown
        + b"03"  # hardwareVersion
        + b"01"  # firmwareVersion
        + b"9" * 16  # utcTime
    )


def certificate_file(
    certificate: bytes | None, behaviour: CardBehaviour = DEFAULT
) -> bytes:
    """Fill a certificate up to its file; without one the file is all filler [D]."""
    content = certificate or b""
    size = max(behaviour.certificate_file_size, -(-len(content) // BLOCK) * BLOCK)
    return padded(content, size, filler=behaviour.filler)


def _presence(auth: Credential, sign: Credential) -> bytes:
    return bytes(
        (
            _ABSENT if sign.certificate is None else _PRESENT,
            _ABSENT if auth.certificate is None else _PRESENT,
            0x00,
        )
    )
