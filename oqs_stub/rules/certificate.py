"""電子証明書の期限: what an expired certificate is still good for, and where.

For three months from the end of the month in which it expired, eligibility may still
be had, medical data not (大臣告示, 疑義解釈 R6.11.29). Which ways take such a card
is not public: the page and the rest have a switch each [G-18].
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import Interval

from card_profiles.dates import JST, add_months, end_of, month_end, month_start


class CertificateStanding(StrEnum):
    """What the dates of a certificate say."""

    IN_FORCE = "in-force"
    GRACE = "grace"  # Eligibility only.
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateGrace:
    """The months of grace, and which ways take a card that is in them."""

    months: Annotated[int, Interval(ge=0, le=24)] = 3
    on_web: bool = False  # マイナ在宅受付Web
    elsewhere: bool = True  # マイナ資格確認アプリ, the card reader at the window.


def certificate_standing(
    expires_at: datetime, *, now: datetime, grace: CertificateGrace
) -> CertificateStanding:
    """Judge by the dates alone; whether the way at hand takes it is asked elsewhere."""
    if now <= expires_at:
        return CertificateStanding.IN_FORCE
    if now <= grace_ends_at(expires_at, grace=grace):
        return CertificateStanding.GRACE
    return CertificateStanding.EXPIRED


def grace_ends_at(expires_at: datetime, *, grace: CertificateGrace) -> datetime:
    """The last moment of the grace; with none, the expiry itself."""
    if grace.months == 0:
        return expires_at
    month = month_start(expires_at.astimezone(JST).date())
    return end_of(month_end(add_months(month, grace.months)))
