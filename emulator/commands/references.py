"""Which internal EF a command means by its P2: the current one, or one by short id."""

from __future__ import annotations

from ..behaviour import CardBehaviour
from ..iso7816 import CardError
from ..memory.filesystem import Application, File
from .state import SessionState

_CURRENT = 0x80


def referenced_file(
    application: Application,
    session: SessionState,
    p2: int,
    *,
    behaviour: CardBehaviour,
) -> File:
    """Give the file that *p2* of VERIFY and its like names.

    `80` is the current EF (6986 without one), `80|SFI` names one directly; anything
    else is 6A88. Naming one directly leaves the current EF as it is [D].
    """
    if p2 == _CURRENT:
        if session.current_file is None:
            raise CardError(behaviour.sw_sign_no_file, "no EF is selected")
        return session.current_file
    file = application.find_short(p2 ^ _CURRENT)
    if file is None:
        raise CardError(
            behaviour.sw_unknown_reference, f"P2 {p2:02X} names no internal EF"
        )
    return file
