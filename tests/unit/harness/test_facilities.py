"""Who lives where, in the receipt computer's own list."""

from __future__ import annotations

from datetime import date

import pytest

from harness.clinic.facilities import Facilities, FacilityError
from harness.results import Eligibility

HANAKO = Eligibility(validity="1", name="保険　花子", birthdate=date(1981, 2, 17))
NAMESAKE = Eligibility(validity="1", name="保険　花子", birthdate=date(1950, 4, 1))
NEWER = Eligibility(validity="2", name="保険　花子", birthdate=date(1981, 2, 17))


@pytest.fixture
def facilities() -> Facilities:
    made = Facilities()
    made.register("みほん苑")
    made.register("かくう荘")
    return made


def test_a_patient_lives_where_the_receipt_computer_was_told(
    facilities: Facilities,
) -> None:
    facilities.link("みほん苑", HANAKO)

    assert facilities.residents("みほん苑") == (HANAKO,)
    assert facilities.residents("かくう荘") == ()


def test_the_newest_record_counts_and_namesakes_are_two(
    facilities: Facilities,
) -> None:
    for record in (HANAKO, NAMESAKE, NEWER):
        facilities.link("みほん苑", record)

    assert facilities.residents("みほん苑") == (NEWER, NAMESAKE)


def test_a_facility_that_nobody_registered_is_told_with_those_there_are(
    facilities: Facilities,
) -> None:
    with pytest.raises(FacilityError, match="登録済み: みほん苑、かくう荘"):
        facilities.link("みほん院", HANAKO)
    with pytest.raises(FacilityError, match="登録してあります"):
        facilities.register("みほん苑")
