"""オンライン診療等 as pure rules: which registration is meant, and until when."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from card_profiles.dates import JST
from oqs_stub.records import Consent, TreatmentCategory
from oqs_stub.rules.online import OnlineRefusal, examined_on, meant, refusal

ONLINE = TreatmentCategory.ONLINE


def _registered(day: int, examination: int | None) -> Consent:
    return Consent(
        person_id="sakura",
        institution_code="9930000014",
        category=ONLINE,
        kinds=frozenset(),
        prescription=None,
        given_at=datetime(2026, 4, day, 9, tzinfo=JST),
        channel="zaitaku-web",
        examination_date=None if examination is None else date(2026, 4, examination),
    )


A, B, C = _registered(1, 10), _registered(2, 20), _registered(3, 15)
AGAIN = _registered(4, 15)
AT_ONCE = _registered(4, 15)  # The test's clock stood still.
MEANT: dict[str, tuple[list[Consent], int, Consent | None]] = {
    "none": ([], 5, None),
    "the next of three": ([A, B, C], 5, A),
    "on its very day": ([A, B, C], 10, A),
    "the one after": ([A, B, C], 11, C),
    "the last ahead": ([A, B, C], 20, B),
    "the last that was over": ([A, B, C], 21, B),
    "the newer of two for one day": ([C, AGAIN], 5, AGAIN),
    "the later of two of one moment": ([AGAIN, AT_ONCE], 5, AT_ONCE),
    "the later of two of one moment, over": ([AGAIN, AT_ONCE], 16, AT_ONCE),
    "the newer of two that are over": ([AGAIN, C], 16, AGAIN),
}


@pytest.mark.parametrize(
    ("registrations", "day", "expected"), MEANT.values(), ids=MEANT.keys()
)
def test_the_registration_meant_is_the_next_one(
    registrations: list[Consent], day: int, expected: Consent | None
) -> None:
    assert meant(registrations, on=date(2026, 4, day)) is expected


REFUSALS: dict[
    str, tuple[TreatmentCategory, Consent | None, int, OnlineRefusal | None]
] = {
    "before the day": (ONLINE, A, 9, None),
    "on the day": (ONLINE, A, 10, None),
    "the day after": (ONLINE, A, 11, OnlineRefusal.OVER),
    "never registered": (ONLINE, None, 5, OnlineRefusal.NO_REGISTRATION),
    "home visit": (TreatmentCategory.HOME_VISIT, A, 5, OnlineRefusal.NOT_ONLINE),
}


@pytest.mark.parametrize(
    ("category", "registration", "day", "expected"),
    REFUSALS.values(),
    ids=REFUSALS.keys(),
)
def test_eligibility_is_told_up_to_the_day_of_the_examination(
    category: TreatmentCategory,
    registration: Consent | None,
    day: int,
    expected: OnlineRefusal | None,
) -> None:
    assert refusal(category, registration, on=date(2026, 4, day)) is expected


def test_without_a_day_it_is_for_the_day_of_the_registration() -> None:
    assert examined_on(_registered(7, None)) == date(2026, 4, 7)
