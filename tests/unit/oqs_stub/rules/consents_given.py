"""Consents as values: whose, given when and for what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from card_profiles.dates import JST
from oqs_stub.records import Consent, ConsentKind, TreatmentCategory, VisitForm

HOME, ONLINE = TreatmentCategory.HOME_VISIT, TreatmentCategory.ONLINE


def moment(day: int, hour: int = 10, *, month: int = 4) -> datetime:
    """An hour of a day of April 2026, or of another month."""
    return datetime(2026, month, day, hour, tzinfo=JST)


def visited(
    at: datetime,
    *kinds: ConsentKind,
    person: str = "sakura",
    visit: VisitForm = VisitForm.REGULAR,
) -> Consent:
    """A consent of a home visit."""
    return Consent(
        person_id=person,
        institution_code="9930000014",
        category=HOME,
        kinds=frozenset(kinds),
        prescription=None,
        given_at=at,
        channel="zaitaku-web",
        visit=visit,
    )


def booked(at: datetime, examination: date | None, *kinds: ConsentKind) -> Consent:
    """A consent for a 受診予定日 of オンライン診療等."""
    return replace(visited(at, *kinds), category=ONLINE, examination_date=examination)
