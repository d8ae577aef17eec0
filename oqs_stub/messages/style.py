"""How a message looks as text, where the layout leaves it open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Lacking(StrEnum):
    """What becomes of a character that the encoding of the message lacks."""

    REPLACED = "●"  # As terminals are said to show one.
    QUESTION = "?"  # As programs on Windows write it.
    REFERENCE = "&#"  # A numeric reference, which XML allows.
    DROPPED = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """One way to write the same elements; a reader must take every one."""

    newline: str = "\n"
    indent: str = "  "
    tag_end: str = ""
    """What stands before the `>` of a tag."""
    self_closing: bool = False
    """Whether an empty element is `<X/>`, not `<X></X>`."""
    lacking: Lacking = Lacking.REPLACED
    byte_order_mark: bool = False
    """Whether a UTF-8 file begins with one."""
    zipped_lists: bool = False
    """Whether a finished list comes inside a ZIP."""
    declared: Mapping[str, str] = field(default_factory=dict)
    """What the declaration calls an encoding, where not by its usual name."""


PLAIN = Style()
