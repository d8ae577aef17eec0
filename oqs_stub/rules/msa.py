"""What is not public of マイナ資格確認アプリ: how long its codes and visits live."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

from annotated_types import Interval

from .functions import Function, FunctionStarts, not_started


class IdentityCheck(StrEnum):
    """How the holder of a card is identified at a visit."""

    PIN = "pin"  # 暗証番号
    VISUAL = "visual"  # 目視確認


@dataclass(frozen=True, slots=True, kw_only=True)
class MSATerms:
    """The app's times and counts, all invented [G-05, G-13]."""

    activation_code_days: Annotated[int, Interval(ge=1, le=3660)] = 7
    passcode_minutes: Annotated[int, Interval(ge=1, le=1440)] = 10
    passcode_tries: Annotated[int, Interval(ge=1, le=100)] = 3
    visit_minutes: Annotated[int, Interval(ge=1, le=1440)] = 15

    @property
    def code_life(self) -> timedelta:
        """How long an アクティベーションコード can be used for an enrolment."""
        return timedelta(days=self.activation_code_days)

    @property
    def passcode_life(self) -> timedelta:
        """How long a 目視確認用パスコード can be typed."""
        return timedelta(minutes=self.passcode_minutes)

    @property
    def visit_life(self) -> timedelta:
        """How long a visit may take, and its result can be looked at again."""
        return timedelta(minutes=self.visit_minutes)


def identity_checks(*, on: date, starts: FunctionStarts) -> tuple[IdentityCheck, ...]:
    """What staff can choose from on the day *on*: 目視確認 began later."""
    visual = not_started(Function.VISUAL_CHECK, on=on, starts=starts) is None
    checks = (IdentityCheck.PIN, IdentityCheck.VISUAL)
    return checks if visual else checks[:1]
