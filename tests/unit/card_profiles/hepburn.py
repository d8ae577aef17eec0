"""Kana in the Hepburn romaji of passports and addresses: long vowels are not shown."""

from __future__ import annotations

import re
from typing import Final

_CONSONANTS: Final = dict(
    zip("カサタナハマヤラワガザダバパ", "kstnhmyrwgzdbp", strict=True)
)
_ROWS: Final = (
    "アイウエオ",
    "カキクケコ",
    "サシスセソ",
    "タチツテト",
    "ナニヌネノ",
    "ハヒフヘホ",
    "マミムメモ",
    "ラリルレロ",
    "ガギグゲゴ",
    "ザジズゼゾ",
    "ダヂヅデド",
    "バビブベボ",
    "パピプペポ",
)
_OTHERS: Final = dict(
    zip(
        "ヤユヨワヲンシチツフジヂヅ",
        ("ya", "yu", "yo", "wa", "o", "n", "shi", "chi", "tsu", "fu", "ji", "ji", "zu"),
        strict=True,
    )
)
_SMALL: Final = {"ャ": "a", "ュ": "u", "ョ": "o"}


def hepburn(kana: str) -> str:
    """The romaji of *kana*, in small letters."""
    syllables: list[str] = []
    for character in kana:
        if character in _SMALL:
            before = syllables.pop()
            stem = before[:-1] + ("" if before in ("shi", "chi", "ji") else "y")
            syllables.append(stem + _SMALL[character])
        else:
            syllables.append("*" if character == "ッ" else _TABLE[character])
    text = "".join(syllables)
    text = re.sub(r"\*(.)", lambda doubled: _doubled(doubled[1]), text)
    return re.sub("ou|oo", "o", re.sub("uu", "u", text))


def _doubled(consonant: str) -> str:
    return ("t" if consonant == "c" else consonant) + consonant


_TABLE: Final = {
    kana: _CONSONANTS.get(row[0], "") + vowel
    for row in _ROWS
    for kana, vowel in zip(row, "aiueo", strict=True)
} | _OTHERS
