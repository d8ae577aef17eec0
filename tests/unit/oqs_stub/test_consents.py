"""A consent is one a day, can lapse, and is found by its day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from card_profiles.dates import JST
from oqs_stub.consents import Consents
from oqs_stub.database import Database
from oqs_stub.records import (
    CardCheck,
    Consent,
    ConsentKind,
    LapseReason,
    Prescription,
    TreatmentCategory,
    VisitForm,
    Withdrawal,
)

CLINIC = "9930000014"
HOME = TreatmentCategory.HOME_VISIT
ONLINE = TreatmentCategory.ONLINE
TEN = datetime(2026, 4, 10, 10, tzinfo=JST)


def consent(**changes: object) -> Consent:
    given = Consent(
        person_id="sakura",
        institution_code=CLINIC,
        category=HOME,
        kinds=frozenset({ConsentKind.DRUGS, ConsentKind.OPERATION}),
        prescription=Prescription.PAPER,
        given_at=TEN,
        channel="zaitaku-web",
    )
    return replace(given, **changes)  # type: ignore[arg-type]  # a table of fields


@pytest.fixture
def consents(database: Database) -> Consents:
    return Consents(database)


def test_a_consent_comes_back_as_given(consents: Consents) -> None:
    given = consent(category=ONLINE, examination_date=date(2026, 4, 20))

    stored = consents.record(given)

    assert stored.id is not None
    assert consents.current("sakura", CLINIC, ONLINE) == stored
    assert replace(stored, id=None) == given


def test_a_second_consent_of_the_same_day_takes_the_place_of_the_first(
    consents: Consents,
) -> None:
    consents.record(consent())
    consents.record(
        consent(kinds=frozenset[ConsentKind](), given_at=TEN + timedelta(hours=1))
    )

    (kept,) = consents.everything()

    assert kept.kinds == frozenset()


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"visit": VisitForm.HOUSE_CALL}, id="往診"),
        pytest.param(
            {"category": ONLINE, "examination_date": date(2026, 4, 15)}, id="online"
        ),
    ],
)
def test_so_does_one_of_the_same_form_and_examination_date(
    consents: Consents, changes: dict[str, object]
) -> None:
    consents.record(consent(**changes))
    consents.record(consent(**changes, given_at=TEN.replace(hour=23)))

    (kept,) = consents.everything()

    assert kept.given_at.hour == 23


def test_the_id_of_a_replaced_consent_is_never_given_again(consents: Consents) -> None:
    first = consents.record(consent())

    again = consents.record(consent())

    assert (again.id or 0) > (first.id or 0)


def test_the_day_is_counted_in_japan(consents: Consents) -> None:
    late = datetime(2026, 4, 10, 23, 59, tzinfo=JST)
    consents.record(consent(given_at=late))
    consents.record(consent(given_at=late + timedelta(minutes=2)))

    assert len(consents.everything()) == 2


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"person_id": "momo"}, id="another-patient"),
        pytest.param({"institution_code": "9910000018"}, id="another-institution"),
        pytest.param({"category": ONLINE}, id="another-category"),
        pytest.param({"visit": VisitForm.HOUSE_CALL}, id="another-form"),
        pytest.param({"examination_date": date(2026, 4, 15)}, id="another-受診予定日"),
    ],
)
def test_another_consent_of_the_same_day_stands_beside(
    consents: Consents, changes: dict[str, object]
) -> None:
    consents.record(consent())
    consents.record(consent(**changes))

    assert len(consents.everything()) == 2


def test_the_latest_consent_is_the_current_one(consents: Consents) -> None:
    consents.record(consent(given_at=TEN + timedelta(days=3)))
    consents.record(consent())

    current = consents.current("sakura", CLINIC, HOME)

    assert current is not None
    assert current.given_at == TEN + timedelta(days=3)


def test_a_cancelled_consent_keeps_its_time_and_reason(consents: Consents) -> None:
    consents.record(consent())
    at = TEN + timedelta(hours=5)

    consents.lapse("sakura", CLINIC, HOME, reason=LapseReason.BY_INSTITUTION, at=at)
    again = consents.lapse(
        "sakura",
        CLINIC,
        HOME,
        reason=LapseReason.BY_PATIENT,
        at=at + timedelta(hours=1),
    )

    assert again is not None
    assert again.lapsed_at == at
    assert again.lapse_reason is LapseReason.BY_INSTITUTION


def test_a_consent_of_a_later_time_does_not_lapse(consents: Consents) -> None:
    given = consents.record(consent())
    before = given.given_at - timedelta(days=1)  # The clock was set back.

    lapsed = consents.lapse(
        given.person_id,
        given.institution_code,
        given.category,
        reason=LapseReason.BY_PATIENT,
        at=before,
    )

    assert lapsed is None
    assert consents.everything() == [given]


def test_nothing_lapses_where_nothing_was_given(consents: Consents) -> None:
    lapsed = consents.lapse(
        "sakura", CLINIC, HOME, reason=LapseReason.BY_PATIENT, at=TEN
    )

    assert lapsed is None


def test_a_new_consent_stands_again_after_a_cancelled_one(consents: Consents) -> None:
    consents.record(consent())
    consents.lapse("sakura", CLINIC, HOME, reason=LapseReason.BY_PATIENT, at=TEN)

    consents.record(consent(given_at=TEN + timedelta(hours=2)))

    current = consents.current("sakura", CLINIC, HOME)
    assert current is not None
    assert current.lapsed_at is None


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        pytest.param(date(2026, 4, 10), date(2026, 4, 10), 1, id="that-day"),
        pytest.param(date(2026, 4, 9), date(2026, 4, 9), 0, id="the-day-before"),
        pytest.param(date(2026, 4, 11), date(2026, 4, 12), 0, id="the-day-after"),
        pytest.param(date(2026, 4, 8), date(2026, 4, 12), 1, id="around"),
    ],
)
@pytest.mark.parametrize("hour", [0, 8, 23])
def test_a_consent_is_found_by_its_day_in_japan(
    consents: Consents, since: date, until: date, found: int, hour: int
) -> None:
    consents.record(consent(given_at=TEN.replace(hour=hour)))

    assert len(consents.given_between(CLINIC, HOME, since, until)) == found


def test_an_online_consent_is_found_by_its_examination_date(
    consents: Consents,
) -> None:
    day = date(2026, 5, 1)
    consents.record(consent(category=ONLINE, examination_date=day))

    hit = consents.for_examination_between(CLINIC, ONLINE, day, day)
    miss = consents.for_examination_between(
        CLINIC, ONLINE, day + timedelta(days=1), day + timedelta(days=9)
    )

    assert (len(hit), len(miss)) == (1, 0)


def test_card_checks_belong_to_one_institution_and_category(
    consents: Consents,
) -> None:
    check = CardCheck(
        person_id="sakura", institution_code=CLINIC, category=HOME, at=TEN
    )
    consents.add_card_check(check)

    assert consents.card_checks("sakura", CLINIC, HOME) == [check]
    assert consents.card_checks("sakura", "9910000018", HOME) == []
    assert consents.card_checks("sakura", CLINIC, ONLINE) == []


def _withdraw(consents: Consents, *kinds: ConsentKind, at: datetime) -> None:
    consents.withdraw("sakura", CLINIC, HOME, kinds=kinds, at=at)


def test_a_kind_taken_out_twice_keeps_its_first_time(consents: Consents) -> None:
    consents.record(consent())
    later = TEN + timedelta(hours=1)

    _withdraw(consents, ConsentKind.DRUGS, at=TEN)
    _withdraw(consents, ConsentKind.DRUGS, ConsentKind.OPERATION, at=later)

    (kept,) = consents.everything()
    assert kept.withdrawn == (
        Withdrawal(kind=ConsentKind.DRUGS, at=TEN, reason=LapseReason.BY_INSTITUTION),
        Withdrawal(
            kind=ConsentKind.OPERATION, at=later, reason=LapseReason.BY_INSTITUTION
        ),
    )


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"person_id": "momo"}, id="another-patient"),
        pytest.param({"institution_code": "9910000018"}, id="another-institution"),
        pytest.param({"category": ONLINE}, id="another-category"),
        pytest.param({"given_at": TEN + timedelta(days=1)}, id="a-later-one"),
        pytest.param(
            {"lapsed_at": TEN, "lapse_reason": LapseReason.BY_PATIENT},
            id="a-lapsed-one",
        ),
    ],
)
def test_taking_a_kind_out_touches_no_other_consent(
    consents: Consents, changes: dict[str, object]
) -> None:
    consents.record(consent(**changes))

    _withdraw(consents, ConsentKind.DRUGS, at=TEN + timedelta(minutes=1))

    (kept,) = consents.everything()
    assert kept.withdrawn == ()


def test_a_new_consent_of_the_same_day_forgets_what_was_taken_out(
    consents: Consents,
) -> None:
    consents.record(consent())
    _withdraw(consents, ConsentKind.DRUGS, at=TEN)

    consents.record(consent(given_at=TEN + timedelta(hours=1)))

    (kept,) = consents.everything()
    assert kept.withdrawn == ()
