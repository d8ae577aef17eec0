"""The WebAPI's form of a message: the same elements as in the files, as JSON.

A list such as `ResultList` is an array of one-name objects; every value is a text.
"""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

from card_profiles.syntax_words import json_reason

from .errors import AnswerError
from .xml_form import MAX_BYTES

ROOT = "XmlMsg"
_BOM = b"\xef\xbb\xbf"


def build(root: ET.Element) -> bytes:
    """Write a request; its elements are those of a file, none of them repeated."""
    return json.dumps({ROOT: _value(root)}, ensure_ascii=False).encode()


def parse(content: bytes) -> ET.Element:
    """Read an answer into the elements of a file. Raises `AnswerError`.

    Names may come in any order, with others between them; null and "" are absent.
    """
    if len(content) > MAX_BYTES:
        raise AnswerError(
            f"回答が大きすぎます（{len(content)}バイト、上限{MAX_BYTES}バイト）。"
        )
    try:
        document = json.loads(content.removeprefix(_BOM).decode())
    except (ValueError, RecursionError) as error:
        raise AnswerError(f"JSONとして読めません（{json_reason(error)}）。") from error
    message = document.get(ROOT) if isinstance(document, dict) else None
    if not isinstance(message, dict):
        raise AnswerError(f"{ROOT}のあるオブジェクトではありません。")
    root = ET.Element(ROOT)
    _fill(root, message)
    return root


def _value(element: ET.Element) -> object:
    if not len(element):
        return element.text or ""
    return {child.tag: _value(child) for child in element}


def _fill(element: ET.Element, values: dict[str, object]) -> None:
    for name, value in values.items():
        if isinstance(value, list) and name.endswith("List"):
            block = ET.SubElement(element, name)
            for row in value:
                if isinstance(row, dict):
                    _fill(block, row)
            continue
        for one in value if isinstance(value, list) else (value,):
            child = ET.SubElement(element, name)
            if isinstance(one, dict):
                _fill(child, one)
            elif one is not None:
                child.text = str(one)
