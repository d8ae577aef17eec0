"""A message as XML text, straight from its description: what is asked for most."""

from __future__ import annotations

from .conventions import Conventions
from .items import Message, Part
from .layout import elements
from .validate import ROOT
from .xml_text import escaped


def write_message(message: Message, conventions: Conventions, *, encoding: str) -> str:
    """The whole file as text: declaration, then one element a line, no attributes.

    Elements without a value are left out, and blocks without an element with one.
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
    return "\n".join(lines) + "\n"


def _write(
    part: Part, conventions: Conventions, lines: list[str], *, indent: str
) -> None:
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
