"""Walking the description: which elements a block has, of what kind, how often."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from .items import Item, Part


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a block as its description says."""

    name: str
    item: Item
    part: type[Part] | None  # The block it holds, None for a value.
    required: bool
    repeated: bool

    @property
    def cardinality(self) -> str:
        """`1` required, `?` optional, `*` any number, `+` one or more."""
        if self.repeated:
            return "+" if self.required else "*"
        return "1" if self.required else "?"


@cache
def elements(part: type[Part]) -> tuple[Element, ...]:
    """The elements of one block, in the order in which they are written."""
    found = []
    for name, field in part.model_fields.items():
        item = next(data for data in field.metadata if isinstance(data, Item))
        parts, repeated = _inside(field.annotation)
        found.append(
            Element(
                name=name,
                item=item,
                part=next((p for p in parts if issubclass(p, Part)), None),
                required=field.is_required(),
                repeated=repeated,
            )
        )
    return tuple(found)


def list_of(element: Element) -> Element | None:
    """What a block such as `ResultList` is nothing but a list of; else None."""
    if element.part is None or not element.name.endswith("List"):
        return None
    inside = elements(element.part)
    return inside[0] if len(inside) == 1 and inside[0].repeated else None


def walk(part: type[Part]) -> Iterator[Element]:
    """Every element below a block, parents before children."""
    for element in elements(part):
        yield element
        if element.part is not None:
            yield from walk(element.part)


@cache
def make_ready(part: type[Part]) -> None:
    """Build what reading and writing *part* as XML takes; only the first time."""
    for element in elements(part):
        if element.part is not None:
            make_ready(element.part)
    part.model_rebuild()


def _inside(annotation: object) -> tuple[tuple[type, ...], bool]:
    """The plain types that an annotation comes down to; whether it is a tuple."""
    origin = typing.get_origin(annotation)
    if origin is tuple:
        return _inside(typing.get_args(annotation)[0])[0], True
    if origin in (typing.Union, types.UnionType):
        options = [o for o in typing.get_args(annotation) if o is not types.NoneType]
        return _inside(options[0])
    if isinstance(annotation, type):
        return (annotation,), False
    raise TypeError(f"expected a plain, optional or tuple field, got {annotation!r}")
