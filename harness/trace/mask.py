"""The one place where PINs and personal data are taken out of a card trace."""

from __future__ import annotations

from ..card.jpki import AUTH_CA_CERTIFICATE, AUTH_CERTIFICATE, JPKI_AID
from .card_names import CARD_FACE_AID, COMMON_AID, INPUT_SUPPORT_AID, RESIDENT_AID
from .card_place import CardPlace, data_field, is_secured

HIDDEN = b"*"  # One for each byte that was hidden; lengths stay as they were.

VERIFY, CHANGE_REFERENCE_DATA, RESET_RETRY_COUNTER, CHANGE_KEY = 0x20, 0x24, 0x2C, 0x32
EXTERNAL_AUTHENTICATE, UNLOCK_KEY, SET_SESSION_KEY = 0x82, 0x54, 0xAE
SECRET_COMMANDS = frozenset(
    {
        VERIFY,
        CHANGE_REFERENCE_DATA,
        RESET_RETRY_COUNTER,
        CHANGE_KEY,
        EXTERNAL_AUTHENTICATE,
        UNLOCK_KEY,
        SET_SESSION_KEY,
    }
)
"""Instructions whose data is a PIN, a key, or proof of one, whatever their class."""

READ_FILE_COMMANDS = frozenset({0xB0, 0xB1, 0xB2, 0xB3})
GET_DATA_COMMANDS = frozenset({0xCA, 0xCB})
GET_RESPONSE = 0xC0  # The rest of an answer, whatever was asked: T=0, or 61xx.

SIGN_CERTIFICATE, SIGN_CA_CERTIFICATE = 0x0001, 0x0002
TOKEN_INFORMATION, CERTIFICATES_PRESENT = 0x0006, 0x0008
IMPERSONAL_FILES = frozenset(
    {
        (JPKI_AID, SIGN_CA_CERTIFICATE),
        (JPKI_AID, TOKEN_INFORMATION),
        (JPKI_AID, CERTIFICATES_PRESENT),
        (JPKI_AID, AUTH_CA_CERTIFICATE),
        (INPUT_SUPPORT_AID, 0x0004),  # Certificates of the card's issuer.
        (CARD_FACE_AID, 0x0004),
        (RESIDENT_AID, 0x0002),  # Which key of the issuer is in use.
        (COMMON_AID, 0x0002),
    }
)
"""Files that say nothing of the holder. Every other one counts as personal."""

FREE_FILES = frozenset(
    {CardPlace(JPKI_AID, AUTH_CERTIFICATE), CardPlace(CARD_FACE_AID, 0x0003)}
)
"""Files that are read without any PIN and name nobody, but tell one holder from others:
the certificate, and the municipality with what its card alone has."""

IMPERSONAL_OBJECTS = frozenset({0x0042, 0x0066, 0x00F7, 0x00F8, 0x5F51, 0x7F21})
"""GET DATA objects of the issuer and the chip. Every other one counts as personal."""

HOLDER_CERTIFICATES = frozenset(
    {CardPlace(JPKI_AID, SIGN_CERTIFICATE), CardPlace(JPKI_AID, AUTH_CERTIFICATE)}
)
DER_HEADER = 4


def mask(
    command: bytes,
    response: bytes,
    *,
    at: CardPlace,
    fictitious: bool = False,
    show_files: bool = False,
) -> tuple[bytes, bytes]:
    """Return *command* and *response* as they may be written to a file.

    What `hidden` names is replaced by asterisks, byte for byte.
    """
    in_command, in_response = hidden(
        command, response, at=at, fictitious=fictitious, show_files=show_files
    )
    return _hide(command, in_command), _hide(response, in_response)


def hidden(
    command: bytes,
    response: bytes,
    *,
    at: CardPlace,
    fictitious: bool = False,
    show_files: bool = False,
) -> tuple[range, range]:
    """Return which bytes of *command* and of *response* nobody may keep.

    *at* is where the conversation stood before the command. Hidden are the data of
    every command that carries a PIN or a key, and every answer that was read from a
    file or object which is not known to be impersonal (`IMPERSONAL_FILES`).
    `FREE_FILES` are hidden too (but for a certificate's length), unless the holder
    is *fictitious*. With *show_files* all files
    of a fictitious holder stay readable; PINs and keys never do. Secure messaging
    hides everything.
    """
    if len(command) < 2:
        return range(0), range(0)
    secured = is_secured(command[0])
    in_command = in_response = range(0)
    if secured or command[1] in SECRET_COMMANDS:
        start, length = data_field(command)
        in_command = range(start, start + length)
    if secured or (
        not (fictitious and show_files)
        and _reads_personal_data(command, at=at, fictitious=fictitious)
    ):
        keep = DER_HEADER if _asks_certificate_length(command, at=at) else 0
        in_response = range(keep, max(keep, len(response) - 2))
    return in_command, in_response


def _reads_personal_data(command: bytes, *, at: CardPlace, fictitious: bool) -> bool:
    ins = command[1]
    if ins == GET_RESPONSE:
        return True
    if ins in GET_DATA_COMMANDS:
        return int.from_bytes(command[2:4], "big") not in IMPERSONAL_OBJECTS
    if ins not in READ_FILE_COMMANDS:
        return False
    place = at.addressed_by(command)
    if place in FREE_FILES:
        return not fictitious
    return (place.application, place.file) not in IMPERSONAL_FILES


def _asks_certificate_length(command: bytes, *, at: CardPlace) -> bool:
    """Tell whether only a certificate's DER header is read, to learn its length."""
    return (
        command[1:] == bytes((0xB0, 0, 0, DER_HEADER))
        and at.addressed_by(command) in HOLDER_CERTIFICATES
    )


def _hide(message: bytes, where: range) -> bytes:
    if not where:
        return message
    return message[: where.start] + HIDDEN * len(where) + message[where.stop :]
