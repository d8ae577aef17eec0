"""What a persona's file may say of a name, and how the card prints it."""

from __future__ import annotations

from datetime import datetime

import pytest

from card_profiles.loader import PersonaError
from card_profiles.model import (
    Persona,
)

from .persona_file import PINS, read


def test_a_foreign_name_may_have_several_given_names(now: datetime) -> None:
    person = read(
        PINS,
        now,
        name="ＭＩＨＯＮ－ＴＡＲＯ　ＡＮＮＡ　Ｂ．",
        kana="ミホンタロ　アンナ　ビー",
        person='alias = "見本　杏奈"',
    ).person

    assert (person.family_name, person.given_name) == (
        "ＭＩＨＯＮ－ＴＡＲＯ",
        "ＡＮＮＡ　Ｂ．",
    )
    assert person.name_kana == "ミホンタロ　アンナ　ビー"
    assert person.printed_name == "ＭＩＨＯＮ－ＴＡＲＯ　ＡＮＮＡ　Ｂ．（見本　杏奈）"


@pytest.mark.parametrize(
    ("name", "kana", "key"),
    [
        pytest.param("保険　太　郎", "ホケン　タロウ", "person.name", id="japanese"),
        pytest.param(
            "ＭＩＨＯＮ　Ａ　", "ミホン　エー", "person.name", id="gap-at-end"
        ),
        pytest.param("保険　太郎", "ホケン　タ　ロウ", "person.kana", id="kana"),
    ],
)
def test_a_japanese_name_has_two_parts(
    now: datetime, name: str, kana: str, key: str
) -> None:
    with pytest.raises(PersonaError, match=f"{key}: .*全角スペース"):
        read(PINS, now, name=name, kana=kana)


def test_without_alias_the_printed_name_is_the_name(hanako: Persona) -> None:
    assert hanako.person.printed_name == hanako.person.name == "保険　花子"


def test_substitutes_are_pairs_of_characters(now: datetime) -> None:
    persona = read(PINS, now, person='substitutes = ["邊辺"]')

    assert persona.person.substitutes == (("邊", "辺"),)
    with pytest.raises(PersonaError, match=r"person\.substitutes"):
        read(PINS, now, person='substitutes = ["邊"]')
