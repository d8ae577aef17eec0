"""What a control request carries: one JSON object, its values checked one by one."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from ..faces import json_of_request
from ..validation_words import shown

W = TypeVar("W", bound=StrEnum)

LARGEST_NUMBER = 2**31 - 1

_FIRST_YEAR, _LAST_YEAR = 1950, 2200  # Certificates, ages and months stay in bounds.


class ControlRequestError(ValueError):
    """A control request that cannot be carried out; the message says what is wrong."""

    def __init__(
        self, message: str, *, code: str = "request-invalid", status: int = 400
    ) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


def invalid(name: str, expected: str, value: object) -> ControlRequestError:
    """The error for a *value* that is not *expected*; None is one that is missing."""
    if value is None:
        return ControlRequestError(f"{name} がありません。{expected}で書いてください。")
    return ControlRequestError(
        f"{name} は{expected}で書いてください（{shown(value)} でした）。"
    )


def body_of_request() -> dict[str, object]:
    """The JSON object that was sent."""
    body = json_of_request()
    if not isinstance(body, dict):
        raise ControlRequestError(
            "本文がJSONのオブジェクトではありません。{…} の形のJSONを、"
            "Content-Type: application/json とUTF-8で送ってください。"
        )
    return body


def text(body: dict[str, object], name: str) -> str:
    """A string that is not empty."""
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise invalid(name, "空でない文字列", value)
    return value


def flag(body: dict[str, object], name: str) -> bool:
    """True or false."""
    value = body.get(name)
    if not isinstance(value, bool):
        raise invalid(name, " true か false ", value)
    return value


def listed(body: dict[str, object], name: str, *, example: str) -> list[object]:
    """A list, such as *example*."""
    value = body.get(name)
    if not isinstance(value, list):
        raise invalid(name, f" {example} のような配列", value)
    return value


def word(kind: type[W], name: str, value: object) -> W:
    """The word of *kind* that *value* is."""
    try:
        return kind(str(value))
    except ValueError as error:
        raise invalid(name, f" {', '.join(kind)} のどれか", value) from error


def word_of(body: dict[str, object], name: str, default: W) -> W:
    """One of the words that *default* is one of; nothing there means *default*."""
    return word(type(default), name, body.get(name, default))


def number(body: dict[str, object], name: str, *, least: int = 0, most: int) -> int:
    """A whole number from *least* to *most*."""
    value = body.get(name)
    if (
        isinstance(value, int)
        and not isinstance(value, bool)
        and least <= value <= most
    ):
        return value
    raise invalid(name, f"{least}から{most}までの整数", value)


def day(body: dict[str, object], name: str) -> date:
    """A date as YYYY-MM-DD."""
    return read_day(name, text(body, name))


def read_day(name: str, value: str) -> date:
    """The date that *value* is; *name* says where it stood."""
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise invalid(name, " 2026-11-21 のような日付", value) from error


def moment(body: dict[str, object], name: str) -> datetime:
    """An ISO time with its zone."""
    value = text(body, name)
    expected = " 2026-11-21T09:00:00+09:00 のような、時差の付いた日時"
    try:
        found = datetime.fromisoformat(value)
    except ValueError as error:
        raise invalid(name, expected, value) from error
    if found.tzinfo is None:
        raise invalid(name, expected, value)
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise invalid(name, f"{_FIRST_YEAR}年から{_LAST_YEAR}年までの日時", value)
    return found
