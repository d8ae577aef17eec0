"""What staff type, read kindly: full width, spaces, 和暦; or told what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from ..registry.search import InsuredNumbers
from ..typed_days import TypedError, read_day, tidy

_LONGEST = 20  # Characters of 記号 and 番号.
_NOT_SHOWN = "（12桁の数字）"
"""In the place of what may be a マイナンバー: no screen shows one, nor sends it on."""
_MONTH = re.compile(r"(?P<year>[0-9]{4})[-/.年]?(?P<month>[0-9]{1,2})月?")


def read_month(text: str) -> date:
    """The first day of the month that was typed. Raises `TypedError`."""
    match = _MONTH.fullmatch(tidy(text))
    try:
        if match is not None:
            return date(int(match["year"]), int(match["month"]), 1)
    except ValueError:
        pass
    raise TypedError("年月で入力してください（例：2026-04、2026年4月、202604）。")


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersForm:
    """保険者番号, 記号, 番号, 枝番 and 生年月日 as they were typed."""

    insurer: str = ""
    symbol: str = ""
    number: str = ""
    branch: str = ""
    birthdate: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> NumbersForm:
        """The form that was sent; 12 digits for an insurer's number are not kept."""
        form = cls(**{name: fields.get(name, "") for name in cls.__dataclass_fields__})
        if re.fullmatch("[0-9]{12}", tidy(form.insurer)):
            return replace(form, insurer=_NOT_SHOWN)
        return form

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed at all."""
        return not any(tidy(getattr(self, name)) for name in self.__dataclass_fields__)

    def errors(self, *, today: date, with_birthdate: bool = True) -> dict[str, str]:
        """What is wrong with it, by field; empty where it can be asked."""
        errors: dict[str, str] = {}
        insurer, branch = tidy(self.insurer), tidy(self.branch)
        if not insurer:
            errors["insurer"] = "保険者番号を入力してください。"
        elif self.insurer == _NOT_SHOWN:
            errors["insurer"] = (
                "保険者番号は8桁以内の数字です。マイナンバー（12桁）は使いません。"
            )
        elif not (insurer.isascii() and insurer.isdigit() and len(insurer) <= 8):
            errors["insurer"] = (
                "保険者番号は8桁以内の数字です"
                f"（{_came(self.insurer)}）。記号・番号の欄と間違えていないか確かめてください。"
            )
        if len(tidy(self.symbol)) > _LONGEST:
            errors["symbol"] = f"記号は{_LONGEST}文字以内です。"
        if not tidy(self.number):
            errors["number"] = "番号を入力してください。"
        elif len(tidy(self.number)) > _LONGEST:
            errors["number"] = f"番号は{_LONGEST}文字以内です。"
        if branch and not (branch.isascii() and branch.isdigit() and len(branch) <= 2):
            errors["branch"] = (
                f"枝番は2桁以内の数字です（{_came(self.branch)}）。なければ空けます。"
            )
        if with_birthdate:
            why = _birthdate_error(self.birthdate, today=today)
            if why:
                errors["birthdate"] = why
        return errors

    def numbers(self, *, with_birthdate: bool = True) -> InsuredNumbers:
        """The numbers to ask with; only for a form without errors."""
        branch = tidy(self.branch)
        return InsuredNumbers(
            insurer_number=tidy(self.insurer).rjust(8),
            number=tidy(self.number),
            birthdate=read_day(self.birthdate) if with_birthdate else None,
            symbol=tidy(self.symbol) or None,
            branch=branch.rjust(2, "0") if branch else None,
        )


def _birthdate_error(text: str, *, today: date) -> str:
    if not tidy(text):
        return "生年月日を入力してください。"
    try:
        day = read_day(text)
    except TypedError as error:
        return f"生年月日：{error}（入力：{_came(text)}）"
    if day > today:
        return f"生年月日が今日より後です（{_came(text)}）。"
    return ""


def _came(text: str) -> str:
    shown = text.strip()
    return shown if len(shown) <= 20 else f"{shown[:20]}…"
