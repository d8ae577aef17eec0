"""SET PUBLIC IC KEY: a terminal shows its certificate, the card checks and keeps it.

The command and its forms were measured with junk only [M]; no accepted certificate
is public. Our reading of it [D]: the body of the certificate comes first, its
signature object in a second command, each in either form; what was accepted stays
until power loss or a reset that begins anew. What a real card then grants such a
terminal is not known.
"""

from __future__ import annotations

from ..behaviour import CardBehaviour
from ..iso7816 import SW, CardError, CommandAPDU
from ..memory.filesystem import Application, TerminalCAFile
from .state import VolatileMemory

TERMINAL_CA = 0x0016
"""The file of the key that checks terminals' certificates, in 公的個人認証AP [M]."""

_FORMS = ((0x00, 0xC1), (0x06, 0xC1))
_WHOLE_HEADER = bytes.fromhex("7F21820233")
_CONTENT_HEADER = bytes.fromhex("5F4E820129")
_CONTENT = 297  # Two key ids of 16 bytes and a key block.
_KEY_IDS = 32
_KEY_HEADER = bytes.fromhex("900301000191820100")
_BODY = len(_WHOLE_HEADER) + len(_CONTENT_HEADER) + _CONTENT
_SIGNATURE_HEADER = bytes.fromhex("5F37820100")
_SIGNATURE = 256


def set_public_ic_key(
    application: Application,
    memory: VolatileMemory,
    command: CommandAPDU,
    *,
    behaviour: CardBehaviour,
) -> bytes:
    """Take the body of a terminal's certificate, then its signature.

    A new body forgets the one before. The key of an accepted terminal is replaced
    only by that of another accepted one.
    """
    form = (command.p1, command.p2)
    if form not in _FORMS:
        raise CardError(
            SW.WRONG_P1_P2, f"P1P2 {command.p1:02X}{command.p2:02X} is not a known form"
        )
    data = command.data
    if len(data) == _BODY:
        memory.terminal_body = None
        _authority(application)
        memory.terminal_body = _checked_body(data)
        return b""
    if len(data) == len(_SIGNATURE_HEADER) + _SIGNATURE:
        body, memory.terminal_body = memory.terminal_body, None
        authority = _authority(application)
        if body is None:
            raise CardError(
                SW.CONDITIONS_NOT_SATISFIED, "no certificate waits for its signature"
            )
        _verify(authority, body, _checked_signature(data), behaviour=behaviour)
        memory.terminal_key = body[len(_CONTENT_HEADER) + _KEY_IDS :]
        return b""
    raise CardError(
        SW.WRONG_LENGTH,
        f"a body has {_BODY} bytes, a signature object "
        f"{len(_SIGNATURE_HEADER) + _SIGNATURE}, not {len(data)}",
    )


def _authority(application: Application) -> TerminalCAFile:
    file = application.find(TERMINAL_CA)
    if not isinstance(file, TerminalCAFile):
        raise CardError(
            SW.REFERENCE_DATA_NOT_FOUND, "no key for terminals' certificates here"
        )
    return file


def _checked_body(data: bytes) -> bytes:
    """Give the content object of a body that has the form of a certificate."""
    content = data.removeprefix(_WHOLE_HEADER)
    key = content[len(_CONTENT_HEADER) + _KEY_IDS :]
    if (
        len(content) == len(data)
        or not content.startswith(_CONTENT_HEADER)
        or not key.startswith(_KEY_HEADER)
    ):
        raise CardError(SW.WRONG_DATA, "not the body of a card-verifiable certificate")
    return content


def _checked_signature(data: bytes) -> bytes:
    if not data.startswith(_SIGNATURE_HEADER):
        raise CardError(SW.WRONG_DATA, "not a signature object (5F37)")
    return data[len(_SIGNATURE_HEADER) :]


def _verify(
    authority: TerminalCAFile,
    content: bytes,
    signature: bytes,
    *,
    behaviour: CardBehaviour,
) -> None:
    """Check the signature over the content without its tag, as on every CVC [M]."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
    from cryptography.hazmat.primitives.hashes import SHA256

    modulus = int.from_bytes(authority.public_key[len(_KEY_HEADER) :], "big")
    exponent = int.from_bytes(authority.public_key[2:5], "big")
    key = RSAPublicNumbers(exponent, modulus).public_key()
    try:
        key.verify(signature, content[len(_CONTENT_HEADER) :], PKCS1v15(), SHA256())
    except InvalidSignature as error:
        raise CardError(
            behaviour.sw_forged_terminal,
            "the terminal CA did not sign this certificate",
        ) from error
