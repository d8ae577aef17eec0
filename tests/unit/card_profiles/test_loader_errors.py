"""What is wrong with a persona is said precisely: file, key, what was expected."""

from __future__ import annotations

import re
from datetime import datetime
from importlib import resources

import pytest

from card_profiles.loader import PersonaError, parse
from card_profiles.model import Persona


def hanako_text() -> str:
    """Return hanako's file with her age in place of her birthdate."""
    file = resources.files("card_profiles") / "people" / "hanako.toml"
    text = file.read_text(encoding="utf-8")
    return text.replace('birthdate = "1981-02-17"\n', 'age = 45\nbirthday = "02-17"\n')


def read(text: str, now: datetime) -> Persona:
    return parse(text, name="somebody", source="somebody.toml", now=now)


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        pytest.param(
            'auth_pin = "1234"', 'auth_pin = "12345"', "card.auth_pin", "4桁", id="pin"
        ),
        pytest.param(
            'auth_pin = "1234"', "auth_pin = 1234", "card.auth_pin", "1234", id="type"
        ),
        pytest.param(
            '"ABC123"', '"abc123"', "card.sign_password", "英大文字", id="password"
        ),
        pytest.param(
            "age = 45\n", "", "person.age がありません", "書くべき値", id="missing"
        ),
        pytest.param("age = 45", "age = true", "person.age", "整数", id="bool"),
        pytest.param("age = 45", "age = 130", "person.age", "120", id="too-old"),
        pytest.param(
            "age = 45",
            "agee = 45\nage = 45",
            "person.agee",
            "age の書き誤り",
            id="slip",
        ),
        pytest.param(
            "age = 45",
            "agee = 45",
            "person.age がありません",
            "person.agee というキーはありません。age の書き誤り",
            id="slip-of-a-key-that-is-needed",
        ),
        pytest.param(
            'age = 45\nbirthday = "02-17"',
            'birthdat = "1981-02-17"',
            "person.birthdate がありません",
            "person.birthdat というキーはありません。birthdate の書き誤り",
            id="slip-of-the-birthdate",
        ),
        pytest.param('"02-17"', '"02-30"', "person.birthday", "02-30", id="birthday"),
        pytest.param('"female"', '"woman"', "person.sex", "female", id="choice"),
        pytest.param(
            "保険　花子",
            "保険 花子",
            "person.name",
            "全角スペース",
            id="half-width-gap",
        ),
        pytest.param(
            "ホケン　ハナコ", "ほけん　はなこ", "person.kana", "カタカナ", id="kana"
        ),
        pytest.param('"-2y"', '"2y"', "card.issued", "2y", id="date"),
        pytest.param('"-2y"', "2", "card.issued", "日付", id="number-for-a-date"),
        pytest.param('"female"', '""', "person.sex", "male", id="empty-choice"),
        pytest.param("address =", "# address =", "person.address", "文字列", id="text"),
        pytest.param(
            'symbol = "',
            'symbol = "' + "記" * 20,
            "coverages[0].symbol",
            "20文字以内",
            id="symbol-no-message-can-carry",
        ),
        pytest.param(
            'address = "',
            'address = "' + "長" * 200,
            "person.address",
            "200文字以内",
            id="address-no-certificate-can-carry",
        ),
        pytest.param(
            '"Mihon-shi"',
            '"' + "M" * 200 + '"',
            "person.municipality_romaji",
            "ローマ字",
            id="town-no-certificate-can-carry",
        ),
        pytest.param(
            "age = 45", 'birthdate = "+1d"', "person.birthdate", "以前", id="unborn"
        ),
        pytest.param(
            'issued = "-2y"',
            'issued = "-2y"\nsigns = "yes"',
            "card.signs",
            "true",
            id="yes",
        ),
        pytest.param(
            '"-21d"', '"-19d"', "dispensings[2].prescribed_on", "調剤日", id="order"
        ),
        pytest.param(
            "[[coverages]]", "[coverages]", "coverages", "[[", id="one-bracket"
        ),
        pytest.param('"-2y"', '"-50y"', "card.issued", "生年月日", id="before-birth"),
        pytest.param(
            '"01990019"', '"01130012"', "coverages[0].insurer_number", "99", id="real"
        ),
        pytest.param(
            '"01990019"', '"01990018"', "coverages[0].insurer_number", "9", id="check"
        ),
        pytest.param(
            'branch = "00"', "", "coverages[0].branch", "枝番", id="no-branch"
        ),
        pytest.param(
            '"9940000012"',
            '"1310000011"',
            "dispensings[0].pharmacy_code",
            "99",
            id="real-pharmacy",
        ),
        pytest.param(
            '"999999900019"',
            '"123456789018"',
            "person.individual_number",
            "試験用",
            id="real-person",
        ),
        pytest.param(
            'validity = "1"', 'validity = "7"', "expect.validity", "6", id="validity"
        ),
        pytest.param(
            "[card]\n",
            "[card]\nauth_tries_left = 4\n",
            "card.auth_tries_left",
            "3",
            id="tries",
        ),
        pytest.param(
            'valid_from = "-5y"',
            'valid_from = "-5y"\nlost_on = "-6y"\nreason_of_loss = "99"',
            "coverages[0].lost_on",
            "有効開始日",
            id="lost-before-it-began",
        ),
        pytest.param(
            "[card]\n",
            '[card]\nauth_certificate = {expires = "-3y"}\n',
            "card.auth_certificate.expires",
            "発行日",
            id="expires-before-issue",
        ),
        pytest.param(
            "[card]\n",
            "[card]\nauth_certificate = 1\n",
            "card.auth_certificate",
            "[card.auth_certificate]",
            id="no-table",
        ),
    ],
)
def test_an_error_names_file_and_key_and_what_was_expected(
    old: str, new: str, key: str, said: str, now: datetime
) -> None:
    text = hanako_text()
    assert old in text

    with pytest.raises(PersonaError) as caught:
        read(text.replace(old, new), now)

    assert str(caught.value).startswith(f"somebody.toml: {key}")
    assert said in str(caught.value)


