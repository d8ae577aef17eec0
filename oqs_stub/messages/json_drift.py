"""A drifted message as JSON, from its tree: it may hold what no layout has."""

from __future__ import annotations

import codecs
import json
from xml.etree.ElementTree import Element as Node

from .conventions import Conventions
from .drift import Drifted
from .items import Message, Part
from .layout import Element, elements, list_of, make_ready
from .style import JSONStyle, Lacking
from .text_encoding import without_lacking
from .validate import ROOT


def write_drifted(
    message: Message, conventions: Conventions, drifted: Drifted
) -> bytes:
    """Write one message as the drifts that make sense for JSON have it."""
    make_ready(type(message))
    root: Node = message.to_xml_tree(skip_empty=True, exclude_none=True)
    drifted.in_json.change(root, type(message))
    style = drifted.json_style
    document = _Writer(conventions, style).block(root, type(message))
    text = json.dumps(
        {ROOT: document},
        ensure_ascii=False,
        indent=style.indent,
        separators=(",", style.colon),
    )
    text = text.replace("\n", style.newline)  # Inside of a value it stands escaped.
    if style.lacking is not None:
        way = style.lacking
        text = without_lacking(
            text, _escaped if way is Lacking.REFERENCE else lambda _: way.value
        )
    mark = codecs.BOM_UTF8 if style.byte_order_mark else b""
    return mark + text.encode()


class _Writer:
    def __init__(self, conventions: Conventions, style: JSONStyle) -> None:
        self._conventions = conventions
        self._style = style

    def block(self, node: Node, part: type[Part] | None) -> dict[str, object]:
        """The object of one block, in the order of the tree."""
        known = {} if part is None else {one.name: one for one in elements(part)}
        document: dict[str, object] = {}
        repeated: dict[str, list[object]] = {}
        for child in node:
            element = known.get(str(child.tag))
            value = self._value(child, element)
            name = self._conventions.wire(str(child.tag))
            if element is not None and element.repeated:
                repeated.setdefault(name, []).append(value)
                document[name] = repeated[name]
            else:
                document[name] = value
        return document

    def _value(self, node: Node, element: Element | None) -> object:
        inner = None if element is None else list_of(element)
        if inner is not None:
            return self._list(node, inner)
        part = None if element is None else element.part
        if part is not None or len(node):
            return self.block(node, part)
        return node.text or self._style.empty

    def _list(self, node: Node, inner: Element) -> list[dict[str, object]]:
        """An array of one-name objects; what is unknown stands in each of them."""
        rows = [child for child in node if str(child.tag) == inner.name]
        return [
            {
                self._conventions.wire(str(one.tag)): self._value(
                    one, inner if one is row else None
                )
                for one in node
                if one is row or str(one.tag) != inner.name
            }
            for row in rows
        ]


def _escaped(character: str) -> str:
    """The character as JSON writes it in ASCII: `\\uXXXX`, once or twice."""
    return json.dumps(character)[1:-1]
