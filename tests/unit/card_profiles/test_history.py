"""Checkups and treatments in a persona's file, and how wrong ones are refused."""

from __future__ import annotations

from datetime import date, datetime
from importlib import resources

import pytest

from card_profiles.dates import today
from card_profiles.loader import PersonaError, load, parse


def _hanako() -> str:
    file = resources.files("card_profiles") / "people" / "hanako.toml"
    return file.read_text(encoding="utf-8")


def test_hanako_was_examined_treated_and_operated_on(now: datetime) -> None:
    hanako = load("hanako", now=now)

    (checkup,) = hanako.checkups
    kinds = {p.identification for t in hanako.treatments for p in t.procedures}
    assert checkup.examined_on < today(now)
    assert [item.name for item in checkup.items][:2] == ["身長", "体重"]
    assert (checkup.items[-1].unit, checkup.items[-1].value_name) == (None, "いいえ")
    assert "50" in kinds
    assert kinds != {"50"}


def test_whoever_has_no_history_has_an_empty_one(now: datetime) -> None:
    taro = load("taro", now=now)

    assert (taro.checkups, taro.treatments) == ((), ())


def test_a_ticket_has_its_contacts_and_remarks(now: datetime) -> None:
    (ticket,) = load("satoru", now=now).coverages[0].tickets

    assert ticket.district_contact == "見本　地区子"
    assert ticket.handling_contact == "見本　取次"
    assert ticket.remarks == ("架空の医療券です",)
    assert not ticket.inconsistent
    assert ticket.prescriber_code is None


WRONG = {
    "item code": (
        'code = "9N001000000000001"',
        'code = "9N0010"',
        r"checkups\[0\]\.items\[0\]\.code",
    ),
    "data type": (
        'data_type = "CD"',
        'data_type = "X"',
        r"checkups\[0\]\.items\[4\]\.data_type",
    ),
    "a key of no meaning": (
        'value = "158.2"',
        'value = "158.2"\nvalues = "1"',
        r"checkups\[0\]\.items\[0\]\.values",
    ),
    "procedure code": (
        'code = "199990003"',
        'code = "19999000A"',
        r"treatments\[1\]\.procedures\[0\]\.code",
    ),
    "identification": (
        'identification = "50"',
        'identification = "手術"',
        r"treatments\[1\]\.procedures\[0\]\.identification",
    ),
    "a real institution": (
        'institution_code = "9910000018"\n'
        'institution_name = "マイナベンチ在宅クリニック"\n\n'
        '[[treatments.procedures]]\ncode = "199990003"',
        'institution_code = "1310000011"\n'
        'institution_name = "マイナベンチ在宅クリニック"\n\n'
        '[[treatments.procedures]]\ncode = "199990003"',
        r"treatments\[1\]\.institution_code",
    ),
}


@pytest.mark.parametrize(("old", "new", "key"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_history_is_refused_by_its_key(
    now: datetime, old: str, new: str, key: str
) -> None:
    text = _hanako()
    assert old in text

    with pytest.raises(PersonaError, match=key):
        parse(text.replace(old, new), name="x", source="x.toml", now=now)


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        pytest.param('[[checkups]]\nexamined_on = "-1d"\n', "items", id="checkup"),
        pytest.param(
            '[[treatments]]\ntreated_on = "-1d"\ninstitution_code = "9910000018"\n'
            'institution_name = "見本"\n',
            "procedures",
            id="treatment",
        ),
    ],
)
def test_one_without_any_line_is_refused(now: datetime, rows: str, key: str) -> None:
    text = _hanako().split("[[checkups]]")[0]

    with pytest.raises(PersonaError, match=key):
        parse(
            f'{text}{rows}[expect]\noutcome = "registered"\nvalidity = "1"\n',
            name="x",
            source="x.toml",
            now=now,
        )


def test_the_days_follow_the_clock() -> None:
    earlier = load("hanako", now=datetime.fromisoformat("2026-01-01T00:00+09:00"))

    assert earlier.checkups[0].examined_on == date(2025, 7, 25)
