"""What a check has to say of a file, one thing at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..messages.items import Evidence
from ..messages.sources import Known, sources

EVIDENCE = {
    Evidence.TWO_SOURCES: "公開された独立の情報源が2つ以上一致する",
    Evidence.ONE_SOURCE: "公開された情報源が1つある",
    Evidence.INFERRED: "公開された事実からの推定",
    Evidence.STUB: "公開されていない。このスタブの取り決め",
}
"""What each letter of the reference page means."""

STUB = f"{Evidence.STUB} {EVIDENCE[Evidence.STUB]}"

_COMMON = {"xml": "電文に共通の形", "json": "WebAPIのJSONに共通の形"}


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


def of_element(known: Known) -> str:
    """How well an element is known where it stands, and from where."""
    return _told(f"{known.evidence} {EVIDENCE[known.evidence]}", known.sources)


def of_code(table: str) -> str:
    """Where the values of a 業務コード are listed."""
    return _told(f"業務コード {table}", sources().of_code(table))


def of_form(name: str, evidence: Evidence | None = None) -> str:
    """How well what is listed under [forms] is known, and from where."""
    keys = sources().of_form(name)
    if evidence is None:
        return _told(_COMMON[name], keys)
    return _told(f"{evidence} {EVIDENCE[evidence]}", keys)


def _told(what: str, keys: Sequence[str]) -> str:
    return f"{what}（{sources().told(keys)}）" if keys else what
