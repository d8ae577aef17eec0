"""Japanese eras: 1980-02-17 is 昭和55年2月17日."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True, slots=True)
class Era:
    """One era: its name, the certificates' code for it, and its first day."""

    name: str
    code: str
    first: date

    def year_of(self, day: date) -> int:
        """Return the year of *day* in this era; the era's first year is 1."""
        return day.year - self.first.year + 1


ERAS: Final = (
    Era("令和", "5", date(2019, 5, 1)),
    Era("平成", "4", date(1989, 1, 8)),
    Era("昭和", "3", date(1926, 12, 25)),
    Era("大正", "2", date(1912, 7, 30)),
    Era("明治", "1", date(1868, 1, 25)),
)
"""Latest first. The codes are those of the signing certificate's birthdate [M]."""


def era_of(day: date) -> Era | None:
    """Return the era of *day*, or None before 明治."""
    return next((era for era in ERAS if day >= era.first), None)


def japanese_era_day(day: date) -> str:
    """Return *day* as Japan writes it: 令和元年5月1日; before 明治, 西暦."""
    era = era_of(day)
    if era is None:
        return f"{day.year}年{day.month}月{day.day}日"
    year = era.year_of(day)
    return f"{era.name}{'元' if year == 1 else year}年{day.month}月{day.day}日"
