"""資格情報 typed into a レセコン by hand, and how it differs from the screen."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

TYPED = (
    "保険者番号",
    "被保険者証記号",
    "被保険者証番号",
    "枝番",
    "氏名",
    "生年月日",
    "本人・家族の別",
)
"""What staff copy from the terminal, by the names on its screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One item that was typed otherwise than the screen shows it."""

    item: str
    shown: str
    typed: str

    def __str__(self) -> str:
        return f"{self.item}: 画面は「{self.shown}」、入力は「{self.typed}」"


def typed_from(shown: Mapping[str, str]) -> dict[str, str]:
    """What somebody types who makes no mistake; items not shown stay empty."""
    return {item: shown.get(item, "") for item in TYPED}


def with_two_digits_swapped(value: str) -> str:
    """*value* with the first two neighbouring digits that differ the other way round.

    The commonest slip of the hand. Raises ValueError where there are none.
    """
    for at, (one, other) in enumerate(pairwise(value)):
        if one.isdigit() and other.isdigit() and one != other:
            return f"{value[:at]}{other}{one}{value[at + 2 :]}"
    raise ValueError(f"expected two neighbouring digits that differ, got {value!r}")


def slips(typed: Mapping[str, str], shown: Mapping[str, str]) -> list[Slip]:
    """Where *typed* says something else; width and spaces are no difference."""
    return [
        Slip(item=item, shown=shown.get(item, ""), typed=typed.get(item, ""))
        for item in TYPED
        if _bare(typed.get(item, "")) != _bare(shown.get(item, ""))
    ]


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
