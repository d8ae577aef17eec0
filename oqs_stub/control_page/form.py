"""What a form of the 制御ページ sends, read field by field; every slip is kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from card_profiles.dates import JST
from card_profiles.numbers import NumberError

from ..records import ConsentKind

Form = MultiDict[str, str]

LONGEST = 100
"""Characters of any one field."""

LARGEST_NUMBER = 2**31 - 1

_FIRST_YEAR, _LAST_YEAR = 1950, 2200  # Certificates, ages and months stay in bounds.

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


def person_of(form: Form) -> str:
    """The id of the person whom the form is about."""
    return form.get("person", "")


def institution_of(form: Form) -> str:
    """The code of the institution that the form is about."""
    return form.get("institution", "")


def kinds_of(form: Form) -> frozenset[ConsentKind]:
    """The kinds of information whose boxes are ticked."""
    words = form.getlist("kind")
    unknown = [word for word in words if word not in tuple(ConsentKind)]
    if unknown:
        raise ActRefusedError(
            f"「{unknown[0][:LONGEST]}」という閲覧同意情報種別はありません"
            f"（{'、'.join(ConsentKind)}）。まだ何も変わっていません。"
        )
    return frozenset(map(ConsentKind, words))


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

    def long_text(self, name: str, *, most: int) -> str:
        """The text of a field of many lines, which may be empty."""
        text = self._form.get(name, "").strip()
        if len(text) > most:
            self.refuse(name, f"{most}文字以内で入力してください。")
        return text

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

    def moment(self, name: str) -> datetime:
        """The time in a field that must not be empty."""
        moment = self.optional_moment(name)
        if moment is None:
            self.refuse(name, "日時を入力してください（例: 2026-04-01T09:00）。")
        return moment or datetime(_FIRST_YEAR, 1, 1, tzinfo=JST)

    def optional_moment(self, name: str) -> datetime | None:
        """The time in a field that may be empty; Japan time where no other is said."""
        text = self.optional(name)
        if text is None:
            return None
        try:
            moment = datetime.fromisoformat(text)
            if _FIRST_YEAR <= moment.year <= _LAST_YEAR:
                return moment if moment.tzinfo else moment.replace(tzinfo=JST)
            why = f"{_FIRST_YEAR}年から{_LAST_YEAR}年までの日時にしてください。"
        except ValueError:
            why = f"「{text}」は日時として読めません（例: 2026-04-01T09:00）。"
        self.refuse(name, why)
        return None

    def last_day(self, name: str, first: date) -> date | None:
        """The day in a field that may be empty, *first* or later."""
        last = self.optional_day(name)
        if last is not None and last < first:
            self.refuse(name, f"{first} 以後の日にしてください。")
        return last

    def amount(self, name: str, *, most: int) -> int:
        """The whole number in a field, 0 where it is empty."""
        return self.optional_number(name, most=most) or 0

    def number(self, name: str, *, least: int = 0, most: int) -> int:
        """The whole number in a field that must not be empty."""
        number = self.optional_number(name, least=least, most=most)
        if number is None:
            self.refuse(name, f"{least}から{most}までの整数を入力してください。")
        return least if number is None else number

    def optional_number(self, name: str, *, least: int = 0, most: int) -> int | None:
        """The whole number in a field that may be empty."""
        text = self.optional(name)
        if text is None:
            return None
        # Measured first: Python refuses to read very many digits.
        whole = text.isascii() and text.isdigit() and len(text) <= len(str(most))
        if not whole or not least <= int(text) <= most:
            self.refuse(name, f"{least}から{most}までの整数を入力してください。")
            return None
        return int(text)
