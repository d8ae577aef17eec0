"""Full-width kana to the half-width kana that the messages carry."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

_MOST = 4_096
"""Names that a process has written before: the same patients come again."""

_HALF = range(0xFF61, 0xFFA0)  # ｡ to ﾟ
_WITHOUT_HALF = str.maketrans("ヮヰヱヵヶ", "ワイエカケ")
_MARKS = {"\u3099": "ﾞ", "\u309a": "ﾟ"}  # Combining voiced marks.


@cache
def _table() -> dict[str, str]:
    """Each full-width character that has a half-width one, from Unicode itself."""
    return {
        unicodedata.normalize("NFKC", chr(code)): chr(code) for code in _HALF
    } | _MARKS


@lru_cache(_MOST)
def half_width_kana(text: str) -> str:
    """*text* with half-width kana, letters and spaces; the rest stays as it is."""
    table = _table()
    decomposed = unicodedata.normalize("NFD", text.translate(_WITHOUT_HALF))
    return "".join(table.get(c) or unicodedata.normalize("NFKC", c) for c in decomposed)
