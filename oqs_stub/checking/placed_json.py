"""A message in JSON, read into the same tree as one in XML; it knows no lines.

An array is a repeated element; where the name ends in List its rows are objects with
the one name of what is listed. What has another form is told, and read as it can be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..messages import EXCHANGES
from ..messages.conventions import Conventions
from ..messages.in_words import shown
from ..messages.layout import list_of, walk
from .findings import Finding, Level, of_form
from .placed_xml import PlacedNode

_KINDS = {
    bool: "真偽値",
    int: "数値",
    float: "数値",
    list: "配列",
    dict: "オブジェクト",
}


def _listed() -> dict[str, str]:
    """What each block lists that is nothing but a list: `ResultList`, …"""
    found = {}
    for exchange in EXCHANGES:
        for message in (exchange.request, exchange.answer):
            for element in walk(message):
                inner = list_of(element)
                if inner is not None:
                    found[element.name] = inner.name
    return found


@dataclass(frozen=True, slots=True)
class PlacedJSON:
    """The root element, and what is wrong with the JSON that it was read from."""

    root: PlacedNode
    findings: tuple[Finding, ...]


def read_placed_json(
    name: str, document: dict[str, object], conventions: Conventions
) -> PlacedJSON:
    """The element *name* with everything that its object holds."""
    reader = _Reader(conventions)
    root = reader.node(name, "")
    root.children = list(reader.children(document, path=name))
    return PlacedJSON(root, tuple(reader.findings))


class _Reader:
    def __init__(self, conventions: Conventions) -> None:
        self._conventions = conventions
        self._listed = _listed()
        self.findings: list[Finding] = []

    def node(self, wire: str, text: str) -> PlacedNode:
        """An element without anything in it but *text*."""
        return PlacedNode(
            name=self._conventions.described(wire),
            wire=wire,
            line=0,
            has_attributes=False,
            text=text,
        )

    def children(
        self, document: dict[str, object], *, path: str
    ) -> Iterator[PlacedNode]:
        """The elements that an object names."""
        for wire, value in document.items():
            here = f"{path}/{wire}"
            inner = self._listed.get(self._conventions.described(wire))
            if inner is not None:
                yield self._list(wire, inner, value, path=here)
            elif isinstance(value, list):
                for index, one in enumerate(value, start=1):
                    yield self._single(wire, one, path=f"{here}[{index}]")
            else:
                yield self._single(wire, value, path=here)

    def _list(self, wire: str, inner: str, value: object, *, path: str) -> PlacedNode:
        found = self.node(wire, "")
        name = self._conventions.wire(inner)
        form = f'{{"{name}": {{…}}}} の配列'
        if value is not None and not isinstance(value, list):
            self._tell(path, form, value)
            return found
        for index, row in enumerate(value or (), start=1):
            if isinstance(row, dict) and list(row) == [name]:
                here = f"{path}/{name}[{index}]"
                found.children.append(self._single(name, row[name], path=here))
            else:
                self._tell(f"{path}[{index}]", form, row)
        return found

    def _single(self, wire: str, value: object, *, path: str) -> PlacedNode:
        match value:
            case dict():
                found = self.node(wire, "")
                found.children = list(self.children(value, path=path))
                return found
            case str():
                return self.node(wire, value)
            case None:
                return self.node(wire, "")
            case _:
                self._tell(path, "文字列（値はすべて文字列）", value)
                return self.node(wire, str(value))

    def _tell(self, path: str, expected: str, came: object) -> None:
        kind = _KINDS.get(type(came), "")
        text = shown(came) if isinstance(came, str) else kind
        self.findings.append(
            Finding(
                level=Level.WRONG,
                path=path,
                line=0,
                expected=expected,
                came=text,
                source=of_form("json"),
            )
        )
