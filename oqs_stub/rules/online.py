"""オンライン診療等: which registration is meant, and whether it still holds.

Each one is for one 受診予定日; there is no 再照会, so afterwards the patient registers
again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from card_profiles.dates import JST

from ..records import Consent, TreatmentCategory


class OnlineRefusal(StrEnum):
    """Why eligibility is not told; the names of the codes in `codes.toml`."""

    NOT_ONLINE = "online_category_mismatch"
    NO_REGISTRATION = "online_without_registration"
    OVER = "online_examination_over"


def meant(registrations: Sequence[Consent], *, on: date) -> Consent | None:
    """Which of one patient's registrations at one institution *on* that day is meant.

    The one whose 受診予定日 comes next, that day included; where all are over, the
    one that was over last. A patient may register for several days ahead.
    """
    latest_first = registrations[::-1]  # Two can be of one moment.
    ahead = [one for one in latest_first if examined_on(one) >= on]
    if ahead:
        return min(ahead, key=lambda one: (examined_on(one), -_given(one)))
    return max(
        latest_first, key=lambda one: (examined_on(one), _given(one)), default=None
    )


def refusal(
    category: TreatmentCategory, registration: Consent | None, *, on: date
) -> OnlineRefusal | None:
    """Why eligibility is not told on the day *on*, or None where it is.

    A cancelled consent is no reason: eligibility is given, medical data are not.
    """
    if category is not TreatmentCategory.ONLINE:
        return OnlineRefusal.NOT_ONLINE
    if registration is None:
        return OnlineRefusal.NO_REGISTRATION
    if examined_on(registration) < on:
        return OnlineRefusal.OVER
    return None


def examined_on(registration: Consent) -> date:
    """受診予定日; the day of the registration where none was given."""
    if registration.examination_date is not None:
        return registration.examination_date
    return registration.given_at.astimezone(JST).date()


def _given(registration: Consent) -> float:
    return registration.given_at.timestamp()
