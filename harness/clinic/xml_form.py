"""The form of a message file: bytes in either encoding to elements, and back.

XML 1.0, `standalone="no"`, root `XmlMsg`, no namespace, no attributes, no DTD.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from enum import StrEnum

from card_profiles.syntax_words import xml_reason

from .errors import AnswerError, IncompleteError, RequestError

MAX_BYTES = 4 * 1024 * 1024
"""Readers in the field refuse larger answers."""

_DECLARATION = re.compile(rb"\A\s*<\?xml\s[^>]*\?>")
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([A-Za-z0-9._\-]+)["']""")
_BOM = b"\xef\xbb\xbf"


class Encoding(StrEnum):
    """The two encodings of the interface, as a declaration spells them."""

    UTF_8 = "UTF-8"
    SHIFT_JIS = "Shift_JIS"

    @property
    def codec(self) -> str:
        """Python's name: what says Shift_JIS is Windows code page 932."""
        return "cp932" if self is Encoding.SHIFT_JIS else "utf-8"


class _NoDoctype(ET.TreeBuilder):
    """Builds elements, and stops at a DOCTYPE before any entity is declared."""

    def doctype(self, name: str, _public: str | None, _system: str | None) -> None:
        raise AnswerError(f"DOCTYPE「{name}」のあるXMLは読みません。")


def parse(content: bytes) -> ET.Element:
    """Read a message and return its root, `XmlMsg`.

    Raises `IncompleteError` where the file may still be being written, and
    `AnswerError` for anything else than a plain message.
    """
    if len(content) > MAX_BYTES:
        raise AnswerError(
            f"回答が大きすぎます（{len(content)}バイト、上限{MAX_BYTES}バイト）。"
        )
    text = decode(content)
    parser = ET.XMLParser(target=_NoDoctype())  # noqa: S314 - a DOCTYPE is refused, the size is bounded.
    try:
        parser.feed(text)
        root: ET.Element = parser.close()
    except ET.ParseError as error:
        line, column = error.position
        raise IncompleteError(
            f"XMLとして読めません: {line}行目の{column + 1}文字目: "
            f"{xml_reason(error.code)}"
        ) from error
    if root.tag != "XmlMsg":
        raise AnswerError(f"ルート要素がXmlMsgではなく{root.tag}です。")
    return root


def decode(content: bytes) -> str:
    """Return the text of a message without its declaration.

    The declaration decides between UTF-8 and code page 932; the standard parser
    knows no Shift_JIS. Raises `AnswerError` for another encoding or stray bytes.
    """
    content = content.removeprefix(_BOM)
    found = _DECLARATION.match(content)
    declared = "UTF-8"
    if found is not None:
        encoding = _ENCODING.search(found.group())
        declared = encoding.group(1).decode("ascii") if encoding else declared
        content = content[found.end() :]
    name = declared.lower().replace("-", "_")
    if name not in ("utf_8", "utf8", "shift_jis", "cp932", "windows_31j"):
        raise AnswerError(f"文字コード{declared}は使えません（UTF-8かShift_JIS）。")
    codec = "utf-8" if name.startswith("utf") else "cp932"
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        raise IncompleteError(
            f"{declared}として読めないバイトがあります: {error}"
        ) from error


def build(root: ET.Element, encoding: Encoding) -> bytes:
    """Write a message with the declaration the interface uses.

    Raises `RequestError` for a character the encoding lacks: what names a person
    must never be replaced.
    """
    text = ET.tostring(root, encoding="unicode")
    declaration = f'<?xml version="1.0" encoding="{encoding}" standalone="no"?>\n'
    try:
        return (declaration + text + "\n").encode(encoding.codec)
    except UnicodeEncodeError as error:
        raise RequestError(
            f"「{error.object[error.start : error.end]}」は{encoding}で書けません。"
            "UTF-8を使ってください。"
        ) from error


def message(
    header: Iterable[tuple[str, str | None]], body: Iterable[ET.Element]
) -> ET.Element:
    """Put together `XmlMsg` from header values and body elements."""
    root = ET.Element("XmlMsg")
    root.append(block("MessageHeader", header))
    body_element = ET.SubElement(root, "MessageBody")
    body_element.extend(body)
    return root


def block(name: str, values: Iterable[tuple[str, str | None]]) -> ET.Element:
    """Return an element with one child a value; a value that is absent is left out."""
    element = ET.Element(name)
    for child, value in values:
        if value:
            ET.SubElement(element, child).text = value
    return element


def leaf(name: str, value: str) -> ET.Element:
    """Return an element that holds only text."""
    element = ET.Element(name)
    element.text = value
    return element


def text_of(element: ET.Element | None, path: str) -> str:
    """Return the text at *path*, "" where it is absent or empty: both mean absent."""
    if element is None:
        return ""
    return (element.findtext(path) or "").strip()
