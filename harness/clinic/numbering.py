"""The running numbers of request files: `YYYYMMDD` and four digits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from filelock import FileLock

from .dates import day_text
from .errors import RequestError

_LAST = 9999
_LOCK_SECONDS = 10.0


@dataclass(slots=True)
class Numbering:
    """Counts requests of a day, from 0001.

    With a *memory* file the count goes on after a restart and is shared by all
    processes that use the file, so that a server which remembers names never sees
    one twice. Without it every start begins at 0001.
    """

    memory: Path | None = None
    _day: str = ""
    _last: int = 0

    def next(self, day: date, *, taken: Callable[[str], bool]) -> str:
        """Return the next suffix of *day* for which *taken* says no.

        Raises `RequestError` after 9999 requests of one day, or when the memory
        cannot be kept.
        """
        if self.memory is None:
            return self._next(day, taken=taken)
        try:
            self.memory.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(f"{self.memory}.lock", timeout=_LOCK_SECONDS):
                self._recall(self.memory)
                suffix = self._next(day, taken=taken)
                _keep(self.memory, suffix)
        except OSError as error:  # Timeout of the lock is one, too.
            raise RequestError(
                f"要求ファイルの番号を {self.memory} に控えられません: {error}"
            ) from error
        return suffix

    def _next(self, day: date, *, taken: Callable[[str], bool]) -> str:
        today = day_text(day)
        if today != self._day:
            self._day, self._last = today, 0
        for number in range(self._last + 1, _LAST + 1):
            suffix = f"{today}{number:04d}"
            if not taken(suffix):
                self._last = number
                return suffix
        raise RequestError(f"{today}の要求ファイルの番号を{_LAST}まで使い切りました。")

    def _recall(self, memory: Path) -> None:
        if not memory.exists():
            return
        text = memory.read_text(encoding="ascii", errors="replace").strip()
        if len(text) == len("YYYYMMDDNNNN") and text.isdecimal():
            self._day, self._last = text[:8], int(text[8:])


def _keep(memory: Path, suffix: str) -> None:
    """Write the number whole or not at all: whoever is killed here loses no count."""
    fresh = memory.with_name(memory.name + ".new")
    fresh.write_text(suffix, encoding="ascii")
    fresh.replace(memory)
