"""The status words that some cards answer, or are expected to, where ours does not.

The card is told to be such a one; beside it stands what it answers otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from emulator.behaviour import CardBehaviour

from ..status_table import AP, BLOCK, RIGHT, UNLOCKED

if TYPE_CHECKING:
    from ..conftest import Talk

TOKEN_INFORMATION = f"{AP}|00A4020C020006"

# Evidence, name, parameters, commands, that card's answer, ours.
TABLE: list[tuple[str, str, dict[str, Any], str, str, str]] = [
    (
        "M",
        "first command after a cold contactless power-up, one card",
        {"first_command_fails": True},
        AP,
        "6F00",
        "9000",
    ),
    (
        "C",
        "READ BINARY of a tail shorter than Le",
        {"short_read_is_6282": True},
        f"{TOKEN_INFORMATION}|00B0009020",
        "6282",
        "9000",
    ),
    (
        "C",
        "READ BINARY behind the end",
        {"sw_end_of_file": 0x6282},
        f"{TOKEN_INFORMATION}|00B000A020",
        "6282",
        "6B00",
    ),
    (
        "C",
        "VERIFY on a blocked key",
        {"sw_blocked": 0x6983},
        f"{BLOCK}|{RIGHT}",
        "6983",
        "6984",
    ),
    (
        "M",
        "empty VERIFY when verified, some cards",
        {"empty_verify_tells_success": True},
        f"{UNLOCKED}|00200080",
        "9000",
        "63C3",
    ),
]


@pytest.mark.parametrize(
    ("parameters", "commands", "theirs", "ours"),
    [pytest.param(*row, id=f"[{tag}] {name}: {row[2]}") for tag, name, *row in TABLE],
)
def test_another_card_answers(
    behaving: Callable[[CardBehaviour], Talk],
    parameters: dict[str, Any],
    commands: str,
    theirs: str,
    ours: str,
) -> None:
    assert behaving(CardBehaviour(**parameters)).sws(commands)[-1] == theirs
    assert behaving(CardBehaviour()).sws(commands)[-1] == ours
