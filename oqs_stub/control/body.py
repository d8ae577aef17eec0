"""What a control request carries: one JSON object, its values checked one by one."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from ..faces import json_of_request

W = TypeVar("W", bound=StrEnum)

LARGEST_NUMBER = 2**31 - 1

_FIRST_YEAR, _LAST_YEAR = 1950, 2200  # Certificates, ages and months stay in bounds.


class ControlRequestError(ValueError):
    """A control request that cannot be carried out; the message says what is wrong."""

    def __init__(self, message: str, *, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def body_of_request() -> dict[str, object]:
    """The JSON object that was sent."""
    body = json_of_request()
    if not isinstance(body, dict):
        raise ControlRequestError("expected a JSON object")
    return body


def text(body: dict[str, object], name: str) -> str:
    """A string that is not empty."""
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise ControlRequestError(f"expected a string {name!r}, got {value!r}")
    return value


def word_of(body: dict[str, object], name: str, default: W) -> W:
    """One of the words that *default* is one of; nothing there means *default*."""
    kind = type(default)
    word = body.get(name, default.value)
    try:
        return kind(str(word))
    except ValueError as error:
        raise ControlRequestError(
            f"expected {name} to be one of {', '.join(kind)}, got {word!r}"
        ) from error


def number(body: dict[str, object], name: str) -> int:
    """A whole number from 0."""
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ControlRequestError(f"expected a whole number {name!r}, got {value!r}")
    if not 0 <= value <= LARGEST_NUMBER:
        raise ControlRequestError(
            f"expected {name!r} from 0 to {LARGEST_NUMBER}, got {value}"
        )
    return value


def day(text: str) -> date:
    """A date as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ControlRequestError(f"expected YYYY-MM-DD, got {text!r}") from error


def moment(text: str) -> datetime:
    """An ISO time with its zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ControlRequestError(f"expected an ISO time, got {text!r}") from error
    if moment.tzinfo is None:
        raise ControlRequestError(f"expected a time with its zone, got {text!r}")
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ControlRequestError(
            f"expected a year from {_FIRST_YEAR} to {_LAST_YEAR}, got {text!r}"
        )
    return moment
