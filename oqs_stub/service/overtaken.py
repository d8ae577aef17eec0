"""When somebody was faster: what a confirmation showed is no longer so."""

from __future__ import annotations


class OvertakenError(Exception):
    """What was confirmed has been changed since it was shown; nothing was done."""
