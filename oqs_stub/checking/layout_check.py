"""Everything in a message that is not as its description has it, not only the first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..messages.conventions import Conventions
from ..messages.in_words import described, most_alike, shown
from ..messages.items import Message, Part
from ..messages.layout import Element, elements
from ..messages.place import Place
from ..messages.validate import ROOT
from .findings import Finding, Level, of_code, of_element, of_form
from .placed_xml import PlacedNode

_ABSENT = "要素がない"
_HALVES = ("MessageHeader", "MessageBody")  # Who writes one of them means it.


def check_layout(
    root: PlacedNode, message_type: type[Message], conventions: Conventions
) -> Iterator[Finding]:
    """The findings, in the order of the file as far as they have a place in it."""
    if root.name != ROOT:
        yield _wrong(
            "", root.line, f"ルート要素 {ROOT}", f"<{root.wire}>", of_form("xml")
        )
        return
    yield from _LayoutCheck(conventions).block(
        root, _Block(Place.of(message_type), ROOT)
    )


@dataclass(frozen=True, slots=True)
class _Block:
    """What may stand in a block, and the path to it in the file."""

    place: Place
    path: str

    @property
    def part(self) -> type[Part]:
        return self.place.part

    def source(self, element: Element) -> str:
        return of_element(self.place.known(element))

    def inside(self, element: Element, part: type[Part], path: str) -> _Block:
        """The block *part* that *element* of this one holds."""
        return _Block(self.place.inside(element, part), path)


class _LayoutCheck:
    def __init__(self, conventions: Conventions) -> None:
        self._conventions = conventions

    def block(self, node: PlacedNode, block: _Block) -> Iterator[Finding]:
        """A block: its attributes, which elements it has, and each of these."""
        path = block.path
        if node.has_attributes:
            yield _notice(
                path, node.line, "属性のない要素", "属性がある", of_form("xml")
            )
        if node.text.strip():
            yield _notice(
                path, node.line, "子要素だけ", shown(node.text.strip()), of_form("xml")
            )
        known = {element.name: element for element in elements(block.part)}
        yield from self._missing(node, block)
        yield from self._order(node, block)
        seen: dict[str, int] = {}
        for child in node.children:
            here = f"{path}/{child.wire}"
            element = known.get(child.name)
            if element is None:
                yield self._unknown(child, known, path=here)
                continue
            if child.is_empty:
                if not element.required:
                    yield _notice(
                        here,
                        child.line,
                        "値がなければ要素ごと省略",
                        "空の要素（ないものとして扱います）",
                        of_form("xml"),
                    )
                continue
            seen[child.name] = seen.get(child.name, 0) + 1
            if element.repeated:
                here += f"[{seen[child.name]}]"
            elif seen[child.name] > 1:
                yield _wrong(
                    here,
                    child.line,
                    "1個だけの要素",
                    f"{seen[child.name]}個目",
                    block.source(element),
                )
                continue
            yield from self._child(child, element, block, path=here)

    def _child(
        self, child: PlacedNode, element: Element, block: _Block, *, path: str
    ) -> Iterator[Finding]:
        source = block.source(element)
        if element.part is not None:
            if not child.present():
                yield _wrong(path, child.line, "子要素", shown(child.text), source)
            else:
                inside = block.inside(element, element.part, path)
                yield from self.block(child, inside)
            return
        if child.present():
            yield _wrong(path, child.line, described(element), "子要素", source)
            return
        if child.has_attributes:
            yield _notice(
                path, child.line, "属性のない要素", "属性がある", of_form("xml")
            )
        form = element.item.format
        if form is not None and not form.accepts(child.text):
            if form.code_table is not None:
                source = f"{of_code(form.code_table)}。{source}"
            yield _wrong(
                path, child.line, described(element), shown(child.text), source
            )

    def _missing(self, node: PlacedNode, block: _Block) -> Iterator[Finding]:
        for element in elements(block.part):
            if not element.required or node.find(element.name) is not None:
                continue
            empty = next((c for c in node.children if c.name == element.name), None)
            yield _wrong(
                f"{block.path}/{self._conventions.wire(element.name)}",
                node.line if empty is None else empty.line,
                described(element),
                _ABSENT if empty is None else "空の要素（ないものとして扱います）",
                block.source(element),
            )

    def _order(self, node: PlacedNode, block: _Block) -> Iterator[Finding]:
        """The first element that stands too late; readers must cope with it."""
        known = {element.name: element for element in elements(block.part)}
        places = list(known)
        highest, before = -1, ""
        for child in node.present():
            if child.name not in known:
                continue
            place = places.index(child.name)
            if place < highest:
                yield _notice(
                    f"{block.path}/{child.wire}",
                    child.line,
                    f"{self._conventions.wire(before)} より前"
                    "（順序を問わずに読みますが、別紙の順ではありません）",
                    "後ろにある",
                    block.source(known[child.name]),
                )
                return
            highest, before = place, child.name

    def _unknown(
        self, child: PlacedNode, known: dict[str, Element], *, path: str
    ) -> Finding:
        meant = None
        if child.name not in _HALVES:
            meant = most_alike(child.wire, map(self._conventions.wire, known))
        hint = f"（{meant} の誤りではありませんか）" if meant else ""
        return _notice(
            path,
            child.line,
            f"配置にある要素{hint}",
            "知らない要素（読み飛ばします）",
            of_form("xml"),
        )


def _wrong(path: str, line: int, expected: str, came: str, source: str) -> Finding:
    return Finding(
        level=Level.WRONG,
        path=path,
        line=line,
        expected=expected,
        came=came,
        source=source,
    )


def _notice(path: str, line: int, expected: str, came: str, source: str) -> Finding:
    return Finding(
        level=Level.NOTICE,
        path=path,
        line=line,
        expected=expected,
        came=came,
        source=source,
    )
