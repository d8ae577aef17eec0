"""The running numbers of request files: `YYYYMMDD` and four digits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from .dates import day_text
from .errors import RequestError

_LAST = 9999


@dataclass(slots=True)
class Numbering:
    """Counts requests of a day, from 0001.

    With a *memory* file the count goes on after a restart, so that a server which
    remembers names never sees one twice. Without it every start begins at 0001.
    """

    memory: Path | None = None
    _day: str = ""
    _last: int = 0
    _remembered: bool = field(default=False, repr=False)

    def next(self, day: date, *, taken: Callable[[str], bool]) -> str:
        """Return the next suffix of *day* for which *taken* says no.

        Raises `RequestError` after 9999 requests of one day.
        """
        if not self._remembered:
            self._recall()
        today = day_text(day)
        if today != self._day:
            self._day, self._last = today, 0
        for number in range(self._last + 1, _LAST + 1):
            suffix = f"{today}{number:04d}"
            if not taken(suffix):
                self._last = number
                self._remember(suffix)
                return suffix
        raise RequestError(f"{today}の要求ファイルの番号を{_LAST}まで使い切りました。")

    def _recall(self) -> None:
        self._remembered = True
        if self.memory is None or not self.memory.exists():
            return
        text = self.memory.read_text(encoding="ascii", errors="replace").strip()
        if len(text) == len("YYYYMMDDNNNN") and text.isdecimal():
            self._day, self._last = text[:8], int(text[8:])

    def _remember(self, suffix: str) -> None:
        if self.memory is not None:
            self.memory.parent.mkdir(parents=True, exist_ok=True)
            self.memory.write_text(suffix, encoding="ascii")
