"""A sheet to draw smooth, outlined shapes on, reduced to a picture at the end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PIL import Image, ImageDraw

Point = tuple[float, float]

_SCALE = 2.5  # Pixels of the sheet a unit.
_REDUCTION = 3  # Pixels of the sheet that become one: edges without jaggies.
_STEPS = 4  # Straight pieces between two points of a curve.


class Canvas:
    """A greyscale sheet, measured in units; 0 is black, 255 is white.

    Six units become five pixels of the picture.
    """

    def __init__(self, width: int, height: int, *, ground: int) -> None:
        size = round(width * _SCALE), round(height * _SCALE)
        self._sheet = Image.new("L", size, ground)
        self._draw = ImageDraw.Draw(self._sheet)

    def shape(
        self, points: Sequence[Point], *, fill: int, ink: int, width: float = 2.0
    ) -> None:
        """Fill the smooth closed curve through *points* and draw its outline."""
        curve = _scaled(_closed(points))
        self._draw.polygon(curve, fill=fill)
        closed = [*curve, curve[0], curve[1]]  # No gap where the outline closes.
        self._draw.line(closed, fill=ink, width=round(width * _SCALE))

    def area(self, points: Sequence[Point], *, fill: int) -> None:
        """Fill the smooth closed curve through *points* without an outline."""
        self._draw.polygon(_scaled(_closed(points)), fill=fill)

    def stroke(self, points: Sequence[Point], *, ink: int, width: float = 2.0) -> None:
        """Draw the smooth open curve through *points* with round ends."""
        curve = _scaled(_open(points))
        self._draw.line(curve, fill=ink, width=round(width * _SCALE))
        for x, y in (curve[0], curve[-1]):
            r = width * _SCALE / 2
            self._draw.ellipse((x - r, y - r, x + r, y + r), fill=ink)

    def oval(
        self,
        centre: Point,
        radii: Point,
        *,
        fill: int | None,
        ink: int | None = None,
        width: float = 2.0,
    ) -> None:
        """Draw an ellipse; `None` leaves its inside or its outline out."""
        (x, y), (rx, ry) = centre, radii
        box = [v * _SCALE for v in (x - rx, y - ry, x + rx, y + ry)]
        self._draw.ellipse(box, fill=fill, outline=ink, width=round(width * _SCALE))

    def frame(
        self, centre: Point, radii: Point, *, corner: float, ink: int, width: float
    ) -> None:
        """Draw the outline of a rectangle with round corners."""
        (x, y), (rx, ry) = centre, radii
        box = [v * _SCALE for v in (x - rx, y - ry, x + rx, y + ry)]
        self._draw.rounded_rectangle(
            box, corner * _SCALE, outline=ink, width=round(width * _SCALE)
        )

    def finished(self) -> Image.Image:
        """Give the picture, its edges softened."""
        return self._sheet.reduce(_REDUCTION)


def mirrored(right: Iterable[Point], *, about: float) -> list[Point]:
    """Complete the right half of a symmetric shape, listed from top to bottom."""
    half = list(right)
    return half + [(2 * about - x, y) for x, y in reversed(half) if x != about]


def _scaled(points: Iterable[Point]) -> list[Point]:
    return [(x * _SCALE, y * _SCALE) for x, y in points]


def _closed(points: Sequence[Point]) -> list[Point]:
    """Round a polygon: a Catmull-Rom curve through all of *points*."""
    n = len(points)
    return [
        place
        for i in range(n)
        for place in _piece(
            points[i - 1], points[i], points[(i + 1) % n], points[(i + 2) % n]
        )
    ]


def _open(points: Sequence[Point]) -> list[Point]:
    ends = [points[0], *points, points[-1]]
    curve = [
        place for i in range(len(points) - 1) for place in _piece(*ends[i : i + 4])
    ]
    return [*curve, points[-1]]


def _piece(before: Point, start: Point, end: Point, after: Point) -> list[Point]:
    """Give the steps of the curve from *start* up to, not including, *end*."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = before, start, end, after
    return [
        (a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy)
        for a, b, c, d in _WEIGHTS
    ]


def _weights(t: float) -> tuple[float, float, float, float]:
    """Tell how much each of the four points counts at *t*, from 0 to 1."""
    return (
        t * (t * (2 - t) - 1) / 2,
        t * t * (3 * t - 5) / 2 + 1,
        t * (t * (4 - 3 * t) + 1) / 2,
        t * t * (t - 1) / 2,
    )


# Worked out once: a face has some 600 pieces.
_WEIGHTS = tuple(_weights(step / _STEPS) for step in range(_STEPS))
