"""The picture of a visit: who spoke to whom, in lanes from the terminal to the clinic.

Only geometry is worked out here; the template draws it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ..journal import Journal, Layer, Step
from .traffic import is_refusal

LANES: tuple[tuple[Layer, str], ...] = (
    (Layer.TERMINAL, "資格確認端末"),
    (Layer.PHONE, "スマートフォン"),
    (Layer.APP, "アプリ"),
    (Layer.CARD, "カード"),
    (Layer.SERVER, "国側"),
    (Layer.CLINIC, "レセコン"),
)

WIDTH = 1120
_TEXT_LEFT = 104  # Where a step's name begins.
_TEXT_UNITS = 23.0  # Its width in full-width characters.
_FIRST_LANE, _LANE_GAP = 470, 112
_HEAD = 58
_LINE = 36  # Height of one exchange, there and back.
_PADDING = 14
_LEAST_ROW = 50
_TOKEN = re.compile(r"[A-Za-z0-9]{1,20}|.")
_NEVER_FIRST = "」』）】、。・ー"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A vertical line with a name at its head."""

    name: str
    x: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """Traffic from one lane to another and, where it was answered, back."""

    x1: int
    x2: int
    y: int
    label: str
    answer: str = ""
    bad: bool = False

    @property
    def middle(self) -> float:
        """Where the labels are centred."""
        return (self.x1 + self.x2) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One step: its words on the left, its arrows on the lanes."""

    step: Step
    y: int
    height: int
    lines: tuple[str, ...]
    lane_x: int
    arrows: tuple[Arrow, ...]

    @property
    def middle(self) -> float:
        """The row's vertical centre."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The whole picture."""

    lanes: tuple[Lane, ...]
    rows: tuple[Row, ...]
    width: int
    height: int
    text_left: int


def draw(journal: Journal) -> Picture:
    """Work out the picture of a journal; an empty one gives lanes without rows."""
    y = _HEAD
    rows: list[Row] = []
    before: Step | None = None
    for step in journal.steps:
        row = _row(step, before, journal, y=y)
        rows.append(row)
        y += row.height
        before = step
    return Picture(
        lanes=tuple(Lane(name=name, x=_x(layer)) for layer, name in LANES),
        rows=tuple(rows),
        width=WIDTH,
        height=y + _PADDING,
        text_left=_TEXT_LEFT,
    )


def _row(step: Step, before: Step | None, journal: Journal, *, y: int) -> Row:
    traffic = _traffic(step, before, journal)
    height = max(_LEAST_ROW, len(traffic) * _LINE + 2 * _PADDING)
    top = y + (height - len(traffic) * _LINE) // 2
    return Row(
        step=step,
        y=y,
        height=height,
        lines=wrap(step.name, units=_TEXT_UNITS, lines=2),
        lane_x=_x(step.layer),
        arrows=tuple(
            Arrow(
                x1=_x(one.source),
                x2=_x(one.target),
                y=top + number * _LINE + 12,
                label=one.label,
                answer=one.answer,
                bad=one.bad,
            )
            for number, one in enumerate(traffic)
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Traffic:
    source: Layer
    target: Layer
    label: str
    answer: str = ""
    bad: bool = False


def _traffic(step: Step, before: Step | None, journal: Journal) -> Sequence[_Traffic]:
    """Tell from what was recorded during a step which lanes spoke to each other."""
    found: list[_Traffic] = []
    apdus = [one for one in journal.apdus if one.step == step.index]
    if apdus:
        found.append(
            _Traffic(
                source=Layer.APP,
                target=Layer.CARD,
                label=f"APDU {len(apdus)}",
                answer=apdus[-1].response[-2:].hex().upper(),
                bad=is_refusal(apdus[-1]),
            )
        )
    http = [one for one in journal.http if one.step == step.index]
    if http:
        # A card speaks to nobody but the app, which then speaks to the server.
        source = Layer.APP if step.layer is Layer.CARD else step.layer
        source = Layer.APP if source is Layer.SERVER else source  # It delivers.
        found.append(
            _Traffic(
                source=source,
                target=Layer.SERVER,
                label=f"HTTP {len(http)}",
                answer=str(http[-1].status),
                bad=http[-1].status >= 400,
            )
        )
    files = [one for one in journal.files if one.step == step.index]
    if files:
        sent = sum(one.folder == "req" for one in files)
        rejected = any(one.name.endswith(".err") for one in files)
        received = len(files) - sent
        found.append(
            _Traffic(
                source=Layer.CLINIC,
                target=Layer.SERVER,
                label=f"req {sent}",
                answer=".err" if rejected else f"res {received}" if received else "",
                bad=rejected or not received,
            )
        )
    if not found and before is not None:
        pair = (before.layer, step.layer)
        if pair in ((Layer.PHONE, Layer.APP), (Layer.APP, Layer.PHONE)):
            found.append(
                _Traffic(source=before.layer, target=step.layer, label="引き継ぎ")
            )
    return found


def wrap(text: str, *, units: float, lines: int) -> tuple[str, ...]:
    """Break text into lines of *units* full-width characters, the last with 「…」.

    Words in Latin letters stay whole, and no line begins with closing punctuation,
    which may hang over instead.
    """
    broken: list[str] = [""]
    room = units
    for token in _TOKEN.findall(text):
        width = sum(_units(character) for character in token)
        if width > room and token not in _NEVER_FIRST:
            if len(broken) == lines:
                broken[-1] = broken[-1][:-1] + "…"
                break
            broken.append("")
            room = units
        broken[-1] += token if broken[-1] else token.lstrip()
        room -= width
    return tuple(line.rstrip() for line in broken)


def _units(character: str) -> float:
    return 1.0 if unicodedata.east_asian_width(character) in "FWA" else 0.55


def _x(layer: Layer) -> int:
    order = [lane for lane, _ in LANES].index(layer)
    return _FIRST_LANE + order * _LANE_GAP
