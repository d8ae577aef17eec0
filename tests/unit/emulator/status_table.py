"""Lines of the status-word table: how they are written, and the commands they share.

Each line is evidence, name, commands separated by `|`, and the status word of the
last one. [M] measured on a real card, [C] deduced from working clients, [S]
specification, [D] default of ISO 7816-4 / JICSAP or our choice.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .conftest import Talk

Line = tuple[str, str, str, str]

AP = "00A4040C0AD392F000260100000001"
VISUAL = "00A4040C0AD3921000310001010402"
SUPPORT = "00A4040C0AD3921000310001010408"
JUKI = "00A4040C0AD3921000310001010401"
COMMON = "00A4040C0AD3921000310001010100"
ISD = "00A4040C07A0000001510000"

AUTH_PIN_EF, SIGN_PIN_EF = "00A4020C020018", "00A4020C02001B"
AUTH_KEY_EF = "00A4020C020017"
RIGHT, WRONG = "002000800431323334", "002000800430303030"
SIGN_RIGHT = "0020008006414243313233"
BLOCK = f"{AP}|{AUTH_PIN_EF}|{WRONG}|{WRONG}|{WRONG}"
UNLOCKED = f"{AP}|{AUTH_PIN_EF}|{RIGHT}"
SIGN_32 = "802A029720" + "11" * 32
CHALLENGE = "0411223344"


def lines(table: Iterable[Line]) -> list[Any]:
    """Make pytest parameters of a table; the evidence stands in the id."""
    return [pytest.param(c, e, id=f"[{tag}] {name}: {e}") for tag, name, c, e in table]


def check(talk: Talk, commands: str, expected: str) -> None:
    """Send all commands; the last one's status word is what the line is about."""
    answers = talk.sws(commands)

    assert answers[-1] == expected
    if expected != "9000":
        assert talk.reason
