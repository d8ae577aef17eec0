"""How long things last on マイナ在宅受付Web, and how far ahead one may book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from annotated_types import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceptionTerms:
    """The times of the patient's pages; none of the real ones is public [G-13]."""

    session_minutes: Annotated[int, Interval(ge=1, le=1440)] = 15
    challenge_minutes: Annotated[int, Interval(ge=1, le=1440)] = 5
    furthest_days: Annotated[int, Interval(ge=0, le=3660)] = 90

    @property
    def session_life(self) -> timedelta:
        """From the first choice to the card, or to the last press after the card."""
        return timedelta(minutes=self.session_minutes)

    @property
    def challenge_life(self) -> timedelta:
        """How long a card may take to sign once the app was opened."""
        return timedelta(minutes=self.challenge_minutes)
