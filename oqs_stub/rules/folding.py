"""One spelling for what different programs write differently: numbers and kana."""

from __future__ import annotations

import unicodedata

_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—―−﹣"), "-")
_SMALL_KANA = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")


def fold(text: str) -> str:
    """One spelling of a number or symbol.

    Width and kinds of hyphen folded, capitals, no spaces and no leading zeros. A text
    of zeros alone folds to "0", so that it still differs from an absent one.
    """
    folded = text  # Nearly always it is one plain number.
    if not (text.isascii() and text.isalnum()):
        folded = unicodedata.normalize("NFKC", text).translate(_HYPHENS)
        folded = "".join(folded.split())
    folded = folded.upper()
    return folded.lstrip("0") or folded[:1]


def fold_kana(text: str) -> str:
    """One spelling of a name in kana: width, small kana and spaces do not matter.

    Hiragana counts as katakana, ｶﾞ as ガ; a long vowel stays what it is.
    """
    folded = unicodedata.normalize("NFKC", text)
    katakana = "".join(
        chr(ord(one) + 0x60) if "ぁ" <= one <= "ゖ" else one for one in folded
    )
    return "".join(katakana.translate(_SMALL_KANA).split())
