"""The one place where PINs and personal data are taken out of a card trace."""

from __future__ import annotations

from ..card.jpki import AUTH_CA_CERTIFICATE, AUTH_CERTIFICATE, JPKI_AID
from .card_place import INPUT_SUPPORT_AID, CardPlace, data_field

HIDDEN = b"*"  # One for each byte that was hidden; lengths stay as they were.

VERIFY, CHANGE_REFERENCE_DATA, RESET_RETRY_COUNTER, CHANGE_KEY = 0x20, 0x24, 0x2C, 0x32
SECRET_COMMANDS = frozenset(
    {VERIFY, CHANGE_REFERENCE_DATA, RESET_RETRY_COUNTER, CHANGE_KEY}
)

READ_FILE_COMMANDS = frozenset({0xB0, 0xB1, 0xB2, 0xB3})
GET_DATA_COMMANDS = frozenset({0xCA, 0xCB})  # Card number and the like.
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
        (INPUT_SUPPORT_AID, 0x0005),
    }
)
"""Files that say nothing of the holder. Every other one counts as personal."""

HOLDER_CERTIFICATES = frozenset(
    {CardPlace(JPKI_AID, SIGN_CERTIFICATE), CardPlace(JPKI_AID, AUTH_CERTIFICATE)}
)
DER_HEADER = 4


def mask(
    command: bytes, response: bytes, *, at: CardPlace, fictitious: bool = False
) -> tuple[bytes, bytes]:
    """Return *command* and *response* as they may be written to a file.

    *at* is where the conversation stood before the command. The data of every
    command that carries a PIN is hidden, and every answer that was read from a file
    which is not known to be impersonal (`IMPERSONAL_FILES`).
    利用者証明用電子証明書 names nobody but identifies its holder: it is hidden too,
    but for its length, unless the holder is *fictitious*. Secure messaging hides
    everything.
    """
    if len(command) < 2:
        return command, response
    secured = _is_secured(command[0])
    if secured or command[1] in SECRET_COMMANDS:
        start, length = data_field(command)
        command = _hide(command, start, start + length)
    if secured or _reads_personal_data(command, at=at, fictitious=fictitious):
        keep = DER_HEADER if _asks_certificate_length(command, at=at) else 0
        response = _hide(response, keep, len(response) - 2)
    return command, response


def _is_secured(cla: int) -> bool:
    """Tell whether a class byte announces secure messaging (ISO 7816-4)."""
    if 0x40 <= cla < 0x80:
        return cla & 0x20 != 0
    return cla & 0x60 == 0 and cla & 0x0C != 0


def _reads_personal_data(command: bytes, *, at: CardPlace, fictitious: bool) -> bool:
    if command[1] in GET_DATA_COMMANDS or command[1] == GET_RESPONSE:
        return True
    if command[1] not in READ_FILE_COMMANDS:
        return False
    place = at.addressed_by(command)
    if place == CardPlace(JPKI_AID, AUTH_CERTIFICATE):
        return not fictitious
    return (place.application, place.file) not in IMPERSONAL_FILES


def _asks_certificate_length(command: bytes, *, at: CardPlace) -> bool:
    """Tell whether only a certificate's DER header is read, to learn its length."""
    return (
        command[1:] == bytes((0xB0, 0, 0, DER_HEADER))
        and at.addressed_by(command) in HOLDER_CERTIFICATES
    )


def _hide(message: bytes, start: int, end: int) -> bytes:
    if end <= start:
        return message
    return message[:start] + HIDDEN * (end - start) + message[end:]
