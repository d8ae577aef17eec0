"""A persona's file in an editor, and the drawer that its card lies in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from card_profiles.loader import load
from emulator.behaviour import DEFAULT, CardBehaviour
from emulator.drawer.store import CardDrawer

from .conftest import NOW

if TYPE_CHECKING:
    from .conftest import StandInAuthorities

PERSONA = """
story = "試験用の人。"
story_en = "A person for tests."
insurance_use_registered = {insured}

[person]
name = "{name}"
kana = "{kana}"
age = 46
birthday = "02-17"
sex = "female"
post_number = "999-0001"
address = "{address}"
municipality_code = "99001"
municipality_romaji = "Shiken-shi"
individual_number = "999999900019"

[card]
issued = "{issued}"
auth_pin = "{pin}"
sign_password = "ABC123"
{more}

[expect]
outcome = "registered"
validity = "1"
"""

AS_IT_WAS = {
    "insured": "true",
    "name": "試験　花子",
    "kana": "シケン　ハナコ",
    "address": "架空県試験市１－２－３",
    "issued": "-2y",
    "pin": "1234",
    "more": "",
}


class Edited:
    """One persona's file in an editor, and the drawer with its card."""

    def __init__(
        self, directory: Path, drawer: CardDrawer, pki: StandInAuthorities
    ) -> None:
        self.path = directory / "tester.toml"
        self.drawer = drawer
        self.pki = pki

    def write(self, **changes: str) -> None:
        self.path.write_text(PERSONA.format(**AS_IT_WAS | changes), "utf-8")

    def open(self, *, now: datetime = NOW, behaviour: CardBehaviour = DEFAULT) -> None:
        persona = load(self.path, now=now)
        self.drawer.open(persona, self.pki, behaviour=behaviour).close()
