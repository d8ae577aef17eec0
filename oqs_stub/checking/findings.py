"""What a check has to say of a file, one thing at a time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..messages.items import Evidence

EVIDENCE = {
    Evidence.TWO_SOURCES: "公開された独立の情報源が2つ以上一致する",
    Evidence.ONE_SOURCE: "公開された情報源が1つある",
    Evidence.INFERRED: "公開された事実からの推定",
    Evidence.STUB: "公開されていない。このスタブの取り決め",
}
"""What each letter of the reference page means."""

FORM = "電文に共通の形（公開された読み書きプログラム）"
STUB = f"{Evidence.STUB} {EVIDENCE[Evidence.STUB]}"

_SHOWN = 40  # Characters of a value that a finding repeats.


class Level(StrEnum):
    """How bad it is."""

    WRONG = "wrong"  # A request would be refused, an answer not be understood.
    NOTICE = "notice"  # Read all the same, but not as the layout has it.


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing: which element, where, what was expected, what came, by which source.

    `path` is "" and `line` 0 where it is about the file as a whole.
    """

    level: Level
    path: str
    line: int
    expected: str
    came: str
    source: str


def by_evidence(evidence: Evidence) -> str:
    """The source of an element's place or form, by the evidence there is for it."""
    return f"{evidence} {EVIDENCE[evidence]}"


def shown(value: str) -> str:
    """A value in quotes, so that spaces at its ends are seen; long ones cut."""
    cut = f"{value[:_SHOWN]}…" if len(value) > _SHOWN else value
    return f"「{cut}」"
