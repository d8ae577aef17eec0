"""How an answer is to arrive, where that is not simply at once and whole."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What the folders are asked to do with an answer. Seconds are real ones."""

    after_seconds: float = 0.0
    """How long it is kept back."""
    rest_after_seconds: float | None = None
    """Half of it appears first, the rest so much later; None: whole at once."""
    never: bool = False
    """It does not appear at all."""
    again: bool = False
    """It appears once more when it has been taken away."""


AT_ONCE = Arrival()
