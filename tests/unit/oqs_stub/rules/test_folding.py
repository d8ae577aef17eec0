"""Numbers and kana are compared whatever their spelling."""

from __future__ import annotations

import pytest

from oqs_stub.rules.folding import fold, fold_kana
from oqs_stub.rules.scope import PUBLIC_EXPENSES, asks_medical_aid, public_expense

NUMBERS = {
    "padded with spaces": ("  138057", "138057"),
    "padded with zeros": ("00138057", "138057"),
    "full width": ("０１９９００１９", "1990019"),
    "full-width spaces": ("\u3000123\u3000", "123"),
    "half-width kana": ("ｹﾝ12", "ケン12"),
    "voiced half-width kana": ("ｶﾞ1", "ガ1"),
    "capitals": ("ab-1", "AB-1"),
    "a full-width hyphen": ("９９－１２", "99-12"),
    "a minus sign": ("99−12", "99-12"),
    "a hyphen proper": ("99‐12", "99-12"),
    "zeros alone": ("000", "0"),
    "nothing": ("", ""),
    "zeros inside stay": ("1001", "1001"),
    "kanji": ("見本", "見本"),
}


@pytest.mark.parametrize(("text", "folded"), NUMBERS.values(), ids=NUMBERS.keys())
def test_a_number_has_one_spelling(text: str, folded: str) -> None:
    assert fold(text) == folded


KANA = {
    "half width": ("ﾎｹﾝ ﾊﾅｺ", "ホケン　ハナコ"),
    "voiced": ("ﾀｶｻﾞｷ", "タカザキ"),
    "small kana": ("キヨウ", "キョウ"),
    "hiragana": ("たかさき", "タカサキ"),
    "spaces": ("タカ サキ", "タカサキ"),
}
OTHERS = {
    "another name": ("タカサキ", "タカザキ"),
    "a long vowel": ("オオノ", "オーノ"),
}


@pytest.mark.parametrize(("one", "other"), KANA.values(), ids=KANA.keys())
def test_kana_are_compared_by_sound(one: str, other: str) -> None:
    assert fold_kana(one) == fold_kana(other)


@pytest.mark.parametrize(("one", "other"), OTHERS.values(), ids=OTHERS.keys())
def test_other_kana_stay_others(one: str, other: str) -> None:
    assert fold_kana(one) != fold_kana(other)


SCOPE = {
    "協会けんぽ": ("01990019", False),
    "組合": ("06990014", False),
    "共済": ("31990011", False),
    "後期高齢者": ("39990015", False),
    "医療扶助": ("12990016", False),
    "難病": ("54990018", True),
    "full width": ("５４９９００１８", True),
    "国保": ("990010", False),
    "国保, padded with spaces": ("  210018", False),
    "国保, padded with zeros": ("00210018", False),
    "nothing": ("", False),
}


@pytest.mark.parametrize(("number", "refused"), SCOPE.values(), ids=SCOPE.keys())
def test_other_public_expenses_are_out_of_scope(*, number: str, refused: bool) -> None:
    assert (public_expense(number) is not None) is refused


@pytest.mark.parametrize(
    ("number", "asks"),
    [
        ("12990016", True),
        (" １２９９００１６ ", True),
        ("01990019", False),
        ("54990018", False),
        ("120018", False),
        ("", False),
    ],
)
def test_a_number_of_medical_aid_is_known_by_its_law(
    *, number: str, asks: bool
) -> None:
    assert asks_medical_aid(number) is asks


@pytest.mark.parametrize("law", PUBLIC_EXPENSES)
def test_every_listed_law_is_out_of_scope(law: str) -> None:
    assert public_expense(f"{law}990010") == PUBLIC_EXPENSES[law]
