"""Why a visit cannot go on: what the page or the app said, and its reason."""

from __future__ import annotations

from .ports import Lost, Screen
from .results import Reason

_LINES_SAID = 5  # Of a refusal; what follows is the same on every page.


class VisitRefused(Exception):  # noqa: N818 - an outcome a clinic meets, not a fault.
    """The visit cannot go on: the page or the app said no, and why."""

    def __init__(
        self, reason: Reason, message: str, *, lost: Lost = Lost.UNKNOWN
    ) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.lost = lost


def reason_of(code: str | None) -> Reason:
    """Return the reason of that code; another server may use codes of its own."""
    try:
        return Reason(code or Reason.SERVER_ERROR)
    except ValueError:
        return Reason.SERVER_ERROR


def said(screen: Screen) -> str:
    """Return the heading and what stands below it, without the page's frame."""
    _frame, heading, below = screen.text.partition(screen.heading)
    lines = [heading, *below.strip().splitlines()]
    return "\n".join(lines[:_LINES_SAID])
