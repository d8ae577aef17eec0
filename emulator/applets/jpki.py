"""公的個人認証AP: the two key pairs of JPKI, their certificates and their PINs."""

from __future__ import annotations

from dataclasses import dataclass

from ..filesystem import (
    ALWAYS,
    NEVER,
    AnyPIN,
    Application,
    InternalFile,
    PINFile,
    PINRule,
    SigningKeyFile,
    TransparentEF,
    padded,
)
from .base import Applet

AID = bytes.fromhex("D392F000260100000001")

SIGN_CERTIFICATE = 0x0001
SIGN_CA_CERTIFICATE = 0x0002
TOKEN_INFORMATION = 0x0006
CERTIFICATES_PRESENT = 0x0008
CLOSED_FILE = 0x0009
AUTH_CERTIFICATE = 0x000A
AUTH_CA_CERTIFICATE = 0x000B
AUTH_KEY = 0x0017
AUTH_PIN = 0x0018
SIGN_KEY = 0x001A
SIGN_PIN = 0x001B
UNKNOWN_FILE = 0x0005
UNKNOWN_INTERNAL = (0x0010, 0x0016, 0x0019, 0x001C, 0x001E)

AUTH_TRIES = 3
SIGN_TRIES = 5
CERTIFICATE_FILE_SIZE = 2048  # [D]; the allocated size is not published.

_AUTH_RULE = PINRule(b"0123456789", 4, 4)
_SIGN_RULE = PINRule(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 6, 16)

_PRESENT, _ABSENT = 0x8F, 0x00


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """One key pair as it is written to the card."""

    private_key: bytes | None
    certificate: bytes | None
    ca_certificate: bytes
    pin: bytes
    tries_left: int


class JPKIApplet(Applet):
    """公的個人認証AP; all it does is common, all it holds is in its files."""


def application(auth: Credential, sign: Credential) -> Application:
    """Lay out the files of the application, as a sweep of real cards found them."""
    return Application(
        AID,
        (
            TransparentEF(
                SIGN_CERTIFICATE, _der(sign.certificate), AnyPIN((SIGN_PIN,))
            ),
            TransparentEF(SIGN_CA_CERTIFICATE, _der(sign.ca_certificate), ALWAYS),
            TransparentEF(UNKNOWN_FILE, b"", NEVER),
            TransparentEF(TOKEN_INFORMATION, token_information(), ALWAYS),
            TransparentEF(CERTIFICATES_PRESENT, _presence(auth, sign), ALWAYS),
            TransparentEF(CLOSED_FILE, b"", NEVER),
            TransparentEF(AUTH_CERTIFICATE, _der(auth.certificate), ALWAYS),
            TransparentEF(AUTH_CA_CERTIFICATE, _der(auth.ca_certificate), ALWAYS),
            SigningKeyFile(AUTH_KEY, auth.private_key, AnyPIN((AUTH_PIN,))),
            PINFile(AUTH_PIN, auth.pin, AUTH_TRIES, _AUTH_RULE, auth.tries_left),
            SigningKeyFile(SIGN_KEY, sign.private_key, AnyPIN((SIGN_PIN,))),
            PINFile(SIGN_PIN, sign.pin, SIGN_TRIES, _SIGN_RULE, sign.tries_left),
            *(InternalFile(fid) for fid in UNKNOWN_INTERNAL),
        ),
    )


def token_information() -> bytes:
    """Build EF 0006: CK_TOKEN_INFO of PKCS #11 in 160 bytes, as on real cards [M]."""

    def numbers(*values: int) -> bytes:
        return b"".join(value.to_bytes(4, "big") for value in values)

    return (
        b"JPKIAPICCTOKEN2".ljust(32)  # label
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


def _der(certificate: bytes | None) -> bytes:
    """Fill a certificate up to its file; without one the file is all filler [D]."""
    content = certificate or b""
    blocks = -(-len(content) // 256)
    return padded(content, max(CERTIFICATE_FILE_SIZE, blocks * 256))


def _presence(auth: Credential, sign: Credential) -> bytes:
    return bytes(
        (
            _ABSENT if sign.certificate is None else _PRESENT,
            _ABSENT if auth.certificate is None else _PRESENT,
            0x00,
        )
    )
