"""The table of real towns: each in its prefecture, with its kana and 郵便番号."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from importlib import resources
from pathlib import Path

import pytest
from PIL import ImageFont

from card_profiles import fonts
from card_profiles.commented_csv import rows_of
from card_profiles.municipalities import check_digit_of, prefectures
from card_profiles.population.real_towns import RealTown, real_towns
from oqs_stub.messages.kana import half_width_kana
from tests.unit.card_profiles.hepburn import hepburn

HERE = Path(__file__).parent


def everything() -> list[tuple[str, RealTown]]:
    """Every town with the code of its municipality."""
    return [(code, town) for code, towns in real_towns().items() for town in towns]


def known_of_prefectures() -> dict[str, dict[str, str]]:
    """Capital and beginnings of 郵便番号, by the name of the prefecture."""
    return {row["prefecture"]: row for row in rows_of(HERE / "prefectures.csv")}


def test_the_capital_and_two_more_municipalities_have_two_towns_or_more() -> None:
    known = known_of_prefectures()
    for prefecture in prefectures():
        names = [
            one.name
            for one in prefecture.municipalities
            if len(real_towns()[one.code]) >= 2
        ]
        capital = known[prefecture.name]["capital"]
        assert any(name.startswith(capital) for name in names), prefecture.name
        assert len(names) >= 3, prefecture.name


def test_every_municipality_has_towns_and_every_town_a_municipality() -> None:
    known = {city.code for one in prefectures() for city in one.municipalities}

    assert real_towns().keys() == known


def test_rows_of_a_municipality_stand_together() -> None:
    source = resources.files("card_profiles.population").joinpath("real_towns.csv")

    assert len(rows_of(source)) == len(everything())


def test_post_numbers_are_of_the_prefecture() -> None:
    known = known_of_prefectures()
    begin = {
        one.code: tuple(known[one.name]["post_numbers"].split())
        for one in prefectures()
    }
    for code, town in everything():
        assert re.fullmatch(r"\d{3}-\d{4}", town.post_number)
        assert town.post_number.startswith(begin[code[:2]]), town


def test_no_two_towns_share_a_post_number_nor_a_name_in_one_municipality() -> None:
    numbers = Counter(town.post_number for _, town in everything())
    names = Counter((code, town.name) for code, town in everything())

    assert {n for n, times in numbers.items() if times > 1} == set()
    assert {n for n, times in names.items() if times > 1} == set()


def test_no_post_number_is_of_the_form_that_is_nobodys() -> None:
    assert not [one for _, one in everything() if one.post_number.startswith("999-00")]


def readings() -> dict[str, tuple[str, ...]]:
    """How each character is read in the names of towns all over Japan."""
    rows = rows_of(HERE / "place_readings.csv")
    return {row["character"]: tuple(row["readings"].split()) for row in rows}


def is_read(name: str, kana: str, known: dict[str, tuple[str, ...]]) -> bool:
    """Whether the characters of *name*, one after another, can be read *kana*."""
    if not name:
        return not kana
    first = name[0]
    itself = chr(ord(first) + 0x60) if "ぁ" <= first <= "ゖ" else first
    return any(
        kana.startswith(reading) and is_read(name[1:], kana[len(reading) :], known)
        for reading in (itself, *known.get(first, ()))
    )


@pytest.mark.parametrize(
    ("name", "kana"),
    [("霞ケ関東", "カスミガセキヒガシ"), ("楠が山町", "クスガヤマチョウ")],
)
def test_a_right_reading_is_known(name: str, kana: str) -> None:
    assert is_read(name, kana, readings())


@pytest.mark.parametrize(
    ("name", "kana"),
    [
        ("霞ケ関東", "カスミガセキニシ"),
        ("清水町", "シミズ"),
        ("清水", "シミズチョウ"),
    ],
)
def test_a_wrong_reading_is_known(name: str, kana: str) -> None:
    assert not is_read(name, kana, readings())


def test_kana_of_towns_belong_to_their_kanji() -> None:
    known = readings() | {"字": ("アザ",)}
    wrong = [
        (code, town.name, town.kana)
        for code, town in everything()
        if not is_read(town.name, town.kana, known)
    ]

    assert wrong == []


def test_kana_of_prefectures_and_municipalities_belong_to_their_romaji() -> None:
    for one in (*prefectures(), *(m for p in prefectures() for m in p.municipalities)):
        assert hepburn(one.kana) == plain(one.romaji), one.name


def plain(romaji: str) -> str:
    """Romaji without hyphens and spaces; one name has an English word in it."""
    return re.sub("[- ']", "", romaji).lower().replace("alps", "arupusu")


def test_kana_are_full_width_and_have_a_half_width_form_that_says_the_same() -> None:
    kana = [town.kana for _, town in everything()]
    kana += [one.kana for p in prefectures() for one in (p, *p.municipalities)]
    for text in kana:
        assert re.fullmatch("[ァ-ヴー]+", text), text
        half = half_width_kana(text)
        assert re.fullmatch("[ｦ-ﾟ]+", half)
        assert unicodedata.normalize("NFKC", half) == text
        assert len(half.encode("cp932")) == len(half)


def test_names_can_be_written_in_every_encoding_of_the_messages() -> None:
    for prefecture in prefectures():
        for one in (prefecture, *prefecture.municipalities):
            assert one.name.encode("cp932").decode("cp932") == one.name
    for _, town in everything():
        assert town.name.encode("cp932").decode("cp932") == town.name
        town.name.encode("iso2022_jp")  # No 機種依存文字 either.


def test_every_town_can_be_drawn() -> None:
    with resources.as_file(fonts.regular()) as path:
        font = ImageFont.truetype(str(path), 24)
    nothing = bytes(font.getmask("\uffff"))
    characters = {c for _, town in everything() for c in town.name}

    assert {c for c in characters if bytes(font.getmask(c)) == nothing} == set()


def test_heads_say_where_the_tables_are_from() -> None:
    for package, name in (
        ("card_profiles", "municipalities.csv"),
        ("card_profiles.population", "real_towns.csv"),
    ):
        head = resources.files(package).joinpath(name).read_text("utf-8").split("code")
        assert "日本郵便" in head[0]
        assert "著作権" in head[0]


def test_codes_of_municipalities_end_in_their_check_digit() -> None:
    source = resources.files("card_profiles").joinpath("municipalities.csv")
    for row in rows_of(source):
        assert row["code"][5] == check_digit_of(row["code"][:5])
