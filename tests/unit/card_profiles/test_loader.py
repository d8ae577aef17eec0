"""A persona is loaded by name or path, with its dates made absolute by the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path

import pytest

from card_profiles.loader import PersonaError, load, load_all, names, parse
from card_profiles.model import Persona


def hanako_text() -> str:
    """Return hanako's file with her age in place of her birthdate."""
    file = resources.files("card_profiles") / "people" / "hanako.toml"
    text = file.read_text(encoding="utf-8")
    return text.replace('birthdate = "1981-02-17"\n', 'age = 45\nbirthday = "02-17"\n')


def read(text: str, now: datetime) -> Persona:
    return parse(text, name="somebody", source="somebody.toml", now=now)


def test_a_first_request_for_hanako_stays_right_whatever_the_day() -> None:
    for year in (2020, 2027, 2040):
        hanako = load("hanako", now=datetime(year, 7, 1, tzinfo=UTC))
        assert hanako.person.birthdate == date(1981, 2, 17)


def test_dates_follow_the_clock() -> None:
    earlier = read(hanako_text(), datetime(2025, 2, 16, 3, tzinfo=UTC))
    later = read(hanako_text(), datetime(2025, 2, 17, 3, tzinfo=UTC))

    assert earlier.person.birthdate == date(1979, 2, 17)
    assert later.person.birthdate == date(1980, 2, 17)
    assert later.card.issued_on == date(2023, 2, 17)


def test_the_same_clock_gives_the_same_persona(now: datetime) -> None:
    assert load("hanako", now=now) == load("hanako", now=now)


def test_card_numbers_follow_from_the_name_alone(hanako: Persona) -> None:
    other = load("hanako", now=datetime(2031, 1, 1, tzinfo=UTC))

    assert other.card.serial == hanako.card.serial
    assert (
        other.card.auth_certificate.serial_number
        == hanako.card.auth_certificate.serial_number
    )


def test_no_two_certificates_share_a_serial_number(now: datetime) -> None:
    plans = [
        plan
        for persona in load_all(now=now)
        for plan in (persona.card.auth_certificate, persona.card.sign_certificate)
        if plan is not None
    ]

    assert len({plan.serial_number for plan in plans}) == len(plans)
    assert all(0 < plan.serial_number < 2**39 for plan in plans)


def test_a_file_of_ones_own_is_loaded_by_its_path(
    tmp_path: Path, now: datetime
) -> None:
    path = tmp_path / "my-patient.toml"
    path.write_text(hanako_text(), encoding="utf-8")

    assert load(path, now=now).name == "my-patient"
    assert load(str(path), now=now) == load(path, now=now)


def test_an_unknown_name_lists_the_known_ones_closest_first(now: datetime) -> None:
    with pytest.raises(PersonaError) as caught:
        load("hanoko", now=now)

    known = str(caught.value).split("使えるもの: ")[1]
    assert known.startswith("hanako, ")
    assert all(name in known for name in names())


def test_broken_toml_is_said_with_its_line(now: datetime) -> None:
    with pytest.raises(PersonaError, match=r"somebody\.toml: TOML.*1行目"):
        read("story = \n", now)


def test_a_file_that_is_not_there_is_said(tmp_path: Path, now: datetime) -> None:
    with pytest.raises(PersonaError, match=r"nobody\.toml"):
        load(tmp_path / "nobody.toml", now=now)


def test_a_file_in_shift_jis_is_said(tmp_path: Path, now: datetime) -> None:
    path = tmp_path / "old.toml"
    path.write_bytes(hanako_text().encode("cp932"))

    with pytest.raises(PersonaError, match="UTF-8"):
        load(path, now=now)


def test_a_file_name_that_makes_no_name_is_refused(
    tmp_path: Path, now: datetime
) -> None:
    path = tmp_path / "My Patient.toml"
    path.write_text(hanako_text(), encoding="utf-8")

    with pytest.raises(PersonaError, match="My Patient"):
        load(path, now=now)


def test_a_child_gets_no_signing_certificate(now: datetime) -> None:
    text = hanako_text().replace("age = 45", "age = 10").replace('"-5y"', '"-1y"')

    persona = read(text, now)

    assert persona.card.sign_certificate is None
    assert persona.card.expires_on == date(2029, 2, 17)


def test_who_wants_none_gets_no_signing_certificate(now: datetime) -> None:
    persona = read(hanako_text().replace("[card]\n", "[card]\nsigns = false\n"), now)

    assert persona.card.sign_certificate is None


def test_every_optional_table_is_read(now: datetime) -> None:
    text = (
        hanako_text()
        .replace(
            'valid_from = "-5y"\n',
            """valid_from = "-5y"
registered_on = "-4y"
valid_until = "+1y"

[[coverages.specific_diseases]]
category = "1"
valid_from = "-1y"
self_pay = 10000

[coverages.elderly]
valid_from = "-1y"
contribution_ratio = "030"

[coverages.limit]
classification = "01"
classification_flag = "B01"
valid_from = "-1m"
long_term_on = "month-start"
""",
        )
        .replace("age = 45", "age = 72")
    )

    (coverage,) = read(text, now).coverages

    assert coverage.registered_on == date(2022, 11, 20)
    assert coverage.valid_until == date(2027, 11, 20)
    assert coverage.specific_diseases[0].self_pay == 10000
    assert coverage.elderly is not None
    assert coverage.elderly.contribution_ratio == "030"
    assert coverage.limit is not None
    assert coverage.limit.long_term_on == date(2026, 11, 1)


def test_a_child_may_be_before_school(now: datetime) -> None:
    text = hanako_text().replace(
        'valid_from = "-5y"\n', 'valid_from = "-2y"\npreschool = true\n'
    )
    child = text.replace("age = 45", "age = 4")

    assert read(child, now).coverages[0].preschool


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        pytest.param("preschool = true", "未就学は", id="preschool-at-45"),
        pytest.param(
            '[coverages.limit]\nclassification = "01"\n'
            'classification_flag = "B04"\nvalid_from = "-1m"',
            "適用区分は A01",
            id="a-class-of-the-old",
        ),
    ],
)
def test_what_cannot_stand_together_is_refused(
    now: datetime, lines: str, said: str
) -> None:
    text = hanako_text().replace(
        'valid_from = "-5y"\n', f'valid_from = "-5y"\n{lines}\n'
    )

    with pytest.raises(PersonaError, match=said) as refused:
        read(text, now)

    assert "coverages[0]" in str(refused.value)


def test_a_whole_birthdate_may_stand_for_age_and_birthday(now: datetime) -> None:
    text = hanako_text().replace(
        'age = 45\nbirthday = "02-17"', "birthdate = 1980-02-29"
    )

    assert read(text, now).person.birthdate == date(1980, 2, 29)
