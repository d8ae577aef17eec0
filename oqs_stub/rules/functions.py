"""What an institution may use: by its state, and from the day a function began.

The dates are data (`Rules.starts`); before its date a function is refused, and the
refusal names the date.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ..records import Institution, InstitutionKind, InstitutionState, TreatmentCategory


class Function(StrEnum):
    """What began on a day of its own; the names are those of `FunctionStarts`."""

    TEST = "test"
    HOME_VISIT = "home_visit"
    ONLINE = "online"
    VISITING_NURSING = "visiting_nursing"
    VISUAL_CHECK = "visual_check"
    OTHER_ROUTE = "other_route"
    WINDOW = "window"
    PHONE_CERTIFICATE = "phone_certificate"
    MEDICAL_AID = "medical_aid"


FUNCTION_NAMES = {
    Function.TEST: "運用テスト",
    Function.HOME_VISIT: "訪問診療等における資格確認",
    Function.ONLINE: "オンライン診療等における資格確認",
    Function.VISITING_NURSING: "訪問看護における資格確認",
    Function.VISUAL_CHECK: "マイナ資格確認アプリの目視確認",
    Function.OTHER_ROUTE: "外来診療等（通常とは異なる動線）における資格確認",
    Function.WINDOW: "窓口での居宅同意取得型の利用",
    Function.PHONE_CERTIFICATE: "スマートフォンの電子証明書の利用",
    Function.MEDICAL_AID: "医療扶助の資格確認",
}
"""What a refusal calls them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionStarts:
    """The first day of each function; where only the month is public, its first day."""

    test: date = date(2023, 11, 1)
    home_visit: date = date(2024, 4, 1)
    online: date = date(2024, 4, 1)
    visiting_nursing: date = date(2024, 6, 1)
    visual_check: date = date(2024, 10, 1)
    other_route: date = date(2024, 11, 1)
    window: date = date(2025, 4, 1)
    phone_certificate: date = date(2025, 9, 19)
    medical_aid: date = date(2024, 3, 1)

    def of(self, function: Function) -> date:
        """The first day of that function."""
        first: date = getattr(self, function.value)
        return first


@dataclass(frozen=True, slots=True)
class NotStarted:
    """A function that cannot be used yet, and the day from which it can."""

    function: Function
    starts_on: date

    @property
    def message(self) -> str:
        """What to tell; it names the date."""
        day = self.starts_on
        return (
            f"{FUNCTION_NAMES[self.function]}は、{day.year}年{day.month}月{day.day}日に"
            "始まります。それより前の日付では利用できません。"
        )


_OF_CATEGORY = {
    TreatmentCategory.HOME_VISIT: Function.HOME_VISIT,
    TreatmentCategory.ONLINE: Function.ONLINE,
}


def not_started(
    function: Function, *, on: date, starts: FunctionStarts
) -> NotStarted | None:
    """The function, if it has not begun on the day *on*; None where it has."""
    starts_on = starts.of(function)
    return NotStarted(function, starts_on) if on < starts_on else None


def category_not_started(
    institution: Institution,
    category: TreatmentCategory,
    *,
    on: date,
    starts: FunctionStarts,
) -> NotStarted | None:
    """What that 診療区分 at that institution waits for on the day *on*, if anything.

    訪問看護 began after the others. The counter of the day is Japan's.
    """
    wanted = [_OF_CATEGORY[category]] if category in _OF_CATEGORY else []
    if wanted and institution.kind is InstitutionKind.VISITING_NURSING:
        wanted.append(Function.VISITING_NURSING)
    waiting = [not_started(one, on=on, starts=starts) for one in wanted]
    return max(
        (one for one in waiting if one is not None),
        key=lambda one: one.starts_on,
        default=None,
    )


def is_connected(institution: Institution, *, on: date, starts: FunctionStarts) -> bool:
    """Whether the institution may ask at all on the day *on*.

    Operating ones may; one in its test period from the day the tests began. Who is
    not enrolled, or exempt (経過措置), may not.
    """
    match institution.state:
        case InstitutionState.OPERATING:
            return True
        case InstitutionState.TEST_PERIOD:
            return not_started(Function.TEST, on=on, starts=starts) is None
        case _:
            return False


def all_not_started(*, on: date, starts: FunctionStarts) -> tuple[NotStarted, ...]:
    """Everything that has not begun on the day *on*, the next to begin first."""
    waiting = (not_started(one, on=on, starts=starts) for one in Function)
    return tuple(
        sorted(
            (one for one in waiting if one is not None), key=lambda one: one.starts_on
        )
    )


def may_enable(institution: Institution) -> bool:
    """Whether 訪問診療等機能・オンライン診療等機能 may be 「利用する」 there at all."""
    return institution.state is InstitutionState.OPERATING
