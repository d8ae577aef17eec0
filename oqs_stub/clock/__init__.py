"""Where the stub's time comes from: the machine, or a hand on the control face."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Protocol

from card_profiles.dates import JST


class Clock(Protocol):
    """Anything that can say what time it is, as an aware datetime."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own time, told in Japan Standard Time."""

    def now(self) -> datetime:
        return datetime.now(JST)


class SettableClock:
    """A clock that stands still until it is set; safe to share between threads."""

    def __init__(self, now: datetime) -> None:
        self._lock = threading.Lock()
        self._now = aware(now)

    def __reduce__(self) -> tuple[type[SettableClock], tuple[datetime]]:
        return SettableClock, (self.now(),)  # What another process gets stands alone.

    def now(self) -> datetime:
        with self._lock:
            return self._now

    def set(self, now: datetime) -> None:
        """Move the clock to *now*, forwards or backwards."""
        moved = aware(now)
        with self._lock:
            self._now = moved


def aware(now: datetime) -> datetime:
    """*now* in Japan Standard Time. Raises `ValueError` where it has no zone."""
    if now.tzinfo is None:
        raise ValueError(f"expected a time with its zone, got {now.isoformat()}")
    return now.astimezone(JST)
