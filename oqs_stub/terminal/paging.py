"""A long list in pages: the part that a screen shows, and the way to the others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

PER_PAGE = 100
_BESIDE = 2  # Numbers on either side of the page that is shown.
_NUMBER = re.compile("[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Generic[T]):
    """What one page shows of a list."""

    rows: Sequence[T]
    total: int  # Rows of the whole list.
    number: int  # Of the page, from 1.

    @property
    def last(self) -> int:
        """The number of the last page."""
        return _pages(self.total)

    @property
    def first_row(self) -> int:
        """Where in the list the page begins, from 1."""
        return (self.number - 1) * PER_PAGE + 1

    @property
    def last_row(self) -> int:
        """Where in the list the page ends."""
        return self.first_row + len(self.rows) - 1

    @property
    def numbers(self) -> list[int | None]:
        """The pages to be linked: both ends and what is near; None where some lack."""
        near = range(self.number - _BESIDE, self.number + _BESIDE + 1)
        found: list[int | None] = []
        before = 0
        for number in sorted({1, *near, self.last}):
            if 1 <= number <= self.last:
                if number > before + 1:
                    found.append(None)
                found.append(number)
                before = number
        return found


def part_of(rows: Sequence[T], asked: str) -> Part[T]:
    """The page of *rows* whose number was *asked* for, or the nearest there is.

    A list may be shorter than it was when a link to its last page was shown.
    """
    number = int(asked) if _NUMBER.fullmatch(asked) else 1
    number = min(max(number, 1), _pages(len(rows)))
    start = (number - 1) * PER_PAGE
    return Part(rows=rows[start : start + PER_PAGE], total=len(rows), number=number)


def _pages(total: int) -> int:
    return max(1, -(-total // PER_PAGE))
