"""Reading a persona's TOML table, key by key, with errors that name file and key."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import TypeVar

from .dates import GRAMMAR, DateError, resolve
from .numbers import NumberError

E = TypeVar("E", bound=Enum)


class PersonaError(ValueError):
    """A persona cannot be read: which file and key, what was expected, what came."""


class Table:
    """One table of the file. Ask for each key once, then `finish`."""

    def __init__(
        self, values: Mapping[str, object], *, source: str, path: str, on: date
    ) -> None:
        self._values = dict(values)
        self._asked: set[str] = set()
        self._known: set[str] = set()  # With those that were only looked for.
        self._source = source
        self._path = path
        self._on = on

    def error(self, key: str, expected: str) -> PersonaError:
        """Return the error for *key*, saying what was expected and what came."""
        if key not in self._values:
            return self._missing(key, expected)
        return self.wrong(key, expected, self._values[key])

    def wrong(self, place: str, expected: str, came: object) -> PersonaError:
        """Return the error for what came at *place*, at any depth below this table."""
        came = f"{came}" if isinstance(came, date) else came
        return PersonaError(
            f"{self._source}: {self._name(place)}: 書くべき値: {expected}。"
            f"書かれている値: {came!r}"
        )

    def refused(self, key: str, reason: Exception) -> PersonaError:
        """Return the error for a value that somebody else refused, for *reason*."""
        if key not in self._values:
            return self._missing(key, str(reason))
        return PersonaError(
            f"{self._source}: {self._name(key)} = {self._values[key]!r}: {reason}。"
        )

    def _missing(self, key: str, expected: str) -> PersonaError:
        others = [other for other in self._values if other not in self._asked]
        near = difflib.get_close_matches(key, others, n=1)
        slip = (
            f"{self._name(near[0])} というキーはありません。{key} の書き誤りですか。"
            if near
            else ""
        )
        return PersonaError(
            f"{self._source}: {self._name(key)} がありません。{slip}"
            f"書くべき値: {expected}"
        )

    def misfit(self, what: str) -> PersonaError:
        """Return the error for values that are good each, and not together."""
        return PersonaError(f"{self._source}: {self._path}: {what}。")

    def has(self, key: str) -> bool:
        """Tell whether the table says anything under *key*."""
        self._known.add(key)
        return key in self._values

    def text(self, key: str, default: str | None = None) -> str:
        """Return the text under *key*; without a default it must be there."""
        value = self._take(key, default)
        if not isinstance(value, str) or (not value and value != default):
            raise self.error(key, "文字列")
        return value

    def optional_text(self, key: str) -> str | None:
        """Return the text under *key*, or None."""
        return self.text(key) if self._take(key, None) is not None else None

    def number(self, key: str, check: Callable[[str], str]) -> str:
        """Return the text under *key* that *check* accepts."""
        text = self.text(key)
        try:
            return check(text)
        except NumberError as error:
            raise self.refused(key, error) from error

    def shaped(self, key: str, expected: str, accept: Callable[[str], bool]) -> str:
        """Return the text under *key* if it has the shape described by *expected*."""
        value = self._take(key, None)
        if not isinstance(value, str) or not value or not accept(value):
            raise self.error(key, expected)
        return value

    def integer(
        self, key: str, *, low: int, high: int, default: int | None = None
    ) -> int:
        """Return the whole number under *key*, from *low* to *high*."""
        value = self._take(key, default)
        expected = f"{low}から{high}までの整数"
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.error(key, expected)
        if not low <= value <= high:
            raise self.error(key, expected)
        return value

    def yes(self, key: str, *, default: bool) -> bool:
        """Return the true or false under *key*."""
        value = self._take(key, default)
        if not isinstance(value, bool):
            raise self.error(key, "true か false")
        return value

    def choice(self, key: str, kind: type[E], default: E | None = None) -> E:
        """Return the member of *kind* whose name, in kebab case, is under *key*."""
        value = self._take(key, _kebab(default) if default is not None else None)
        members = {_kebab(member): member for member in kind}
        if not isinstance(value, str) or value not in members:
            raise self.error(key, "次のどれか: " + ", ".join(members))
        return members[value]

    def code(self, key: str, codes: Iterable[str]) -> str:
        """Return the code under *key*, which must be one of *codes*."""
        known = tuple(codes)
        return self.shaped(key, "次のどれか: " + ", ".join(known), known.__contains__)

    def day(self, key: str, default: date | None = None) -> date:
        """Return the day under *key*; without a default it must be there."""
        value = self._take(key, default)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if not isinstance(value, str):
            raise self.error(key, GRAMMAR)
        try:
            return resolve(value, on=self._on)
        except DateError as error:
            raise self.refused(key, error) from error

    def optional_day(self, key: str) -> date | None:
        """Return the day under *key*, or None."""
        return self.day(key) if self._take(key, None) is not None else None

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the list of texts under *key*, empty when it is absent."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise self.error(key, "文字列の配列")
        return tuple(value)

    def table(self, key: str) -> Table:
        """Return the table under *key*, empty when it is absent."""
        value = self._take(key, {})
        if not isinstance(value, dict):
            raise self.error(key, f"表 [{self._name(key)}]")
        return self._child(value, self._name(key))

    def tables(self, key: str) -> tuple[Table, ...]:
        """Return the tables under *key*, none when it is absent."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            raise self.error(key, f"表の並び [[{self._name(key)}]]")
        return tuple(
            self._child(row, f"{self._name(key)}[{index}]")
            for index, row in enumerate(value)
        )

    def finish(self) -> None:
        """Refuse keys that nobody asked for: most are slips of the pen."""
        for key in self._values:
            if key in self._asked:
                continue
            near = difflib.get_close_matches(key, self._known, n=1)
            hint = f"{near[0]} の書き誤りですか。" if near else ""
            known = ", ".join(sorted(self._known))
            raise PersonaError(
                f"{self._source}: {self._name(key)} というキーはありません。{hint}"
                f"ここに書けるもの: {known}"
            )

    def _take(self, key: str, default: object) -> object:
        self._asked.add(key)
        self._known.add(key)
        return self._values.get(key, default)

    def _name(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def _child(self, values: Mapping[str, object], path: str) -> Table:
        return Table(values, source=self._source, path=path, on=self._on)


def _kebab(member: Enum) -> str:
    return member.name.lower().replace("_", "-")
