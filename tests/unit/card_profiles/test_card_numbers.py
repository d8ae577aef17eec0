"""照合番号A, 照合番号B and the 生年月日 key follow from the person and the card."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from card_profiles.card_numbers import birthdate_key, number_a, number_b
from card_profiles.eras import era_of
from card_profiles.model import Persona


def test_number_b_of_the_published_test_card(hanako: Persona) -> None:
    person = replace(hanako.person, birthdate=date(1980, 2, 17))
    plan = replace(hanako.card, expires_on=date(2035, 2, 17), security_code="2285")

    assert number_b(person, plan) == "55021720352285"
    assert birthdate_key(person) == "550217"


def test_number_a_is_the_individual_number(hanako: Persona) -> None:
    assert number_a(hanako.person) == "999999900019"


@pytest.mark.parametrize(
    ("birthdate", "key", "era"),
    [
        pytest.param("1868-01-25", "010125", "明治", id="first-of-meiji"),
        pytest.param("1912-07-29", "450729", "明治", id="last-of-meiji"),
        pytest.param("1912-07-30", "010730", "大正", id="first-of-taisho"),
        pytest.param("1926-12-24", "151224", "大正", id="last-of-taisho"),
        pytest.param("1926-12-25", "011225", "昭和", id="first-of-showa"),
        pytest.param("1989-01-07", "640107", "昭和", id="last-of-showa"),
        pytest.param("1989-01-08", "010108", "平成", id="first-of-heisei"),
        pytest.param("2019-04-30", "310430", "平成", id="last-of-heisei"),
        pytest.param("2019-05-01", "010501", "令和", id="first-of-reiwa"),
        pytest.param("2020-02-29", "020229", "令和", id="leap-day"),
    ],
)
def test_the_birthdate_key_counts_years_of_the_era(
    hanako: Persona, birthdate: str, key: str, era: str
) -> None:
    day = date.fromisoformat(birthdate)
    found = era_of(day)

    assert birthdate_key(replace(hanako.person, birthdate=day)) == key
    assert found is not None
    assert found.name == era


def test_a_birthdate_before_meiji_has_no_key(hanako: Persona) -> None:
    before = replace(hanako.person, birthdate=date(1868, 1, 24))

    assert era_of(before.birthdate) is None
    with pytest.raises(ValueError, match="1868-01-24"):
        birthdate_key(before)
