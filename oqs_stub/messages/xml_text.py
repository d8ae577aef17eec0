"""XML text in and out: a strict, bounded reader and a plain writer.

The reader knows no document type and no entity beyond the five of XML itself, so a
file cannot make it expand or fetch anything. Empty elements count as absent. The tree
is of the kind pydantic-xml binds (lxml's, where that is installed).
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element as Node
from xml.parsers import expat
from xml.sax.saxutils import escape

from pydantic_xml.element.native import etree

from card_profiles.syntax_words import xml_reason

from .conventions import Conventions
from .errors import IncompleteXMLError, MessageError
from .style import PLAIN, Style

DEEPEST = 24
"""Levels of nesting; the deepest message has ten."""

MOST_ELEMENTS = 200_000
"""Elements in one message; a list of 10,000 people has about 120,000."""

LONGEST_NAME = 100
"""Characters of an element's name; the longest one has about sixty."""

_INVALID_TOKEN = expat.errors.XML_ERROR_INVALID_TOKEN
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""A character that no message can carry."""


def parse_xml(text: str, conventions: Conventions) -> Node:
    """The element tree of *text*, without its empty elements.

    Raises `MessageError`: `IncompleteXMLError` where the text is not well-formed.
    """
    if not text.strip():
        raise IncompleteXMLError("", expected="整形式のXML", came="空のファイル")
    reader = _Reader(conventions)
    # The declared encoding has been dealt with; the parser shall not look at it.
    # Spaces in its place keep line numbers and columns true.
    blanked = _DECLARATION.sub(lambda found: _blank(found[0]), text, count=1)
    try:
        reader.read(blanked)
    except expat.ExpatError as error:
        raise IncompleteXMLError(
            "",
            expected="整形式のXML",
            came=f"{error.lineno}行目の{error.offset + 1}文字目で読めなくなる"
            f"（{_reason(error, text)}）",
        ) from error
    if reader.root is None:
        raise IncompleteXMLError("", expected="整形式のXML", came="要素がない")
    return reader.root


def _reason(error: expat.ExpatError, text: str) -> str:
    forbidden = FORBIDDEN.search(text)
    if forbidden is not None and expat.ErrorString(error.code) == _INVALID_TOKEN:
        return f"制御文字など、XMLに書けない文字 U+{ord(forbidden[0]):04X} があります"
    return xml_reason(error.code)


def write_xml(
    root: Node, conventions: Conventions, *, encoding: str, style: Style = PLAIN
) -> str:
    """The whole file as text: declaration, then one element a line, no attributes."""
    declared = style.declared.get(encoding, encoding)
    lines = [f'<?xml version="1.0" encoding="{declared}" standalone="no"?>']
    _write(root, conventions, style, lines, depth=0)
    return style.newline.join(lines) + style.newline


def _write(
    element: Node,
    conventions: Conventions,
    style: Style,
    lines: list[str],
    *,
    depth: int,
) -> None:
    name = conventions.wire(str(element.tag))
    indent = style.indent * depth
    opening, closing = f"<{name}{style.tag_end}>", f"</{name}{style.tag_end}>"
    children = list(element)
    if not children:
        text = element.text or ""
        if style.self_closing and not text:
            lines.append(f"{indent}<{name}{style.tag_end}/>")
        else:
            lines.append(f"{indent}{opening}{escaped(text)}{closing}")
        return
    lines.append(f"{indent}{opening}")
    for child in children:
        _write(child, conventions, style, lines, depth=depth + 1)
    lines.append(f"{indent}{closing}")


def escaped(text: str) -> str:
    """*text* as it stands in an element.

    Raises ValueError for what XML cannot carry.
    """
    if text.isalnum():  # As most values are; nothing to look for.
        return text
    forbidden = FORBIDDEN.search(text)
    if forbidden is not None:
        raise ValueError(
            f"expected text that XML can carry, got {forbidden[0]!r} in {text!r}"
        )
    return escape(text, {"\r": "&#13;"})


def _blank(declaration: str) -> str:
    return "".join("\n" if character == "\n" else " " for character in declaration)


class _Reader:
    """Builds the tree while expat reads, and stops at what must not be there."""

    def __init__(self, conventions: Conventions) -> None:
        self.root: Node | None = None
        self._conventions = conventions
        self._open: list[Node] = []
        self._texts: list[list[str]] = []
        self._count = 0

    def read(self, text: str) -> None:
        """Build the tree. Raises `expat.ExpatError` and `MessageError`.

        The parser, and with it the text, is let go at the end: kept here it would
        be part of a circle and stay for a while.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        parser.Parse(text, True)  # noqa: FBT003 - expat's own signature.

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MOST_ELEMENTS:
            raise MessageError(
                "", expected=f"{MOST_ELEMENTS}個以内の要素", came="それより多い要素"
            )
        if len(self._open) >= DEEPEST:
            raise MessageError(
                "", expected=f"{DEEPEST}段以内の入れ子", came="それより深い入れ子"
            )
        if len(name) > LONGEST_NAME:
            raise MessageError(
                "",
                expected=f"{LONGEST_NAME}文字以内の要素名",
                came=f"{len(name)}文字の名前",
            )
        if ":" in name:
            raise MessageError("", expected="名前空間のない要素", came=f"<{name}>")
        self._open.append(etree.Element(self._conventions.described(name)))
        self._texts.append([])

    def _end(self, name: str) -> None:
        element = self._open.pop()
        text = "".join(self._texts.pop())
        if not len(element):  # White space between elements means nothing.
            if not text.strip() and self._open:
                return
            element.text = text
        if self._open:
            self._open[-1].append(element)
        else:
            self.root = element

    def _characters(self, data: str) -> None:
        self._texts[-1].append(data)

    def _doctype(self, *_declaration: object) -> None:
        raise MessageError(
            "", expected="文書型宣言（DOCTYPE）のないXML", came="文書型宣言"
        )
