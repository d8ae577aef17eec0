"""What a form of the 制御ページ sends, read field by field; every slip is kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from card_profiles.numbers import NumberError

Form = MultiDict[str, str]

LONGEST = 100
"""Characters of any one field."""

T = TypeVar("T")


class ActRefusedError(Exception):
    """The form asks for what cannot be done; the message is for who sent it."""


class EntryRefusedError(ActRefusedError):
    """Fields are wrong: *errors* says of each, by its name, what and why."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("入力を確かめてください。まだ何も変わっていません。")
        self.errors = errors


def read_as(read: Callable[[str], T], form: Form, name: str, *, expected: str) -> T:
    """What *read* makes of one field, where it must be *expected*."""
    text = form.get(name, "").strip()
    try:
        return read(text)
    except ValueError as error:
        raise ActRefusedError(
            f"「{text[:LONGEST]}」は{expected}として読めません。"
            "まだ何も変わっていません。"
        ) from error


class Entry:
    """One form that was sent. Ask for every field, then `finish`, then use them.

    What is wrong reads as something harmless until `finish` refuses all of it.
    """

    def __init__(self, form: Form) -> None:
        self._form = form
        self._errors: dict[str, str] = {}

    def refuse(self, name: str, why: str) -> None:
        """Say of the field *name* what is wrong with it; the first word counts."""
        self._errors.setdefault(name, why)

    def finish(self) -> None:
        """Raise `EntryRefusedError` where anything was wrong."""
        if self._errors:
            raise EntryRefusedError(self._errors)

    def optional(self, name: str) -> str | None:
        """The text of a field that may be empty; None where it is."""
        text = self._form.get(name, "").strip()
        if len(text) > LONGEST:
            self.refuse(name, f"{LONGEST}文字以内で入力してください。")
        elif not text.replace("\u3000", "").isprintable():
            self.refuse(name, "入力できない文字（制御文字など）があります。")
        return text or None

    def text(self, name: str) -> str:
        """The text of a field that must not be empty."""
        text = self.optional(name)
        if text is None:
            self.refuse(name, "入力してください。")
        return text or ""

    def checked(self, name: str, check: Callable[[str], str]) -> str:
        """The number in a field, as *check* of `card_profiles.numbers` takes it."""
        text = self.text(name)
        try:
            return check(text) if text else text
        except NumberError as error:
            self.refuse(name, f"{error}。")
            return text

    def choice(self, name: str, known: Collection[str]) -> str:
        """The code that was chosen among *known*."""
        code = self._form.get(name, "")
        if code not in known:
            self.refuse(name, "一覧から選んでください。")
            return next(iter(known))
        return code

    def optional_choice(self, name: str, known: Collection[str]) -> str | None:
        """The code that was chosen among *known*; None where it is left at 「なし」."""
        return self.choice(name, known) if self._form.get(name, "") else None

    def day(self, name: str) -> date:
        """The day in a field that must not be empty."""
        day = self.optional_day(name)
        if day is None:
            self.refuse(name, "日付を入力してください（例: 2026-04-01）。")
        return day or date.min

    def optional_day(self, name: str) -> date | None:
        """The day in a field that may be empty."""
        text = self.optional(name)
        try:
            return None if text is None else date.fromisoformat(text)
        except ValueError:
            self.refuse(name, f"「{text}」は日付として読めません（例: 2026-04-01）。")
            return None

    def last_day(self, name: str, first: date) -> date | None:
        """The day in a field that may be empty, *first* or later."""
        last = self.optional_day(name)
        if last is not None and last < first:
            self.refuse(name, f"{first} 以後の日にしてください。")
        return last

    def amount(self, name: str, *, most: int) -> int:
        """The whole number in a field, 0 where it is empty."""
        text = self.optional(name) or "0"
        if not (text.isascii() and text.isdigit()) or int(text) > most:
            self.refuse(name, f"0から{most}までの整数を入力してください。")
            return 0
        return int(text)
