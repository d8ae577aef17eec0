"""The hair of a drawn face: what falls behind the head, and what lies over it."""

from __future__ import annotations

from math import cos, pi, sin

from .canvas import Canvas, Point, mirrored
from .traits import Hair, Traits

_CROWN = 34


def draw_back_hair(canvas: Canvas, traits: Traits, *, x: float, ink: int) -> None:
    """Draw what shows behind the head; it comes before the head."""
    wide, grey = traits.cheek, traits.hair_grey
    match traits.hair:
        case Hair.BOB | Hair.LONG:
            end = 168 if traits.hair is Hair.BOB else 226
            canvas.shape(
                mirrored(
                    [
                        (x, _CROWN),
                        (x + wide * 0.55, _CROWN + 5),
                        (x + wide * 0.95, _CROWN + 26),
                        (x + wide + 10, 92),
                        (x + wide + 13, 130),
                        (x + wide + 13, end - 8),
                        (x + wide * 0.6, end),
                    ],
                    about=x,
                ),
                fill=grey,
                ink=ink,
            )
        case Hair.BUN:
            canvas.oval((x, _CROWN - 4), (22, 18), fill=grey, ink=ink)
        case Hair.BUNCHES:
            for side in (-1, 1):
                canvas.shape(
                    [
                        (x + side * (wide - 4), 96),
                        (x + side * (wide + 18), 92),
                        (x + side * (wide + 28), 126),
                        (x + side * (wide + 16), 160),
                        (x + side * (wide + 4), 132),
                    ],
                    fill=grey,
                    ink=ink,
                )
        case Hair.CURLS:
            for angle in range(-40, 221, 26):
                canvas.oval(_around(x, angle, wide + 3), (18, 18), fill=grey, ink=ink)


def draw_front_hair(canvas: Canvas, traits: Traits, *, x: float, ink: int) -> None:
    """Draw what lies on the head; it comes after the face."""
    wide, grey = traits.cheek, traits.hair_grey

    def cap(hairline: list[Point], *, sides: float, crown: float = _CROWN) -> None:
        """Draw hair from one temple over the crown to the other and back."""
        outer = [
            (x - wide - 3, sides),
            (x - wide - 4, 88),
            (x - wide * 0.9, crown + 26),
            (x - wide * 0.52, crown + 6),
            (x, crown),
            (x + wide * 0.52, crown + 6),
            (x + wide * 0.9, crown + 26),
            (x + wide + 4, 88),
            (x + wide + 3, sides),
        ]
        canvas.shape([*outer, *hairline], fill=grey, ink=ink)

    def line(*points: Point) -> list[Point]:
        """Place a hairline given in parts of the face's half width, right to left."""
        return [(x + part * wide, y) for part, y in points]

    match traits.hair:
        case Hair.CROPPED:
            cap(
                line(
                    (0.93, 104),
                    (0.8, 82),
                    (0.3, 74),
                    (-0.3, 74),
                    (-0.8, 82),
                    (-0.93, 104),
                ),
                sides=118,
                crown=_CROWN + 6,
            )
        case Hair.PARTED:
            cap(
                line(
                    (0.93, 108),
                    (0.86, 84),
                    (0.5, 62),
                    (0.1, 82),
                    (-0.6, 90),
                    (-0.93, 108),
                ),
                sides=124,
            )
        case Hair.SWEPT:
            cap(
                line(
                    (0.94, 104),
                    (0.74, 70),
                    (0.2, 62),
                    (-0.4, 64),
                    (-0.78, 74),
                    (-0.94, 104),
                ),
                sides=116,
                crown=_CROWN - 2,
            )
        case Hair.FRINGE:
            cap(
                line(
                    (0.93, 110),
                    (0.75, 92),
                    (0.5, 98),
                    (0.2, 90),
                    (-0.15, 98),
                    (-0.5, 91),
                    (-0.78, 98),
                    (-0.93, 110),
                ),
                sides=124,
            )
        case Hair.BOB | Hair.LONG:
            cap(
                line(
                    (0.86, 112),
                    (0.7, 88),
                    (0.15, 96),
                    (-0.3, 93),
                    (-0.72, 98),
                    (-0.9, 118),
                ),
                sides=150,
            )
        case Hair.BUN | Hair.BUNCHES:
            cap(
                line((0.93, 104), (0.72, 78), (0.05, 62), (-0.72, 78), (-0.93, 104)),
                sides=112,
            )
        case Hair.CURLS:
            for angle in (5, 175, 22, 158, 39, 141, 56, 124, 73, 107, 90):
                canvas.oval(
                    _around(x, angle, wide - 3), (13, 13), fill=grey, ink=ink, width=1.6
                )
        case Hair.THIN:
            _draw_sides(canvas, traits, x=x, ink=ink)
            for start in (-16, -6, 5, 15):
                canvas.stroke(
                    [(x + start - 8, 60), (x + start, 49), (x + start + 12, 52)],
                    ink=grey,
                    width=2.2,
                )
        case Hair.BALD:
            _draw_sides(canvas, traits, x=x, ink=ink)


def _draw_sides(canvas: Canvas, traits: Traits, *, x: float, ink: int) -> None:
    wide = traits.cheek
    for side in (-1, 1):
        canvas.shape(
            [
                (x + side * (wide - 7), 84),
                (x + side * (wide + 4), 92),
                (x + side * (wide + 6), 112),
                (x + side * (wide - 1), 124),
                (x + side * (wide - 5), 106),
            ],
            fill=traits.hair_grey,
            ink=ink,
            width=1.7,
        )


def _around(x: float, angle: float, radius: float) -> Point:
    """Give a place on an arc over the head; 90 degrees is the crown."""
    turned = angle * pi / 180
    return x + radius * cos(turned), 98 - (radius + 6) * sin(turned)
