"""What may be written behind a fault's name: keys, their values, their defaults."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from card_profiles.dates import JST

Value = int | float | str | datetime | timedelta | tuple[str, ...]

_MOST = 1_000_000
_PIECE = re.compile(r"[^\s,+=:]+")


class FaultError(ValueError):
    """A fault is written wrongly; the message, in Japanese, says what is expected."""


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


def count(name: str, title: str, default: int, *, least: int = 1) -> Parameter:
    """A whole number of *least* or more."""

    def read(value: str) -> int:
        if not re.fullmatch("[0-9]{1,7}", value) or not least <= int(value) <= _MOST:
            raise ValueError(value)
        return int(value)

    return Parameter(
        name=name, title=title, form=f"{least}以上の整数", read=read, default=default
    )


def times(default: int) -> Parameter:
    """`times`: how often the fault happens."""
    return count(
        "times", "何回起きるか。0は何回でも（rateだけを書くと0）", default, least=0
    )


def seconds(title: str, default: float, *, most: float) -> Parameter:
    """`seconds`: a time, bounded, because somebody waits for it."""
    return Parameter(
        name="seconds",
        title=title,
        form=f"0から{most:g}までの秒数",
        read=lambda value: _number(value, least=0.0, most=most),
        default=default,
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


def choices(
    name: str, title: str, options: tuple[str, ...], default: tuple[str, ...]
) -> Parameter:
    """Some of these words, joined by `+`."""

    def read(value: str) -> tuple[str, ...]:
        words = tuple(value.split("+"))
        if not set(words) <= set(options):
            raise ValueError(value)
        return words

    return Parameter(
        name=name,
        title=title,
        form=f"{'、'.join(options)}。いくつかなら + でつなぐ",
        read=read,
        default=default,
    )


def names(
    name: str,
    title: str,
    form: str,
    *,
    text: str,
    can_be: Callable[[str], object] = lambda _word: True,
) -> Parameter:
    """Names that somebody else knows, joined by `+`; all of them where left out.

    A word that *can_be* none is refused: the fault would wait for ever.
    """

    def read(value: str) -> tuple[str, ...]:
        words = tuple(value.split("+"))
        if not all(_PIECE.fullmatch(word) and can_be(word) for word in words):
            raise ValueError(value)
        return words

    return Parameter(
        name=name,
        title=title,
        form=f"{form}。いくつかなら + でつなぐ",
        read=read,
        default_text=text,
    )


def phrase(name: str, title: str, default: str, *, text: str = "") -> Parameter:
    """A text that goes out as it is."""

    def read(value: str) -> str:
        if not value or len(value) > _LONGEST_PHRASE or not value.isprintable():
            raise ValueError(value)
        return value

    return Parameter(
        name=name,
        title=title,
        form=f"{_LONGEST_PHRASE}文字以内（, は書けない）",
        read=read,
        default=default or None,
        default_text=text,
    )


_LONGEST_PHRASE = 100


def moment(name: str, title: str, *, text: str) -> Parameter:
    """A time of the stub's clock; without an offset it is Japan time."""

    def read(value: str) -> datetime:
        found = datetime.fromisoformat(value)
        return found if found.tzinfo else found.replace(tzinfo=JST)

    return Parameter(
        name=name,
        title=title,
        form="2024-12-31T03:00 の形の日時",
        read=read,
        default_text=text,
    )


def minutes(name: str, title: str, *, text: str) -> Parameter:
    """A span of time in minutes, up to a week."""
    return Parameter(
        name=name,
        title=title,
        form="0より大きく10080以下の分数",
        read=lambda value: timedelta(
            minutes=_number(value, least=math.ulp(0.0), most=10_080.0)
        ),
        default_text=text,
    )


RATE = Parameter(
    name="rate",
    title="当てはまるときに起きる割合",
    form="0より大きく1以下の数",
    read=lambda value: _number(value, least=math.ulp(0.0), most=1.0),
    default=1.0,
)
NTH = count("nth", "当てはまるときの何番目から起きるか", 1)


def _number(value: str, *, least: float, most: float) -> float:
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?|\.[0-9]+", value):
        raise ValueError(value)
    number = float(value)
    if not least <= number <= most:
        raise ValueError(value)
    return number
