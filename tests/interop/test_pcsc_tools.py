"""pcsc_scan sees the card, and scriptor talks to it byte by byte."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import CheckGolden
    from .desk import Desk

pytestmark = pytest.mark.system


def test_pcsc_scan_sees_the_card_in_the_first_of_two_slots(
    desk: Desk, check_golden: CheckGolden
) -> None:
    said = desk("pcsc_scan", "-n", "-c")

    plain = re.sub(r"\x1b\[[0-9;]*m", "", said)
    assert re.findall(r"Card state: (\w+ \w+)", plain) == [
        "Card inserted",
        "Card removed",
    ]
    assert f"ATR: {desk.card.atr.hex(' ').upper()}" in plain
    check_golden(desk, "pcsc_scan")


def test_the_list_of_known_cards_has_this_atr_as_japans(desk: Desk) -> None:
    said = desk("ATR_analysis", desk.card.atr.hex(" ").upper())

    assert "TCK = 3B (correct checksum)" in said
    assert "ID card issued by Japan government (eID)" in said
