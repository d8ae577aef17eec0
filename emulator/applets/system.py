"""The CLA 80 commands that are there but answer only to the issuer or a terminal."""

from __future__ import annotations

from ..iso7816 import INS, SW, CardError, CommandAPDU

_ISSUER_ONLY = frozenset(
    {
        INS.ERASE_ALL_RECORDS,
        INS.CHANGE_KEY,
        INS.LOCK_DF,
        INS.UNLOCK_DF,
        INS.UNLOCK_KEY,
        INS.MANAGE_ATTRIBUTES,
    }
)
_MANAGED_ATTRIBUTES = (0x22, 0x24)  # The values of P1 that reach the issuer check [M].
_PUBLIC_KEY_FORMS = ((0x00, 0xC1), (0x06, 0xC1))
_CERTIFICATE_BODY = 307  # Bytes of a card-verifiable certificate without signature.
_SIGNATURE_OBJECT = 5 + 256


def process(command: CommandAPDU) -> bytes:
    """Answer a JICSAP system command; it always raises `CardError`."""
    ins = command.ins
    if ins == INS.MANAGE_ATTRIBUTES and command.p1 not in _MANAGED_ATTRIBUTES:
        raise CardError(SW.WRONG_P1_P2, f"P1 {command.p1:02X} names no attribute")
    if ins in _ISSUER_ONLY:
        raise CardError(SW.SECURITY_STATUS_NOT_SATISFIED, "only for the issuer")
    if ins == INS.SET_PUBLIC_IC_KEY:
        return _set_public_ic_key(command)
    if ins == INS.LAST_COMMAND_INDICATOR:
        raise CardError(SW.WRONG_LENGTH, "the plastic card keeps no such indicator")
    raise CardError(SW.INS_NOT_SUPPORTED, f"unknown INS {ins:02X} of CLA 80")


def _set_public_ic_key(command: CommandAPDU) -> bytes:
    """Look at a terminal's certificate; the key that signs them is not public."""
    if (command.p1, command.p2) not in _PUBLIC_KEY_FORMS:
        raise CardError(
            SW.WRONG_P1_P2, f"P1P2 {command.p1:02X}{command.p2:02X} is not a known form"
        )
    if len(command.data) not in (_CERTIFICATE_BODY, _SIGNATURE_OBJECT):
        raise CardError(
            SW.WRONG_LENGTH,
            f"a body has {_CERTIFICATE_BODY} bytes, not {len(command.data)}",
        )
    raise CardError(SW.WRONG_DATA, "no terminal certificate verifies on a test card")
