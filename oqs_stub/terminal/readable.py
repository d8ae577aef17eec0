"""Any block of an answer as a person reads it: its Japanese names, its codes in words.

Names and formats are those of the description of the messages, so that a screen shows
every field that there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..labels import japanese_day, japanese_time
from ..messages.code_tables import table_values
from ..messages.formats import (
    DATE,
    MOMENT,
    MONTH,
    RATIO,
    YEN,
    Format,
    read_date,
    read_moment,
)
from ..messages.items import Part
from ..messages.layout import elements


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block: its lines in the order of the description, then the blocks in it."""

    title: str
    lines: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]


def readable(part: Part, title: str) -> Block:
    """Everything that is in *part*; what is absent is left out."""
    lines: list[tuple[str, str]] = []
    blocks: list[Block] = []
    for element in elements(type(part)):
        found = getattr(part, element.name)
        values = found if isinstance(found, tuple) else (found,)
        for value in values:
            if isinstance(value, Part):
                blocks.append(readable(value, element.item.title))
            elif isinstance(value, str):
                lines.append((element.item.title, in_words(value, element.item.format)))
    return Block(title=title, lines=tuple(lines), blocks=tuple(blocks))


def in_words(value: str, form: Format | None) -> str:
    """A value of the wire as a person reads it; as it is where it fits no format."""
    if form is None or not form.accepts(value):
        return value
    if form.code_table is not None:
        return table_values(form.code_table)[value]
    if form is DATE:
        return japanese_day(read_date(value))
    if form is MOMENT:
        return japanese_time(read_moment(value))
    if form is MONTH:
        return f"{value[:4]}年{int(value[4:])}月"
    if form is RATIO:
        return f"{int(value) // 10}割"
    if form is YEN:
        return f"{int(value):,}円"
    return value.strip()


def day_in_words(value: str | None) -> str:
    """YYYYMMDD as a day; "" for none."""
    return "" if value is None else in_words(value, DATE)


def iso_day(value: str) -> str:
    """YYYYMMDD as a form takes it."""
    day: date = read_date(value)
    return day.isoformat()
