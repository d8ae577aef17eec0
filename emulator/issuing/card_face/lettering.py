"""Text as the pictures of the card face: 1-bit PNG in the font that comes along."""

from __future__ import annotations

import atexit
import io
import re
from contextlib import ExitStack
from functools import cache, lru_cache
from importlib.resources import as_file
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from card_profiles import fonts

__all__ = ["LetteringError", "address_picture", "digits_picture", "name_picture"]

NAME_FRAME: Final = (432, 48)
"""Pixels of the name picture [D]; the size on real cards is not published."""
ADDRESS_FRAME: Final = (432, 84)
"""Pixels of the address picture [D]: 200 characters fit at the smallest size."""
DIGIT_HEIGHT: Final = 12
"""A digit is 12 pixels high and 6 wide: 72x12 for twelve, 24x12 for four [M]."""
_DIGIT_WIDTH: Final = DIGIT_HEIGHT // 2

_SIZES: Final = (24, 20, 18, 16, 14, 12)
_LEADING: Final = 2  # Pixels between two lines.
_ASCENT: Final = 0.88  # Of the em: where the line stands that characters sit on.
_WHITE, _BLACK = 1, 0

# Latin words stay whole where they can; Japanese may break behind any character.
_UNITS = re.compile(r"[!-~]+|[Ａ-Ｚａ-ｚ]+|.", re.DOTALL)
# They choose between forms of a character that the font does not have.
_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")

_Font = ImageFont.FreeTypeFont


class LetteringError(ValueError):
    """A text does not fit its picture even in the smallest size."""


def name_picture(name: str, *, alias: str | None = None) -> bytes:
    """Draw 氏名, below it in brackets 通称, as a PNG of `NAME_FRAME`.

    The brackets and the place are ours [D]. Raises `LetteringError` for a name that
    cannot fit.
    """
    return _framed(name if alias is None else f"{name}\n（{alias}）", NAME_FRAME)


def address_picture(address: str) -> bytes:
    """Draw 住所 as a PNG of `ADDRESS_FRAME`; raises `LetteringError` as above."""
    return _framed(address, ADDRESS_FRAME)


def digits_picture(digits: str) -> bytes:
    """Draw a number as a PNG, one cell of 6x12 pixels a digit, without gaps."""
    picture, _ = _blank((len(digits) * _DIGIT_WIDTH, DIGIT_HEIGHT))
    for place, digit in enumerate(digits):
        picture.paste(_digit(digit), (place * _DIGIT_WIDTH, 0))
    return _png(picture)


@cache
def _digit(digit: str) -> Image.Image:
    """Draw one digit in its cell; there are only ten, and every card has many."""
    picture, draw = _blank((_DIGIT_WIDTH, DIGIT_HEIGHT))
    baseline = round(DIGIT_HEIGHT * _ASCENT)
    draw.text((0, baseline), digit, fill=_BLACK, font=_font(DIGIT_HEIGHT), anchor="ls")
    return picture


def _framed(text: str, frame: tuple[int, int]) -> bytes:
    font, lines = _fitted(_VARIATION_SELECTORS.sub("", text), frame)
    size = round(font.size)
    picture, draw = _blank(frame)
    for row, line in enumerate(lines):
        baseline = row * (size + _LEADING) + round(size * _ASCENT)
        draw.text((0, baseline), line, fill=_BLACK, font=font, anchor="ls")
    return _png(picture)


def _fitted(text: str, frame: tuple[int, int]) -> tuple[_Font, list[str]]:
    """Choose the largest size in which *text*, broken into lines, fits *frame*."""
    width, height = frame
    for size in _SIZES:
        lines = [
            line
            for paragraph in text.split("\n")
            for line in _broken(paragraph, width / size)
        ]
        if len(lines) * (size + _LEADING) - _LEADING <= height:
            return _font(size), lines
    raise LetteringError(
        f"券面の画像({width}×{height}画素)に入る長さのはずですが、{len(text)}文字あり"
        f"最小の文字({_SIZES[-1]}画素)でも入りません。短くしてください: {text!r}"
    )


def _broken(text: str, ems: float) -> list[str]:
    """Break *text* into lines at most *ems* wide."""
    lines = [""]
    left = ems
    for unit in _UNITS.findall(text):
        wide = sum(map(_advance, unit))
        for part in [unit] if wide <= ems else unit:
            wide = sum(map(_advance, part))
            if wide > left:
                lines.append("")
                left = ems
                if part.isspace():  # A gap at the break is the break itself.
                    continue
            lines[-1] += part
            left -= wide
    return lines


@lru_cache(maxsize=4096)
def _advance(character: str) -> float:
    """Give the width of a character in ems; the font is of fixed pitch."""
    reference = _SIZES[0]
    return _font(reference).getlength(character) / reference


def _blank(size: tuple[int, int]) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("1", size, _WHITE)
    return picture, ImageDraw.Draw(picture)


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@cache
def _font(size: int) -> _Font:
    """Open the font once a size; the basic layout gives the same on every machine."""
    return ImageFont.truetype(
        str(_font_file()), size, layout_engine=ImageFont.Layout.BASIC
    )


@cache
def _font_file() -> Path:
    """Give the font as a real file, also when the program runs from an archive."""
    kept = ExitStack()
    atexit.register(kept.close)
    return kept.enter_context(as_file(fonts.regular()))
