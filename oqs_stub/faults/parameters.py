"""What may be written behind the name of a fault of the national side."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import datetime, timedelta

from card_profiles.dates import JST
from card_profiles.fault_parameters import Parameter, count, number_between, rate

_PIECE = re.compile(r"[^\s,+=:]+")
_LONGEST_PHRASE = 100


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
            minutes=number_between(value, least=math.ulp(0.0), most=10_080.0)
        ),
        default_text=text,
    )


RATE = rate("当てはまるときに起きる割合")
NTH = count("nth", "当てはまるときの何番目から起きるか", 1)
