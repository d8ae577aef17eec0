"""XML read together with the line on which each element stands.

For text that `messages.xml_text.parse_xml` has found harmless; this reader sets no
bounds of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from ..messages.conventions import Conventions

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass(slots=True)
class PlacedNode:
    """One element as it stands in the file."""

    name: str  # As the description calls it; "" where nothing is called so.
    wire: str  # As the file has it.
    line: int
    has_attributes: bool
    text: str = ""
    children: list[PlacedNode] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is in it: that counts as absent."""
        return not self.text.strip() and not self.present()

    def present(self) -> list[PlacedNode]:
        """The children that count."""
        return [child for child in self.children if not child.is_empty]

    def find(self, path: str) -> PlacedNode | None:
        """The first element of that path that counts ("MessageBody/ResultList")."""
        return next(self.findall(path), None)

    def findall(self, path: str) -> Iterator[PlacedNode]:
        """Every element of that path that counts."""
        name, _, rest = path.partition("/")
        for child in self.present():
            if child.name == name:
                if rest:
                    yield from child.findall(rest)
                else:
                    yield child

    def walk(self, path: str = "") -> Iterator[tuple[str, PlacedNode]]:
        """This element and everything in it that counts, each with its path."""
        here = f"{path}/{self.wire}" if path else self.wire
        yield here, self
        for child in self.present():
            yield from child.walk(here)


def read_placed(text: str, conventions: Conventions) -> PlacedNode:
    """The root element of well-formed *text*."""
    reader = _Reader(conventions)
    blanked = _DECLARATION.sub(lambda found: _blank(found[0]), text, count=1)
    reader.parser.Parse(blanked, True)  # noqa: FBT003 - expat's own signature.
    if reader.root is None:
        raise ValueError("expected XML with an element, got none")
    return reader.root


def _blank(declaration: str) -> str:
    return "".join("\n" if character == "\n" else " " for character in declaration)


class _Reader:
    def __init__(self, conventions: Conventions) -> None:
        self.root: PlacedNode | None = None
        self._conventions = conventions
        self._open: list[PlacedNode] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        node = PlacedNode(
            name=self._conventions.described(name),
            wire=name,
            line=self.parser.CurrentLineNumber,
            has_attributes=bool(attributes),
        )
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def _end(self, name: str) -> None:
        self._open.pop()

    def _characters(self, data: str) -> None:
        self._open[-1].text += data
