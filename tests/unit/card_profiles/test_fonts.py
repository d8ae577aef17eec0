"""Every character a persona may have is drawn by the font that comes along."""

from __future__ import annotations

from datetime import datetime
from importlib import resources

import pytest
from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

from card_profiles import fonts, synth_tables
from card_profiles.commented_csv import rows_of
from card_profiles.loader import load_all
from card_profiles.model import Persona
from card_profiles.municipalities import prefectures
from card_profiles.synth import generate

NO_CHARACTER = "\uffff"


@pytest.fixture(scope="module")
def font() -> FreeTypeFont:
    """The shipped font at a size at which characters differ."""
    with resources.as_file(fonts.regular()) as path:
        return ImageFont.truetype(str(path), 24)


def written(persona: Persona) -> str:
    """Everything of a persona that a card's face or a sheet of paper shows."""
    person = persona.person
    texts = [person.printed_name, person.name_kana, person.address]
    texts += [c.insurer_name + c.insured_name for c in persona.coverages]
    return "".join(texts)


def missing(text: str, font: FreeTypeFont) -> set[str]:
    """Return what the font has no drawing of: it draws those like no character."""
    nothing = bytes(font.getmask(NO_CHARACTER))
    visible = {character for character in text if not character.isspace()}
    return {c for c in visible if bytes(font.getmask(c)) == nothing}


def test_the_font_lacks_what_no_font_has(font: FreeTypeFont) -> None:
    assert missing("髙\uffff", font) == {"\uffff"}


@pytest.mark.parametrize("character", ["髙", "﨑", "𠮷", "栁", "濵"])
def test_the_difficult_characters_are_drawn(font: FreeTypeFont, character: str) -> None:
    assert missing(character, font) == set()


def test_the_difficult_characters_do_not_look_like_the_ordinary(
    font: FreeTypeFont,
) -> None:
    for difficult, ordinary in ("髙高", "﨑崎", "𠮷吉"):
        assert bytes(font.getmask(difficult)) != bytes(font.getmask(ordinary))


def test_every_ready_persona_can_be_drawn(font: FreeTypeFont, now: datetime) -> None:
    text = "".join(map(written, load_all(now=now)))

    assert set("髙﨑𠮷") <= set(text)
    assert missing(text, font) == set()


def test_every_generated_persona_can_be_drawn(
    font: FreeTypeFont, now: datetime
) -> None:
    text = "".join(written(persona) for persona in generate(600, seed=3, now=now))

    assert missing(text, font) == set()


def test_every_municipality_can_be_drawn(font: FreeTypeFont) -> None:
    text = "".join(
        prefecture.name + city.name
        for prefecture in prefectures()
        for city in prefecture.municipalities
    )

    assert missing(text, font) == set()


def test_every_name_faker_may_give_can_be_drawn(font: FreeTypeFont) -> None:
    from faker.providers.person.ja_JP import Provider

    pairs = (
        *Provider.last_name_pairs,
        *Provider.first_name_male_pairs,
        *Provider.first_name_female_pairs,
    )
    text = "".join(kanji + kana for kanji, kana, _ in pairs)

    assert missing(text, font) == set()


def test_every_table_of_generated_people_can_be_drawn(font: FreeTypeFont) -> None:
    names = (
        *synth_tables.RARE_FAMILY_NAMES,
        *synth_tables.FOREIGN_FAMILY_NAMES,
        *synth_tables.FOREIGN_NAMES_OF_MEN,
        *synth_tables.FOREIGN_NAMES_OF_WOMEN,
    )
    source = resources.files("card_profiles.population").joinpath("given_names.csv")
    text = "".join(name + kana for name, kana in names)
    text += "".join(row["kanji"] + row["kana"] for row in rows_of(source))
    text += "".join(synth_tables.LONG_BUILDINGS) + "（）０１２３４５６７８９－"

    assert missing(text, font) == set()
