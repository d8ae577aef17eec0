"""The CLA 80 commands that are there but answer only to the issuer."""

from __future__ import annotations

from typing import NoReturn

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


def refuse(command: CommandAPDU) -> NoReturn:
    """Refuse a JICSAP system command: 6982 where the issuer may, else 6D00."""
    ins = command.ins
    if ins == INS.MANAGE_ATTRIBUTES and command.p1 not in _MANAGED_ATTRIBUTES:
        raise CardError(SW.WRONG_P1_P2, f"P1 {command.p1:02X} names no attribute")
    if ins in _ISSUER_ONLY:
        raise CardError(SW.SECURITY_STATUS_NOT_SATISFIED, "only for the issuer")
    raise CardError(SW.INS_NOT_SUPPORTED, f"unknown INS {ins:02X} of CLA 80")
