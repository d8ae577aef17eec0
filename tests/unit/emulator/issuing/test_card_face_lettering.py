"""Names, addresses and numbers as pictures: every character drawn, everything fits."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image, ImageChops

from card_profiles.loader import load_all
from card_profiles.model import ADDRESS_LIMIT, Persona
from card_profiles.synth import generate
from emulator.issuing.card_face.lettering import (
    LetteringError,
    address_picture,
    digits_picture,
    name_picture,
)

from ..applets.visual.conftest import NOW

NOT_IN_THE_FONT = "\U0010ffff"
SPACES = {" ", "\u3000"}

LONG_ROMAJI = (
    "ＷＯＬＦＥＳＣＨＬＥＧＥＬＳＴＥＩＮ　ＨＡＵＳＥＮＢＥＲＧＥＲＤＯＲＦＦ　"
    "ＡＬＥＸＡＮＤＥＲ　ＭＡＸＩＭＩＬＩＡＮ"
)
LONG_KANA = "ウォルフェシュレーゲルシュタイン　アレキサンダーマクシミリアン"
LONG_ADDRESS = ("架空県見本郡架空町大字山之内字上之原二千三百四十五番地の六" * 7)[
    :ADDRESS_LIMIT
]


def opened(raw: bytes) -> Image.Image:
    return Image.open(io.BytesIO(raw)).convert("L")


def ink(raw: bytes) -> tuple[int, int, int, int] | None:
    """Give the box of what is black."""
    return ImageChops.invert(opened(raw)).getbbox()


@pytest.fixture(scope="module")
def people() -> list[Persona]:
    return [*load_all(now=NOW), *generate(300, seed=7, now=NOW)]


def test_every_character_a_persona_may_have_is_drawn(people: list[Persona]) -> None:
    texts = [
        text
        for persona in people
        for text in (
            persona.person.name,
            persona.person.address,
            persona.person.alias or "",
        )
    ]
    box = name_picture(NOT_IN_THE_FONT)
    characters = set("".join(texts)) - SPACES

    lost = {
        c for c in characters if name_picture(c) == box or ink(name_picture(c)) is None
    }

    assert {"髙", "﨑", "𠮷"} <= characters
    assert not lost


def test_a_character_the_font_lacks_is_a_box() -> None:
    box = name_picture(NOT_IN_THE_FONT)

    assert ink(box) is not None
    assert name_picture("\U000f0000") == box


@pytest.mark.parametrize(
    ("rare", "usual"),
    [("髙", "高"), ("﨑", "崎"), ("𠮷", "吉")],
    ids=["髙", "﨑", "𠮷"],
)
def test_a_rare_form_differs_from_the_usual_one(rare: str, usual: str) -> None:
    assert name_picture(rare) != name_picture(usual)
    assert name_picture(rare) != name_picture(NOT_IN_THE_FONT)


def test_the_rare_forms_differ_from_each_other() -> None:
    drawn = {name_picture(character) for character in "髙﨑𠮷" + NOT_IN_THE_FONT}

    assert len(drawn) == 4


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("保険　花子", id="short"),
        pytest.param(LONG_KANA, id="long kana"),
        pytest.param(LONG_ROMAJI, id="long romaji"),
    ],
)
def test_a_name_fits_to_its_last_character(text: str) -> None:
    whole = name_picture(text)

    assert opened(whole).size == (432, 48)
    assert name_picture(text[:-1]) != whole
    assert name_picture("鬱" + text[1:]) != whole


@pytest.mark.parametrize("length", [13, 60, 120, ADDRESS_LIMIT], ids=str)
def test_an_address_fits_to_its_last_character(length: int) -> None:
    text = LONG_ADDRESS[:length]
    whole = address_picture(text)

    assert opened(whole).size == (432, 84)
    assert address_picture(text[:-1]) != whole
    assert address_picture(text[: length // 2] + text[length // 2 + 1 :]) != whole


def test_the_more_text_the_smaller_it_is_drawn() -> None:
    pitches = [_pitch(address_picture("口" * n)) for n in (10, 60, 70, 100, 140, 200)]

    assert pitches == [24, 20, 18, 16, 14, 12]


def _pitch(raw: bytes) -> int:
    """Measure how far apart the characters of the first line stand."""
    picture = opened(raw)
    box = ink(raw)
    assert box is not None
    row = [picture.getpixel((x, box[1])) == 0 for x in range(picture.width)]
    starts = [x for x in range(1, picture.width) if row[x] and not row[x - 1]]
    return starts[1] - starts[0]


@pytest.mark.parametrize(
    ("in_one_line", "broken"),
    [
        pytest.param("A" * 30 + " " + "B" * 30, "A" * 30 + "\n" + "B" * 30, id="latin"),
        pytest.param(
            "Ａ" * 15 + "\u3000" + "Ｂ" * 15,
            "Ａ" * 15 + "\n" + "Ｂ" * 15,
            id="full-width latin",
        ),
        pytest.param("あ" * 40, "あ" * 21 + "\n" + "あ" * 19, id="anywhere"),
        pytest.param(
            "あ" * 21 + "\u3000" + "い" * 10,
            "あ" * 21 + "\n" + "い" * 10,
            id="no gap before a line",
        ),
        pytest.param("A" * 80, "A" * 43 + "\n" + "A" * 37, id="too long a word"),
    ],
)
def test_lines_break_between_words_where_there_are_any(
    in_one_line: str, broken: str
) -> None:
    assert name_picture(in_one_line) == name_picture(broken)


@pytest.mark.parametrize(
    "draw", [name_picture, address_picture], ids=["name", "address"]
)
def test_what_cannot_fit_is_an_error_that_says_so(draw: Callable[[str], bytes]) -> None:
    with pytest.raises(LetteringError, match=r"432×\d+画素.*300文字.*短くしてください"):
        draw("鬱" * 300)


def test_an_alias_stands_in_brackets_below_the_name() -> None:
    both = name_picture("ＮＧＵＹＥＮ　ＡＮ", alias="架空　花")

    assert both == name_picture("ＮＧＵＹＥＮ　ＡＮ\n（架空　花）")
    assert both != name_picture("ＮＧＵＹＥＮ　ＡＮ")


def test_a_variation_selector_leaves_no_mark() -> None:
    assert name_picture("葛\U000e0100城") == name_picture("葛城")
    assert name_picture("辻\ufe00") == name_picture("辻")


@pytest.mark.parametrize("digits", ["2285", "999999900014"], ids=str)
def test_each_digit_has_a_cell_of_6_by_12(digits: str) -> None:
    picture = opened(digits_picture(digits))

    assert picture.size == (6 * len(digits), 12)
    for place, digit in enumerate(digits):
        cell = picture.crop((6 * place, 0, 6 * place + 6, 12))
        assert cell.tobytes() == opened(digits_picture(digit)).tobytes()


def test_digits_can_be_told_apart_and_keep_to_their_cells() -> None:
    drawn = {digit: digits_picture(digit) for digit in "0123456789"}

    assert len(set(drawn.values())) == 10
    for digit, raw in drawn.items():
        box = ink(raw)
        assert box is not None
        assert box[3] - box[1] >= 8  # Legible: most of the 12 rows.
        assert ink(digits_picture(digit + " ")) == box  # Nothing runs over.


def test_pictures_are_1_bit_grey_png() -> None:
    for raw in (name_picture("保険"), address_picture("架空県"), digits_picture("0")):
        assert raw[:16].hex() == "89504e470d0a1a0a0000000d49484452"
        assert raw[24:26] == b"\x01\x00"  # Depth 1, greyscale.
