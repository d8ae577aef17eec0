"""The photo: a real JPEG 2000 of a face that is plainly drawn, one for each persona."""

from __future__ import annotations

import io
import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from PIL import Image, ImageChops, ImageStat

from card_profiles.loader import load_all
from card_profiles.model import Persona, Sex
from emulator.issuing.card_face.portrait import draw, photo
from emulator.issuing.card_face.traits import (
    Collar,
    FacialHair,
    Glasses,
    Hair,
    Traits,
    traits_of,
)

from ..applets.visual.conftest import NOW


def boxes(raw: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Take apart a JP2 file: boxes of length, type and content."""
    at = 0
    while at < len(raw):
        size = int.from_bytes(raw[at : at + 4], "big") or len(raw) - at
        yield raw[at + 4 : at + 8], raw[at + 8 : at + size]
        at += size


def aged(persona: Persona, years: int, *, sex: Sex | None = None) -> Persona:
    """Make the same persona older or younger on the day of issue."""
    issued = persona.card.issued_on
    person = replace(
        persona.person,
        birthdate=date(issued.year - years, 1, 1),
        sex=sex or persona.person.sex,
    )
    return replace(persona, person=person)


@pytest.fixture
def traits(persona: Persona) -> Traits:
    return traits_of(persona)


def test_the_photo_is_a_jp2_file_in_grey(persona: Persona) -> None:
    found = dict(boxes(photo(persona)))

    assert list(found) == [b"jP  ", b"ftyp", b"jp2h", b"jp2c"]
    assert found[b"jP  "].hex() == "0d0a870a"
    assert found[b"ftyp"][:4] == b"jp2 "
    header = dict(boxes(found[b"jp2h"]))
    assert header[b"ihdr"].hex() == "000000c8" + "000000a0" + "0001" + "07070000"
    assert header[b"colr"].hex() == "010000" + "00000011"  # Enumerated: greyscale.
    assert found[b"jp2c"][:4].hex() == "ff4fff51"


def test_the_photo_is_small_and_looks_like_what_was_drawn(persona: Persona) -> None:
    raw = photo(persona)
    picture = Image.open(io.BytesIO(raw))

    assert 1_500 < len(raw) < 6_000
    assert (picture.mode, picture.size) == ("L", (160, 200))
    loss = ImageChops.difference(picture, draw(traits_of(persona)))
    assert ImageStat.Stat(loss).mean[0] < 2


def test_it_is_a_drawing_flat_areas_and_lines_on_an_empty_ground(
    traits: Traits,
) -> None:
    picture = draw(traits)

    usual = Counter(picture.tobytes()).most_common(6)
    assert sum(count for _, count in usual) > 0.75 * 160 * 200
    edge = [picture.crop(box) for box in ((0, 0, 160, 3), (0, 0, 3, 150))]
    assert {strip.getextrema() for strip in edge} == {(247, 247)}


def test_the_same_persona_always_looks_the_same(persona: Persona) -> None:
    assert photo(persona) == photo(replace(persona, story="別の話。"))


def test_people_look_different() -> None:
    people = load_all(now=NOW)

    assert len({photo(person) for person in people}) == len(people)


@pytest.mark.parametrize(
    ("feature", "values"),
    [
        pytest.param("hair", list(Hair), id="hair"),
        pytest.param("glasses", list(Glasses), id="glasses"),
        pytest.param("collar", list(Collar), id="collar"),
        pytest.param("facial_hair", list(FacialHair), id="facial hair"),
        pytest.param("years", [8, 30, 80], id="age"),
        pytest.param("mole", [None, -1, 1], id="mole"),
        pytest.param("hair_grey", [30, 200], id="hair colour"),
        pytest.param("skin_grey", [222, 238], id="skin"),
        pytest.param("clothes_grey", [70, 176], id="clothes"),
        pytest.param("cheek", [47, 53], id="cheek"),
        pytest.param("jaw", [30, 38], id="jaw"),
        pytest.param("chin", [-4, 4], id="chin"),
        pytest.param("eye_gap", [20, 22], id="eye gap"),
        pytest.param("eye_size", [4, 5], id="eye size"),
        pytest.param("brow_tilt", [-2, 2], id="brows"),
        pytest.param("nose", [12, 17], id="nose"),
        pytest.param("mouth", [11, 15], id="mouth"),
        pytest.param("smile", [1, 4], id="smile"),
    ],
)
def test_every_trait_shows(traits: Traits, feature: str, values: list[object]) -> None:
    drawn = {
        draw(replace(traits, **{feature: value})).tobytes()  # type: ignore[arg-type]  # A table's values have several types.
        for value in values
    }

    assert len(drawn) == len(values)


SIDES = ((18, 75, 38, 130), (122, 75, 142, 130))


@pytest.mark.parametrize(
    ("hair", "places"),
    [
        pytest.param(Hair.CROPPED, [(60, 36, 100, 50)], id="cropped"),
        pytest.param(Hair.PARTED, [(50, 40, 80, 60)], id="parted"),
        pytest.param(Hair.SWEPT, [(60, 32, 100, 45)], id="swept"),
        pytest.param(Hair.FRINGE, [(60, 40, 100, 70)], id="fringe"),
        pytest.param(Hair.THIN, [*SIDES, (65, 38, 100, 52)], id="thin"),
        pytest.param(Hair.BALD, SIDES, id="bald"),
        pytest.param(Hair.BOB, [*SIDES, (118, 120, 136, 136)], id="bob"),
        pytest.param(Hair.LONG, [(24, 140, 45, 165), (115, 140, 136, 165)], id="long"),
        pytest.param(Hair.BUN, [(70, 15, 90, 25), (60, 34, 100, 45)], id="bun"),
        pytest.param(Hair.CURLS, [(20, 60, 40, 80), (118, 110, 132, 124)], id="curls"),
        pytest.param(Hair.BUNCHES, [(16, 80, 32, 125), (128, 80, 144, 125)], id="two"),
    ],
)
def test_the_hair_is_where_its_style_has_it(
    traits: Traits, hair: Hair, places: list[tuple[int, int, int, int]]
) -> None:
    grey = 133  # Nothing else has it, neither ink, skin nor clothes.
    picture = draw(replace(traits, hair=hair, hair_grey=grey, years=30))

    for place in places:
        assert picture.crop(place).tobytes().count(grey) > 8, place


def test_every_trait_occurs(persona: Persona) -> None:
    crowd = [
        traits_of(aged(replace(persona, name=f"person-{n}"), years, sex=sex))
        for n, (years, sex) in enumerate(
            itertools.product((3, 9, 16, 30, 50, 70, 90) * 12, Sex)
        )
    ]

    assert {t.hair for t in crowd} == set(Hair)
    assert {t.glasses for t in crowd} == set(Glasses)
    assert {t.collar for t in crowd} == set(Collar)
    assert {t.facial_hair for t in crowd} == set(FacialHair)
    assert {t.mole for t in crowd} == {None, -1, 1}
    for feature in (
        "hair_grey",
        "skin_grey",
        "clothes_grey",
        "cheek",
        "jaw",
        "chin",
        "eye_gap",
        "eye_size",
        "brow_tilt",
        "nose",
        "mouth",
        "smile",
    ):
        grown_up = {getattr(t, feature) for t in crowd[::3] if not t.is_child}
        assert len(grown_up) > 1, feature


def test_age_and_sex_are_kept_to(persona: Persona) -> None:
    names = [f"person-{n}" for n in range(60)]

    for name in names:
        someone = replace(persona, name=name)
        toddler = traits_of(aged(someone, 3))
        woman = traits_of(aged(someone, 40, sex=Sex.FEMALE))
        boy = traits_of(aged(someone, 16, sex=Sex.MALE))
        assert toddler.is_child
        assert toddler.glasses is Glasses.NONE
        assert woman.facial_hair is boy.facial_hair is FacialHair.NONE
        assert not woman.is_child
        assert not woman.is_old
        assert traits_of(aged(someone, 65)).is_old


def test_hair_whitens_with_the_years(persona: Persona) -> None:
    greys = [traits_of(aged(persona, years)).hair_grey for years in range(20, 100, 5)]

    assert greys == sorted(greys)
    assert greys[0] < 70
    assert greys[-1] == 206
