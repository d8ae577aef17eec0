"""The sheet to take along: a code that fits the URL, and every rare character."""

from __future__ import annotations

import io
from datetime import datetime
from importlib import resources

import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from card_profiles import fonts
from card_profiles.dates import JST
from oqs_stub.url_sheet import qr_png, qr_svg, sheet_pdf

URL = "http://127.0.0.1:8765/zaitaku/hv/udwonxsqmjn34rqqepewannl"


@pytest.mark.parametrize("character", list("髙﨑𠮷濵栁①㈱"))
def test_the_font_has_the_rare_characters(character: str) -> None:
    with resources.as_file(fonts.regular()) as path, TTFont(path) as font:
        assert ord(character) in font.getBestCmap()


def test_the_licence_comes_with_the_font() -> None:
    folder = resources.files("card_profiles.fonts")
    licence = folder.joinpath("VLGothic-LICENSE.txt").read_text(encoding="utf-8")

    assert "M+Font" in licence
    assert "BSD-3-Clause" in licence


def test_the_picture_is_large_enough_and_has_a_quiet_zone() -> None:
    image = Image.open(io.BytesIO(qr_png(URL))).convert("L")

    assert image.width >= 256
    assert all(image.getpixel((x, x)) == 255 for x in range(8 * 4))
    assert image.getpixel((8 * 4, 8 * 4)) == 0


def test_another_url_makes_another_code() -> None:
    assert qr_png(URL) != qr_png(URL + "x")
    assert qr_svg(URL) == qr_svg(URL)


@pytest.fixture(scope="module")
def sheet() -> bytes:
    return sheet_pdf(
        institution="髙﨑𠮷田歯科診療所",
        code="9930000014",
        kind="訪問診療等",
        url=URL,
        now=datetime(2026, 4, 10, 10, tzinfo=JST),
    )


def test_the_sheet_is_one_page_with_its_font_and_the_time_of_the_clock(
    sheet: bytes,
) -> None:
    assert sheet.startswith(b"%PDF-")
    assert sheet.count(b"/Type /Page\n") == 1
    assert b"/FontFile2" in sheet
    assert b"/CreationDate (D:20260410100000+09'00')" in sheet
