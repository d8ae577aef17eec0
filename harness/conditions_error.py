"""What is said of conditions (faults, drift, timing) that are written wrongly.

It stands by itself, so that a stub that serves no card loads no card for it.
"""

from __future__ import annotations


class ConditionsError(ValueError):
    """A condition is written wrongly; `key` is which, the message Japanese."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key
