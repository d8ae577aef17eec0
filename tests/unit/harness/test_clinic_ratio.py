"""Which percentage the receipt computer shows, and when it says it cannot know."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from harness.clinic.ratio import age, patient_ratio

TODAY = date(2025, 11, 21)
ADULT = date(1980, 2, 17)


def ratio(given: dict[str, Any]) -> int | None:
    ordinary: dict[str, Any] = {
        "validity": "1",
        "classification": "01",
        "late_elderly": "",
        "elderly_recipient": "",
        "preschool": "",
        "birthdate": ADULT,
        "on": TODAY,
    }
    return patient_ratio(**(ordinary | given))


@pytest.mark.parametrize(
    ("given", "percent"),
    [
        pytest.param({}, 30, id="adult"),
        pytest.param({"late_elderly": "010"}, 10, id="後期高齢者 1割"),
        pytest.param({"late_elderly": "030"}, 30, id="後期高齢者 3割"),
        pytest.param(
            {"elderly_recipient": "020", "birthdate": date(1953, 5, 1)},
            20,
            id="高齢受給者",
        ),
        pytest.param(
            {"late_elderly": "010", "elderly_recipient": "020"},
            10,
            id="後期高齢者 before 高齢受給者",
        ),
        pytest.param(
            {"preschool": "1", "birthdate": date(2019, 6, 1)}, 20, id="preschool at six"
        ),
        pytest.param({"birthdate": date(2019, 11, 21)}, 30, id="sixth birthday"),
        pytest.param({"birthdate": date(2019, 11, 22)}, None, id="five, no flag"),
        pytest.param({"birthdate": date(1955, 11, 22)}, 30, id="69"),
        pytest.param({"birthdate": date(1955, 11, 21)}, None, id="70, no certificate"),
        pytest.param({"birthdate": None}, None, id="no birth date"),
        pytest.param({"validity": "2"}, None, id="ended"),
        pytest.param({"validity": "3", "late_elderly": "010"}, None, id="newer one"),
        pytest.param({"classification": "A1"}, None, id="医療扶助"),
        pytest.param({"late_elderly": "一割"}, None, id="unreadable"),
    ],
)
def test_ratio(given: dict[str, Any], percent: int | None) -> None:
    assert ratio(given) == percent


def test_leap_day_birthday_is_not_reached_on_the_28th() -> None:
    assert age(date(2020, 2, 29), on=date(2026, 2, 28)) == 5
    assert age(date(2020, 2, 29), on=date(2026, 3, 1)) == 6
