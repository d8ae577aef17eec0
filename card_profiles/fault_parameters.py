"""What may be written behind a fault's name: keys, their values, their defaults.

Card and national side have faults of their own; people write both in one way.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

_MOST = 1_000_000
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?|\.[0-9]+")


class FaultError(ValueError):
    """A fault is written wrongly or cannot be had; the message, in Japanese, says
    what was expected."""


class NoSuchWordError(ValueError):
    """A value names nothing that there is; the message, in Japanese, says what is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One key of a fault: how its value is read, and what it is where left out."""

    name: str
    title: str
    """What it means, in Japanese."""
    form: str
    """Which values there are, in Japanese."""
    read: Callable[[str], object]
    """Read a value; raises `ValueError` for another form."""
    default: object | None = None
    default_text: str = ""
    """The default as a page shows it, where the value itself would not do."""
    required: bool = False

    @property
    def shown_default(self) -> str:
        """The default as a page shows it."""
        if self.required:
            return "（必須）"
        if self.default_text or self.default is None:
            return self.default_text
        if isinstance(self.default, float):
            return f"{self.default:g}"
        if isinstance(self.default, tuple):
            return "+".join(self.default)
        return str(self.default)


def count(
    name: str, title: str, default: int | None, *, least: int = 1, text: str = ""
) -> Parameter:
    """A whole number of *least* or more."""

    def read(value: str) -> int:
        if not re.fullmatch("[0-9]{1,7}", value) or not least <= int(value) <= _MOST:
            raise ValueError(value)
        return int(value)

    return Parameter(
        name=name,
        title=title,
        form=f"{least}以上の整数",
        read=read,
        default=default,
        default_text=text,
    )


def times(default: int) -> Parameter:
    """`times`: how often the fault happens."""
    return count(
        "times", "何回起きるか。0は何回でも（rateだけを書くと0）", default, least=0
    )


def rate(title: str) -> Parameter:
    """`rate`: how likely the fault is where it could happen."""
    return Parameter(
        name="rate",
        title=title,
        form="0より大きく1以下の数",
        read=lambda value: number_between(value, least=math.ulp(0.0), most=1.0),
        default=1.0,
    )


def seconds(
    name: str, title: str, default: float | None, *, most: float, text: str = ""
) -> Parameter:
    """A time in seconds, bounded, because somebody waits for it."""
    return Parameter(
        name=name,
        title=title,
        form=f"0から{most:g}までの秒数",
        read=lambda value: number_between(value, least=0.0, most=most),
        default=default,
        default_text=text,
    )


def choice(
    name: str, title: str, options: tuple[str, ...], default: str | None
) -> Parameter:
    """One of some words; required where there is no default."""

    def read(value: str) -> str:
        if value not in options:
            raise ValueError(value)
        return value

    return Parameter(
        name=name,
        title=title,
        form="、".join(options),
        read=read,
        default=default,
        required=default is None,
    )


def number_between(value: str, *, least: float, most: float) -> float:
    """The number that *value* is. Raises `ValueError`."""
    if not _NUMBER.fullmatch(value) or not least <= float(value) <= most:
        raise ValueError(value)
    return float(value)
