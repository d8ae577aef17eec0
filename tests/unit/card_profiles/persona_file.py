"""The file of a persona about whom a test says only what it asks about."""

from __future__ import annotations

from datetime import datetime

from card_profiles.loader import parse
from card_profiles.model import Persona

PERSON = """
story = "試験の人。"
story_en = "Somebody."
[person]
name = "{name}"
kana = "{kana}"
birthdate = "{birthdate}"
sex = "male"
post_number = "999-0001"
address = "架空県見本市"
municipality_code = "99201"
municipality_romaji = "Mihon-shi"
individual_number = "999999900019"
{person}
[expect]
outcome = "registered"
validity = "1"
[card]
issued = "2025-01-10"
{card}
"""
PINS = 'auth_pin = "1234"\nsign_password = "ABC123"\n'


def read(
    card: str,
    now: datetime,
    *,
    birthdate: str = "1980-02-17",
    person: str = "",
    name: str = "保険　太郎",
    kana: str = "ホケン　タロウ",
) -> Persona:
    """Read a persona with a card that says *card*; what is not said is ordinary."""
    text = PERSON.format(
        card=card, birthdate=birthdate, person=person, name=name, kana=kana
    )
    return parse(text, name="somebody", source="somebody.toml", now=now)
