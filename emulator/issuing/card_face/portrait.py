"""A face drawn with shapes: a picture in a passport photo's place, never a photo."""

from __future__ import annotations

import io
from typing import Final

from PIL import Image, Jpeg2KImagePlugin

from card_profiles.model import Persona

from .canvas import Canvas, mirrored
from .hair import draw_back_hair, draw_front_hair
from .traits import Collar, FacialHair, Glasses, Traits, traits_of

__all__ = ["draw", "photo"]

SIZE: Final = (160, 200)
"""Pixels [D]; the form is that of the photo on the card, 22 mm by 27.5 mm."""

_SHEET: Final = (192, 240)  # Units of the canvas.
_COMPRESSION: Final = 8  # An eighth of the raw size: 4 KB and no visible loss.
_GROUND: Final = 247
_INK: Final = 45
_X: Final = _SHEET[0] / 2
_EYES: Final = 120


def photo(persona: Persona) -> bytes:
    """Draw *persona* and give the picture as JPEG 2000 (JP2, greyscale)."""
    out = io.BytesIO()
    draw(traits_of(persona)).save(
        out,
        Jpeg2KImagePlugin.Jpeg2KImageFile.format,
        quality_mode="rates",
        quality_layers=[_COMPRESSION],
    )
    return out.getvalue()


def draw(traits: Traits) -> Image.Image:
    """Draw the face *traits* describes."""
    canvas = Canvas(*_SHEET, ground=_GROUND)
    draw_back_hair(canvas, traits, x=_X, ink=_INK)
    _draw_body(canvas, traits)
    _draw_head(canvas, traits)
    _draw_features(canvas, traits)
    draw_front_hair(canvas, traits, x=_X, ink=_INK)
    _draw_glasses(canvas, traits)
    return canvas.finished()


def _draw_body(canvas: Canvas, traits: Traits) -> None:
    skin, clothes = traits.skin_grey, traits.clothes_grey
    slope = 62 if traits.is_child else 78
    neck = 17 if traits.is_child else 20
    shoulders = mirrored(
        [
            (_X, 202),
            (_X + neck + 6, 200),
            (_X + slope * 0.7, 210),
            (_X + slope * 0.93, 218),
            (_X + slope + 4, 234),
            (_X + slope + 8, 262),
        ],
        about=_X,
    )
    canvas.shape(shoulders, fill=clothes, ink=_INK)
    throat = mirrored(
        [(_X, 150), (_X + neck, 152), (_X + neck + 1, 196), (_X, 214)], about=_X
    )
    canvas.shape(throat, fill=skin - 14, ink=_INK)
    light = min(clothes + 70, 250)
    match traits.collar:
        case Collar.ROUND:
            canvas.stroke(
                [(_X - neck - 4, 197), (_X, 219), (_X + neck + 4, 197)],
                ink=max(clothes - 40, _INK),
                width=5,
            )
        case Collar.SHIRT:
            _draw_lapels(canvas, neck, fill=light, length=224)
        case Collar.JACKET:
            _draw_lapels(canvas, neck, fill=252, length=236)
            canvas.shape(
                mirrored([(_X, 213), (_X + 6, 216), (_X + 4, 224)], about=_X),
                fill=80,
                ink=_INK,
                width=1.5,
            )
            canvas.shape(
                mirrored([(_X, 222), (_X + 4, 223), (_X + 7, 250)], about=_X),
                fill=80,
                ink=_INK,
                width=1.5,
            )
        case Collar.WRAPPED:
            for side in (-1, 1):
                canvas.stroke(
                    [
                        (_X + side * (neck + 4), 192),
                        (_X + side * 14, 212),
                        (_X - side * 12, 244),
                    ],
                    ink=light,
                    width=8,
                )
                canvas.stroke(
                    [
                        (_X + side * (neck + 8), 195),
                        (_X + side * 18, 214),
                        (_X - side * 8, 248),
                    ],
                    ink=_INK,
                    width=1.5,
                )


def _draw_lapels(canvas: Canvas, neck: int, *, fill: int, length: float) -> None:
    for side in (-1, 1):
        canvas.shape(
            [
                (_X + side * (neck - 1), 190),
                (_X + side * (neck + 8), 199),
                (_X + side * 19, length),
                (_X + side * 3, 214),
            ],
            fill=fill,
            ink=_INK,
            width=1.7,
        )


def _draw_head(canvas: Canvas, traits: Traits) -> None:
    skin, cheek = traits.skin_grey, traits.cheek
    for side in (-1, 1):
        canvas.oval(
            (_X + side * (cheek + 1), _EYES + 7), (8, 13), fill=skin - 8, ink=_INK
        )
        canvas.stroke(
            [
                (_X + side * (cheek + 3), _EYES + 1),
                (_X + side * (cheek + 4), _EYES + 10),
            ],
            ink=skin - 70,
            width=1.5,
        )
    chin = 178 + traits.chin
    head = mirrored(
        [
            (_X, 50),
            (_X + cheek * 0.62, 57),
            (_X + cheek * 0.95, 84),
            (_X + cheek, 118),
            (_X + cheek * 0.93, 141),
            (_X + traits.jaw, chin - 17),
            (_X + traits.jaw * 0.45, chin - 2),
            (_X, chin),
        ],
        about=_X,
    )
    canvas.shape(head, fill=skin, ink=_INK, width=2.3)


