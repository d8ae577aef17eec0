"""What the client side knows to be acknowledged, person by person."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Standing(StrEnum):
    """How a person's consent stands, as far as an outsider can know."""

    NONE = "none"
    REGISTERED = "registered"  # 登録完了 was seen.
    CANCELLING = "cancelling"  # A 閲覧同意取消 is on its way.
    CANCELLED = "cancelled"  # Its answer has come.
    UNKNOWN = "unknown"  # The server died under a visit.


@dataclass(slots=True)
class Book:
    """Shared by the receipt computer and the visitor, two threads."""

    patients: Sequence[str]
    standing: dict[str, Standing] = field(default_factory=dict)
    visits: Counter[str] = field(default_factory=Counter)  # 登録完了 seen.
    cancels: Counter[str] = field(default_factory=Counter)  # Answered with 1.
    numbers: dict[str, str] = field(default_factory=dict)  # 照会番号 acknowledged.
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def registered(self) -> int:
        """How often 登録完了 was seen."""
        return sum(self.visits.values())

    def turn(self, person: str, *, now: Sequence[Standing], to: Standing) -> bool:
        """Let the person's standing change, if it is one of *now*."""
        with self._lock:
            if self.standing.get(person, Standing.NONE) not in now:
                return False
            self.standing[person] = to
            return True

    def who(self, standing: Standing) -> list[str]:
        """Everybody who stands so, in order."""
        with self._lock:
            return [
                person
                for person in self.patients
                if self.standing.get(person, Standing.NONE) is standing
            ]
