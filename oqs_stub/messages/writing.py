"""A message as XML text, straight from its description: what is asked for most."""

from __future__ import annotations

from collections.abc import Iterator

from .conventions import Conventions
from .items import Message, Part
from .layout import elements
from .validate import ROOT
from .xml_text import escaped

_LINES_AT_ONCE = 2_000
"""Lines kept singly; a list of thousands of people has half a million."""

_CHARACTERS_AT_ONCE = 65_536


def write_message(
    message: Message, conventions: Conventions, *, encoding: str
) -> Iterator[str]:
    """The whole file as text: declaration, then one element a line, no attributes.

    Elements without a value are left out, and blocks without an element with one.
    Comes in pieces, so that a long list is never there as a whole in this form.
    """
    lines = [
        f'<?xml version="1.0" encoding="{encoding}" standalone="no"?>',
        f"<{ROOT}>",
    ]
    _write(message, conventions, lines, indent="  ")
    if len(lines) == 2:  # Nothing in it at all.
        lines[1:] = [f"<{ROOT}></{ROOT}>"]
    else:
        lines.append(f"</{ROOT}>")
    yield from _pieces(lines)


def _pieces(lines: list[str]) -> Iterator[str]:
    """The lines as a few long texts; takes the lines away as it goes."""
    lines.reverse()
    while lines:
        piece, size = [], 0
        while lines and size < _CHARACTERS_AT_ONCE:
            piece.append(lines.pop())
            size += len(piece[-1])
        piece.append("")
        yield "\n".join(piece)


def _write(
    part: Part, conventions: Conventions, lines: list[str], *, indent: str
) -> None:
    start = len(lines)
    for element in elements(type(part)):
        value = getattr(part, element.name)
        if not value:
            continue
        name = conventions.wire(element.name)
        for one in value if element.repeated else (value,):
            if isinstance(one, str):
                if one:
                    lines.append(f"{indent}<{name}>{escaped(one)}</{name}>")
                continue
            lines.append(f"{indent}<{name}>")
            begun = len(lines)
            _write(one, conventions, lines, indent=indent + "  ")
            if len(lines) == begun:
                lines.pop()
            else:
                lines.append(f"{indent}</{name}>")
            if len(lines) - start > _LINES_AT_ONCE:
                lines[start:] = ["\n".join(lines[start:])]
                start += 1