def _draw_features(canvas: Canvas, traits: Traits) -> None:
    skin, gap, size = traits.skin_grey, traits.eye_gap, traits.eye_size
    chin = 178 + traits.chin
    mouth_y = chin - 23
    hair_or_grey = min(traits.hair_grey, 170)
    if traits.facial_hair is FacialHair.BEARD:
        canvas.area(
            mirrored(
                [
                    (_X, mouth_y - 10),
                    (_X + traits.mouth + 8, mouth_y - 4),
                    (_X + traits.jaw - 2, chin - 16),
                    (_X + traits.jaw * 0.43, chin - 3),
                    (_X, chin - 1),
                ],
                about=_X,
            ),
            fill=hair_or_grey,
        )
        canvas.oval((_X, mouth_y), (traits.mouth + 1, 5), fill=skin)
    for side in (-1, 1):
        x = _X + side * gap
        if traits.is_child:
            canvas.oval((x + side * 6, _EYES + 20), (9, 6), fill=skin - 20)
        canvas.oval((x, _EYES), (size, size + 1.5), fill=_INK)
        canvas.oval((x + 1.5, _EYES - 2), (1.4, 1.6), fill=250)
        canvas.stroke(
            [(x - 9, _EYES - 3), (x, _EYES - 8), (x + 9, _EYES - 3)],
            ink=_INK,
            width=1.8,
        )
        brow = _EYES - 20
        canvas.stroke(
            [
                (x - side * 10, brow + traits.brow_tilt),
                (x, brow - 3),
                (x + side * 12, brow + 2),
            ],
            ink=hair_or_grey,
            width=2.4 if traits.is_child else 3.6,
        )
        if traits.is_old:
            _draw_lines_of_age(canvas, traits, side=side)
    tip = _EYES + 8 + traits.nose
    canvas.stroke(
        [(_X + 1, tip - traits.nose + 6), (_X + 6, tip - 2), (_X - 2, tip + 1)],
        ink=skin - 110,
        width=2,
    )
    if traits.facial_hair is FacialHair.MOUSTACHE:
        for side in (-1, 1):
            canvas.stroke(
                [
                    (_X, mouth_y - 8),
                    (_X + side * 8, mouth_y - 9),
                    (_X + side * (traits.mouth + 3), mouth_y - 3),
                ],
                ink=hair_or_grey,
                width=5,
            )
    half = traits.mouth
    canvas.stroke(
        [
            (_X - half, mouth_y - 1),
            (_X, mouth_y + traits.smile),
            (_X + half, mouth_y - 1),
        ],
        ink=_INK + 30,
        width=2.6,
    )
    canvas.stroke(
        [(_X - 5, mouth_y + 8), (_X, mouth_y + 9), (_X + 5, mouth_y + 8)],
        ink=skin - 50,
        width=1.6,
    )
    if traits.mole is not None:
        canvas.oval((_X + traits.mole * 19, mouth_y - 6), (1.8, 1.8), fill=_INK)


def _draw_lines_of_age(canvas: Canvas, traits: Traits, *, side: int) -> None:
    grey = traits.skin_grey - 62
    x = _X + side * traits.eye_gap
    canvas.stroke(
        [(x - 8, _EYES + 12), (x, _EYES + 15), (x + 8, _EYES + 12)], ink=grey, width=1.4
    )
    canvas.stroke(
        [
            (_X + side * 15, _EYES + 22),
            (_X + side * 21, _EYES + 32),
            (_X + side * 21, _EYES + 40),
        ],
        ink=grey,
        width=1.6,
    )


def _draw_glasses(canvas: Canvas, traits: Traits) -> None:
    if traits.glasses is Glasses.NONE:
        return
    gap = traits.eye_gap + 1
    wide = 17
    corner, tall = (15, 15) if traits.glasses is Glasses.ROUND else (5, 12)
    for side in (-1, 1):
        x = _X + side * gap
        canvas.frame((x, _EYES + 1), (wide, tall), corner=corner, ink=_INK, width=2.6)
        canvas.stroke(
            [(x + side * wide, _EYES - 2), (_X + side * (traits.cheek + 2), _EYES - 4)],
            ink=_INK,
            width=2.4,
        )
    canvas.stroke(
        [
            (_X - (gap - wide), _EYES - 2),
            (_X, _EYES - 4),
            (_X + (gap - wide), _EYES - 2),
        ],
        ink=_INK,
        width=2.4,
    )
