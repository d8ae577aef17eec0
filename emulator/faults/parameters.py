"""What may be written behind a fault's name: keys, their values, their defaults."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from ..command_names import COMMANDS, CommandPattern

Value = int | float | str | CommandPattern

_LONGEST_SECONDS = 3600.0
_MOST = 1_000_000


class FaultError(ValueError):
    """A fault is written wrongly or cannot be had; the message, in Japanese, says
    what was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One key of a fault: how its value is read, and what it is where left out."""

    name: str
    title: str
    """What it means, in Japanese."""
    form: str
    """Which values there are, in Japanese."""
    read: Callable[[str], Value]
    """Read a value; raises `ValueError` for another form."""
    default: Value | None = None
    default_text: str = ""
    """The default in words, where it is no value."""
    required: bool = False

    @property
    def shown_default(self) -> str:
        """The default as a page shows it."""
        if self.required:
            return "（必須）"
        if self.default is None:
            return self.default_text
        if isinstance(self.default, CommandPattern):
            return self.default.text
        if isinstance(self.default, float):
            return f"{self.default:g}"
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


def seconds(name: str, title: str, default: float | None, text: str = "") -> Parameter:
    """A time in seconds, up to an hour."""
    return Parameter(
        name=name,
        title=title,
        form="0から3600までの秒数",
        read=lambda value: _number(value, least=0.0, most=_LONGEST_SECONDS),
        default=default,
        default_text=text,
    )


def choice(name: str, title: str, options: tuple[str, ...], default: str) -> Parameter:
    """One of some words."""

    def read(value: str) -> str:
        if value not in options:
            raise ValueError(value)
        return value

    return Parameter(
        name=name, title=title, form="、".join(options), read=read, default=default
    )


def hexadecimal(name: str, title: str, default: str | None) -> Parameter:
    """Four hexadecimal digits; required where there is no default."""

    def read(value: str) -> str:
        if not re.fullmatch("[0-9A-Fa-f]{4}", value):
            raise ValueError(value)
        return value.upper()

    return Parameter(
        name=name,
        title=title,
        form="16進4桁",
        read=read,
        default=default,
        required=default is None,
    )


def word(name: str, title: str, form: str, *, text: str) -> Parameter:
    """A name that somebody else knows."""

    def read(value: str) -> str:
        if not value:
            raise ValueError(value)
        return value

    return Parameter(name=name, title=title, form=form, read=read, default_text=text)


def commands(default: str) -> Parameter:
    """`on`: which commands the fault is about."""
    return Parameter(
        name="on",
        title="どのコマンドで起きるか",
        form="コマンドの名前、INSかCLA+INSの16進",
        read=CommandPattern.parse,
        default=COMMANDS[default],
    )


NTH = count("nth", "当てはまるコマンドの何番目から起きるか", 1)
RATE = Parameter(
    name="rate",
    title="当てはまるコマンドごとに起きる割合",
    form="0より大きく1以下の数",
    read=lambda value: _number(value, least=math.ulp(0.0), most=1.0),
    default=1.0,
)
REACHES = choice("reaches", "コマンドがカードに届き、処理されるか", ("no", "yes"), "no")


def times(default: int) -> Parameter:
    """`times`: how often the fault happens."""
    return count(
        "times", "何回起きるか。0は何回でも（rateだけを書くと0）", default, least=0
    )


def _number(value: str, *, least: float, most: float) -> float:
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?|\.[0-9]+", value):
        raise ValueError(value)
    number = float(value)
    if not least <= number <= most:
        raise ValueError(value)
    return number
