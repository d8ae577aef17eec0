"""Messages into JSON, after the same description as the XML of the folders.

In the order of the description, absent before empty; how a block is written is worked
out once, so that an answer costs little more than its text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from .conventions import Conventions
from .items import Message, Part
from .layout import Element, elements, list_of
from .validate import ROOT

_ENCODER = json.JSONEncoder(ensure_ascii=False)
_text: Callable[[str], str] = _ENCODER.encode

_MOST_LASTING = 2_000
"""Texts of blocks that are kept: the same patients are asked for again and again."""

_Write = Callable[[Any], str]
"""The JSON text of what a field holds; "" where that is nothing."""


class JSONWriter:
    """Writes messages under one set of conventions. Safe for threads."""

    def __init__(self, conventions: Conventions) -> None:
        self._conventions = conventions
        self._fields: dict[type[Part], tuple[tuple[str, str, _Write], ...]] = {}
        self._lasting = lru_cache(_MOST_LASTING)(self._block)

    def write(self, message: Message) -> str:
        """The text of one message, from its root on."""
        return f'{{"{ROOT}":{self._block(message) or "{}"}}}'

    def _block(self, part: Part) -> str:
        kind = type(part)
        values = vars(part)
        written = []
        for name, key, write in self._fields.get(kind) or self._fields_of(kind):
            value = values[name]
            if value:
                text = write(value)
                if text:
                    written.append(key + text)
        return f"{{{','.join(written)}}}" if written else ""

    def _fields_of(self, part: type[Part]) -> tuple[tuple[str, str, _Write], ...]:
        fields = tuple(
            (one.name, f"{_text(self._conventions.wire(one.name))}:", self._writer(one))
            for one in elements(part)
        )
        self._fields[part] = fields
        return fields

    def _writer(self, element: Element) -> _Write:
        inner = list_of(element)
        if inner is not None:
            return self._list_writer(inner)
        single = self._single(element)
        if not element.repeated:
            return single
        return lambda rows: _array(single(one) or "{}" for one in rows)

    def _single(self, element: Element) -> _Write:
        if element.part is None:
            return _text
        return self._lasting if element.part.lasting else self._block

    def _list_writer(self, inner: Element) -> _Write:
        """A block that is nothing but a list: an array of one-name objects."""
        name = inner.name
        key = f"{_text(self._conventions.wire(name))}:"
        single = self._single(inner)
        return lambda block: _array(
            f"{{{key}{single(one) or '{}'}}}" for one in getattr(block, name)
        )


def _array(rows: Iterable[str]) -> str:
    text = ",".join(rows)
    return f"[{text}]" if text else ""
