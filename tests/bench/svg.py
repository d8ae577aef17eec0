"""Bar charts as SVG, written by hand: few words, and readable in black and white."""

from __future__ import annotations

import math
from collections.abc import Sequence
from xml.sax.saxutils import escape

from .results import Bar, Row, Section

_WIDTH = 760
_LEFT = 210
_RIGHT = 130
_TOP = 72
_STEP = 40
_THICK = 24
_FONT = "'Noto Sans CJK JP', 'Noto Sans JP', 'Hiragino Sans', Meiryo, sans-serif"
_LOGARITHMIC_FROM = 20.0
"""Largest to smallest figure from which the bars are lengths of logarithms."""


def chart(section: Section) -> str:
    """Draw the figures of one section, with its bars in words below."""
    rows = section.rows
    scale = _Scale([row.value for row in rows])
    footer = _TOP + _STEP * len(rows) + 14
    lines = [*_verdicts(section.bars), _how(section, logarithmic=scale.logarithmic)]
    height = footer + 20 * len(lines) + 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'width="{_WIDTH}" height="{height}" role="img" '
        f'aria-label="{escape(section.title)}" font-family="{_FONT}">',
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
        _text(20, 28, section.title_ja, size=17, weight="bold"),
        _text(
            20, 50, f"{section.title} ({section.unit.lstrip('/')})", size=13, grey=True
        )
        if section.unit != "/s"
        else _text(20, 50, f"{section.title} (per second)", size=13, grey=True),
    ]
    for place, row in enumerate(rows):
        parts.extend(_bar(row, section.unit, at=_TOP + place * _STEP, scale=scale))
    for place, line in enumerate(lines):
        parts.append(_text(20, footer + 20 * (place + 1) - 4, line, size=12, grey=True))
    parts.append("</svg>\n")
    return "\n".join(parts)


class _Scale:
    """From a figure to the length of its bar."""

    def __init__(self, values: Sequence[float]) -> None:
        self._most = max(values)
        self._least = min(values)
        self.logarithmic = self._most / self._least >= _LOGARITHMIC_FROM
        self._room = _WIDTH - _LEFT - _RIGHT

    def length(self, value: float) -> float:
        if not self.logarithmic:
            return self._room * value / self._most
        floor = math.log10(self._least) - 0.5
        return (
            self._room * (math.log10(value) - floor) / (math.log10(self._most) - floor)
        )


def figure(value: float, unit: str) -> str:
    """Write a figure with three digits that mean something."""
    if value >= 100:
        text = f"{value:,.0f}"
    elif value >= 10:
        text = f"{value:.1f}"
    else:
        text = f"{value:.2f}"
    return f"{text}{unit}" if unit.startswith(("/", "×")) else f"{text} {unit}"


def limit(bar: Bar) -> str:
    """Write the limit of a bar."""
    return f"{'≦' if bar.at_most else '≧'} {bar.limit:,g} {bar.unit}".strip()


def _bar(row: Row, unit: str, *, at: float, scale: _Scale) -> list[str]:
    length = max(2.0, scale.length(row.value))
    colour = "#1f6feb" if row.ours else "#aab4c0"
    middle = at + _THICK / 2 + 5
    return [
        _text(_LEFT - 12, middle, row.label, size=13, anchor="end"),
        f'<rect x="{_LEFT}" y="{at}" width="{length:.1f}" height="{_THICK}" '
        f'rx="3" fill="{colour}"/>',
        _text(_LEFT + length + 8, middle, figure(row.value, unit), size=13),
    ]


def _verdicts(bars: Sequence[Bar]) -> list[str]:
    return [
        f"{'✓' if bar.met else '✗'} {bar.text}: {figure(bar.value, bar.unit)} "
        f"({limit(bar)})"
        for bar in bars
    ]


def _how(section: Section, *, logarithmic: bool) -> str:
    words = section.how.split(". ")[0]
    return f"{words}; logarithmic lengths" if logarithmic else words


def _text(
    x: float,
    y: float,
    words: str,
    *,
    size: int,
    weight: str = "normal",
    anchor: str = "start",
    grey: bool = False,
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="{anchor}" fill="{"#57606a" if grey else "#1f2328"}">'
        f"{escape(words)}</text>"
    )
