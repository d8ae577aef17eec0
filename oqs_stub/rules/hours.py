"""利用時間: at what time of the day OQS and マイナ在宅受付Web can be used [G-22].

Nothing public says; so everything is open around the clock unless the rules say
otherwise. The day is Japan's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time

from card_profiles.dates import JST


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """From when to when; around the clock where both are the same.

    What closes before it opens goes on over midnight.
    """

    opens: time = time.min
    closes: time = time.min  # The first moment after it.

    def __post_init__(self) -> None:
        """Refuse a time of another zone than Japan's."""
        if self.opens.tzinfo is not None or self.closes.tzinfo is not None:
            raise ValueError("時差を書かない日本時間の時刻")

    @property
    def around_the_clock(self) -> bool:
        """Whether it never closes."""
        return self.opens == self.closes

    @property
    def in_words(self) -> str:
        """When it is open, as a refusal tells it."""
        if self.around_the_clock:
            return "24時間"
        if self.closes == time.min:
            return f"{_in_words(self.opens)}から24時まで"
        overnight = "翌" if self.closes < self.opens else ""
        return f"{_in_words(self.opens)}から{overnight}{_in_words(self.closes)}まで"

    def hold(self, now: datetime) -> bool:
        """Whether it is open at *now*."""
        at = now.astimezone(JST).time()
        if self.opens < self.closes:
            return self.opens <= at < self.closes
        return self.around_the_clock or at >= self.opens or at < self.closes


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceHours:
    """The hours of the messages, of the lists among them, and of the patient's way."""

    messages: Hours = field(default_factory=Hours)  # Folders, WebAPI, terminal.
    lists: Hours = field(default_factory=Hours)  # 一括, beside those of the messages.
    web: Hours = field(default_factory=Hours)
    """マイナ在宅受付Web, and マイナ資格確認アプリ, which registers as that does."""


def _in_words(at: time) -> str:
    minutes = f"{at.minute}分" if at.minute or at.second else ""
    seconds = f"{at.second}秒" if at.second else ""
    return f"{at.hour}時{minutes}{seconds}"
