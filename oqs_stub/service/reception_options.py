"""How long things last on マイナ在宅受付Web, and how far ahead one may book [G-13]."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceptionOptions:
    """The parameters of the patient's pages; none of the real ones is public."""

    session_life: timedelta = timedelta(minutes=15)
    """From the first choice to the card, or to the last press after the card."""

    challenge_life: timedelta = timedelta(minutes=5)
    """How long a card may take to sign once the app was opened."""

    furthest_days: int = 90
    """How far ahead a 受診予定日 may lie."""
