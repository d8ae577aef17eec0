"""Which characters of a name or an address a signing certificate replaces (代替文字).

What a real CA replaces, and by what, is not public. `Substitution` is that choice,
and `DEFAULT` is ours [D].
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitution:
    """What can be certified as it is, and what stands in for the rest.

    `repertoire` is the Python codec of the certifiable characters; the default one
    has JIS levels 1 and 2 and the supplementary kanji (JIS X 0208 and 0212), which
    a secondary source names. `also_certifiable` adds single characters. `forms`
    gives a character's ordinary form, whether or not the repertoire has the
    character; `unknown` stands for those that have none.
    """

    repertoire: str = "euc_jp"
    also_certifiable: frozenset[str] = frozenset("－～∥￠￡￢")
    """In JIS X 0208 too, but under another code than Python's codec gives them."""
    forms: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType(
            {"髙": "高", "﨑": "崎", "𠮷": "吉", "栁": "柳"}
        )
    )
    unknown: str = "●"

    def with_forms(self, pairs: tuple[tuple[str, str], ...]) -> Substitution:
        """Return this choice with more ordinary forms, such as one person's own."""
        if not pairs:
            return self
        return replace(self, forms=MappingProxyType({**self.forms, **dict(pairs)}))

    def apply(self, text: str) -> tuple[str, str]:
        """Return *text* as it is certified, and its 代替文字の使用位置.

        The latter has one digit for each character (Unicode code point) of *text*,
        1 where another stands in its place and 0 elsewhere [M].
        """
        characters = [self._certified(character) for character in text]
        marks = "".join(
            "1" if new != old else "0"
            for new, old in zip(characters, text, strict=True)
        )
        return "".join(characters), marks

    def _certified(self, character: str) -> str:
        form = self.forms.get(character)
        if form is not None:
            return form
        if character in self.also_certifiable:
            return character
        try:
            character.encode(self.repertoire)
        except UnicodeEncodeError:
            return self.unknown
        return character


DEFAULT: Final = Substitution()
"""What the test CA does unless told otherwise."""