def test_a_dispensing_without_drugs_is_refused(now: datetime) -> None:
    text = hanako_text().split("[[dispensings.drugs]]")[0]

    with pytest.raises(PersonaError, match=r"dispensings\[0\]\.drugs"):
        read(text + '[expect]\noutcome = "registered"\nvalidity = "1"\n', now)


@pytest.mark.parametrize(
    "injuries",
    [
        pytest.param('["a", "b", "c", "d"]', id="four"),
        pytest.param('"う蝕"', id="no-list"),
        pytest.param("[1]", id="numbers"),
    ],
)
def test_a_ticket_names_at_most_three_injuries(injuries: str, now: datetime) -> None:
    file = resources.files("card_profiles") / "people" / "satoru.toml"
    text = file.read_text(encoding="utf-8").replace('["う蝕", "歯周炎"]', injuries)

    with pytest.raises(PersonaError, match=r"tickets\[0\]\.injuries"):
        read(text, now)


@pytest.mark.parametrize(
    ("who", "place"),
    [
        pytest.param("fumiko", "elderly", id="elderly"),
        pytest.param("ume", "limit", id="limit"),
        pytest.param("satoru", "tickets[0]", id="ticket"),
    ],
)
def test_a_certificate_that_ends_before_it_begins_is_refused(
    who: str, place: str, now: datetime
) -> None:
    file = resources.files("card_profiles") / "people" / f"{who}.toml"
    table = f"[coverages.{place.removesuffix('[0]')}]"
    before, found, after = file.read_text(encoding="utf-8").partition(table)
    assert found
    ended = re.sub('valid_until = ".*"', 'valid_until = "2019-01-01"', after, count=1)

    with pytest.raises(PersonaError) as caught:
        read(before + found + ended, now)

    assert f"coverages[0].{place}.valid_until" in str(caught.value)
    assert "以後の日" in str(caught.value)
    assert "2019-01-01" in str(caught.value)


def test_an_expiry_beyond_the_calendar_is_an_error_of_the_persona(
    now: datetime,
) -> None:
    text = hanako_text().replace('issued = "-2y"', 'issued = "9999-12-31"')

    with pytest.raises(PersonaError, match="暦の外"):
        read(text, now)
