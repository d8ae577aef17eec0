"""Names of generated people: kana that belong to their kanji, of sex and time."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import datetime
from importlib import resources

import pytest
from faker.providers.person.ja_JP import Provider

from card_profiles import synth_tables
from card_profiles.commented_csv import rows_of
from card_profiles.dates import JST
from card_profiles.model import Sex
from card_profiles.synth import generate

NOW = datetime(2026, 11, 20, 10, tzinfo=JST)


def table() -> list[dict[str, str]]:
    """Every given name that there is."""
    package = resources.files("card_profiles.population")
    return rows_of(package.joinpath("given_names.csv"))


@pytest.mark.parametrize(
    ("sex", "pairs"),
    [
        ("male", Provider.first_name_male_pairs),
        ("female", Provider.first_name_female_pairs),
    ],
)
def test_every_given_name_of_faker_is_there_with_its_kana(
    sex: str, pairs: tuple[tuple[str, str, str], ...]
) -> None:
    ours = {(row["kanji"], row["kana"]) for row in table() if row["sex"] == sex}

    assert {(kanji, kana) for kanji, kana, _ in pairs} <= ours


def test_a_name_is_read_in_one_way_and_is_of_one_sex_but_for_a_few() -> None:
    read, sexes = defaultdict(set), defaultdict(set)
    for row in table():
        read[row["kanji"]].add(row["kana"])
        sexes[row["kanji"]].add(row["sex"])

    assert {name for name, kana in read.items() if len(kana) > 1} == set()
    assert {name for name, of in sexes.items() if len(of) > 1} == set()


def test_names_are_kanji_or_kana_and_their_kana_full_width() -> None:
    for row in table():
        assert re.fullmatch("[ァ-ヶー]{2,6}", row["kana"])
        assert row["kanji"].encode("cp932").decode("cp932") == row["kanji"]


def test_every_sex_has_names_of_the_same_times_and_the_last_has_no_end() -> None:
    ends = {
        sex: sorted({int(row["born_to"]) for row in table() if row["sex"] == sex})
        for sex in ("male", "female")
    }

    assert ends["male"] == ends["female"]
    assert ends["male"][-1] == 9999


def test_people_have_names_of_their_sex_and_their_time() -> None:
    known = defaultdict(list)
    for row in table():
        known[row["sex"], row["kanji"], row["kana"]].append(int(row["born_to"]))
    ends = sorted({end for of in known.values() for end in of})
    seen = set()
    for persona in generate(2000, seed=3, now=NOW):
        person = persona.person
        if person.family_name[0] >= "Ａ" and person.family_name[0] <= "Ｚ":
            continue
        sex = "male" if person.sex is Sex.MALE else "female"
        of = known[sex, person.given_name, person.given_name_kana]
        assert next(end for end in ends if person.birthdate.year <= end) in of
        seen.add(person.given_name)

    assert len(seen) > 120


def test_family_names_are_fakers_or_ours_with_their_kana() -> None:
    known = {(kanji, kana) for kanji, kana, _ in Provider.last_name_pairs}
    known |= {*synth_tables.RARE_FAMILY_NAMES, *synth_tables.FOREIGN_FAMILY_NAMES}

    for persona in generate(2000, seed=3, now=NOW):
        person = persona.person
        assert (person.family_name, person.family_name_kana) in known
