"""What a measurement comes to: figures side by side, and the bars they must clear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class NotMeasured(Exception):  # noqa: N818 - says what happened, and is no fault.
    """Something the machine lacks; the message names it, with its package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure: who reached it, and how much."""

    label: str
    value: float
    ours: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One promise: a value and the least (or the most) it may be."""

    text: str
    value: float
    limit: float
    at_most: bool = False
    unit: str = ""

    @property
    def met(self) -> bool:
        """Whether the promise holds."""
        return self.value <= self.limit if self.at_most else self.value >= self.limit

    def to_json(self) -> Mapping[str, Any]:
        """Write the bar down, verdict included."""
        return {
            "text": self.text,
            "value": self.value,
            "limit": self.limit,
            "kind": "at most" if self.at_most else "at least",
            "unit": self.unit,
            "met": self.met,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One chart's worth of figures, and the bars that stand on them."""

    key: str
    title: str
    title_ja: str
    unit: str
    rows: tuple[Row, ...] = ()
    bars: tuple[Bar, ...] = ()
    how: str = ""
    missing: tuple[str, ...] = field(default=())

    def to_json(self) -> Mapping[str, Any]:
        """Write the section down."""
        return {
            "title": self.title,
            "title_ja": self.title_ja,
            "unit": self.unit,
            "how": self.how,
            "rows": [
                {"label": row.label, "value": row.value, "ours": row.ours}
                for row in self.rows
            ],
            "bars": [bar.to_json() for bar in self.bars],
            "missing": list(self.missing),
        }
