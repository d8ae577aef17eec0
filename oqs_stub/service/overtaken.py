"""When somebody was faster: what a confirmation showed is no longer so."""

from __future__ import annotations

from ..records import Consent


class OvertakenError(Exception):
    """What was confirmed has been changed since it was shown; nothing was done."""


def stamp(consent: Consent) -> str:
    """Which consent, as it was given when: an update by the patient keeps the id."""
    return f"{consent.id} {consent.given_at.isoformat()}"
