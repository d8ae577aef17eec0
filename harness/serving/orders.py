"""The words in which a person or a program drives the slots, one order a line."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_USAGE: Final[Mapping[str, str]] = {
    "insert": "insert ポート 患者名",
    "pull": "pull ポート",
    "reset-tries": "reset-tries ポート",
    "status": "status",
    "wait": "wait 秒",
    "quit": "quit",
}
_WITH_PORT: Final = frozenset({"insert", "pull", "reset-tries"})
_LONGEST_WAIT: Final = 24 * 3600.0
_LAST_PORT: Final = 65535


class OrderError(ValueError):
    """A line that is no order; the message shows what would be one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order. `port` is 0 and `seconds` 0.0 where the word takes none."""

    word: str
    port: int = 0
    persona: str = ""
    seconds: float = 0.0

    @property
    def subject(self) -> str:
        """The word with what it is about, as the answer repeats it."""
        parts = [self.word, str(self.port) if self.port else "", self.persona]
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedOrder:
    """An order of a script: so many seconds after the one before it."""

    after: float
    order: Order
    line: int


def parse_order(line: str) -> Order:
    """Read one order. Raises `OrderError`."""
    word, *rest = line.split(maxsplit=2)
    if word not in _USAGE:
        raise OrderError(f"「{word}」は知らない命令です。使えるもの: {usage()}")
    wanted = len(_USAGE[word].split()) - 1
    if len(rest) != wanted:
        raise OrderError(f"「{line.strip()}」は {_USAGE[word]} の形ではありません。")
    if word in _WITH_PORT:
        persona = rest[1].strip() if word == "insert" else ""
        return Order(word=word, port=parse_port(rest[0]), persona=persona)
    if word == "wait":
        return Order(word=word, seconds=_seconds(rest[0]))
    return Order(word=word)


def parse_script(text: str) -> tuple[TimedOrder, ...]:
    """Read a script: orders, each with `+SECONDS` before it or none; `#` remarks.

    Raises `OrderError` naming the line, before anything is done.
    """
    orders = []
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        after = 0.0
        try:
            if stripped.startswith("+"):
                time, _, stripped = stripped.partition(" ")
                after = _seconds(time[1:])
                if not stripped.strip():
                    raise OrderError(f"「{time}」の後に命令がありません。")
            order = parse_order(stripped)
        except OrderError as error:
            raise OrderError(f"{number}行目: {error}") from error
        orders.append(TimedOrder(after=after, order=order, line=number))
    return tuple(orders)


def parse_port(text: str) -> int:
    """Read a TCP port. Raises `OrderError`."""
    if not re.fullmatch("[0-9]{1,5}", text) or not 1 <= int(text) <= _LAST_PORT:
        raise OrderError(
            f"「{text}」はポートではありません（1〜{_LAST_PORT}の数字です）。"
        )
    return int(text)


def usage() -> str:
    """Return every order with what it takes."""
    return "、".join(_USAGE.values())


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds <= _LONGEST_WAIT:
        raise OrderError(f"「{text}」は秒数ではありません（0以上、例: 2.5）。")
    return seconds
