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


@dataclass(frozen=True, slots=True, kw_only=True)
class JSONStyle:
    """One way to write the same names and values as JSON, which is always UTF-8."""

    newline: str = "\n"
    indent: str | None = None
    """What each level is indented by; None for all on one line."""
    colon: str = ":"
    empty: str | None = ""
    """What stands for a value that is not there, where one is to be shown."""
    lacking: Lacking | None = None
    """What becomes of a character that CP932 lacks; None leaves it as it is."""
    byte_order_mark: bool = False


PLAIN = Style()
