"""マイナ在宅受付Web: how long things last, how far ahead one books, what is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from annotated_types import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceptionTerms:
    """What is not public of the patient's pages [G-09, G-13]."""

    session_minutes: Annotated[int, Interval(ge=1, le=1440)] = 15
    challenge_minutes: Annotated[int, Interval(ge=1, le=1440)] = 5
    furthest_days: Annotated[int, Interval(ge=0, le=3660)] = 90
    limit_asked_before: date = date(2024, 10, 7)
    """The day from which nobody asks about 限度額, as at the card reader."""

    def asks_limit(self, *, on: date) -> bool:
        """Whether the page asks about 限度額 on that day."""
        return on < self.limit_asked_before

    @property
    def session_life(self) -> timedelta:
        """From the first choice to the card, or to the last press after the card."""
        return timedelta(minutes=self.session_minutes)

    @property
    def challenge_life(self) -> timedelta:
        """How long a card may take to sign once the app was opened."""
        return timedelta(minutes=self.challenge_minutes)
