"""Names of answers to reset: a persona may use exactly those that the card knows."""

from __future__ import annotations

from card_profiles.assemble_card import ATR_NAMES
from emulator.iso7816.atr import ATRS


def test_a_persona_may_name_exactly_the_atrs_that_the_emulator_has() -> None:
    assert tuple(ATRS) == ATR_NAMES
