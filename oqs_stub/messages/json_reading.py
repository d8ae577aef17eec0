"""JSON into messages: one walk that checks and builds, worked out once for each block.

A block that is nothing but a list (`ResultList`) is an array of one-name objects;
every value is a string. What is empty counts as absent, as in the XML of the folders.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar, cast

from pydantic import ValidationError

from .errors import MessageError
from .in_words import absence, described, shown
from .items import Message, Part
from .layout import Element, elements, list_of
from .validate import ROOT, unlike_layout
from .xml_text import FORBIDDEN

M = TypeVar("M", bound=Message)

_EMPTY: tuple[object, ...] = (None, "", {}, [])
"""What a name can hold and still count as absent, as an empty element does."""

_KINDS = {
    bool: "真偽値",
    int: "数値",
    float: "数値",
    str: "文字列",
    list: "配列",
    dict: "オブジェクト",
}

_Read = Callable[[object], object]
"""What a name holds, in the form of its field; None or () where that is nothing."""


class _WrongError(Exception):
    """Something wrong below the place where this is caught; the path grows upwards."""

    def __init__(self, path: str, *, expected: str, came: str) -> None:
        super().__init__()
        self.path = path
        self.expected = expected
        self.came = came


class _Field(NamedTuple):
    name: str
    wire: str
    read: _Read
    element: Element


class JSONReader:
    """Builds messages of what `json` has read. Safe for threads."""

    def __init__(self, wire_names: Mapping[str, str]) -> None:
        """*wire_names*: what the elements are called that are called otherwise."""
        self._wire_names = wire_names
        self._fields: dict[type[Part], tuple[_Field, ...]] = {}

    def read(self, root: dict[str, object], message_type: type[M]) -> M:
        """The message below the root. Raises `MessageError` with its path."""
        try:
            message = self._block(root, message_type)
            if message is None:  # With nothing required and nothing given.
                message = message_type()
        except _WrongError as error:
            raise MessageError(
                f"{ROOT}{error.path}", expected=error.expected, came=error.came
            ) from error
        except ValidationError as error:
            raise unlike_layout(error) from error
        return cast("M", message)

    def _block(self, value: dict[str, object], part: type[Part]) -> Part | None:
        fields = self._fields.get(part) or self._fields_of(part)
        found = {}
        for name, wire, read, element in fields:
            came = value.get(wire)
            if came or came not in _EMPTY:
                try:
                    one = read(came)
                except _WrongError as error:
                    error.path = f"/{name}{error.path}"
                    raise
                if one:
                    found[name] = one
                    continue
            if element.required:
                unknown = value.keys() - {field.wire for field in fields}
                raise _WrongError(
                    f"/{name}",
                    expected=described(element),
                    came=absence(wire, unknown),
                )
        return part(**found) if found else None

    def _fields_of(self, part: type[Part]) -> tuple[_Field, ...]:
        fields = tuple(
            _Field(one.name, self._wire(one.name), self._reader(one), one)
            for one in elements(part)
        )
        self._fields[part] = fields
        return fields

    def _wire(self, name: str) -> str:
        return self._wire_names.get(name, name)

    def _reader(self, element: Element) -> _Read:
        inner = list_of(element)
        if inner is not None and element.part is not None:
            return self._list_reader(element.part, inner)
        single = self._single_reader(element)
        return _rows_reader(single) if element.repeated else single

    def _single_reader(self, element: Element) -> _Read:
        part = element.part
        return _value_reader(element) if part is None else self._block_reader(part)

    def _block_reader(self, part: type[Part]) -> _Read:
        def read(value: object) -> object:
            if not isinstance(value, dict):
                raise _WrongError(
                    "", expected="要素を持つオブジェクト", came=kind_of(value)
                )
            return self._block(value, part)

        return read

    def _list_reader(self, part: type[Part], inner: Element) -> _Read:
        """A block that is nothing but a list: its array of one-name objects."""
        wire, name = self._wire(inner.name), inner.name
        single = self._single_reader(inner)

        def row(value: object) -> object:
            if not isinstance(value, dict) or wire not in value:
                raise _WrongError(
                    "",
                    expected=f'{{"{wire}": …}} の形のオブジェクト',
                    came=kind_of(value),
                )
            if value[wire] in _EMPTY:
                return None
            try:
                return single(value[wire])
            except _WrongError as error:
                error.path = f"/{name}{error.path}"
                raise

        rows = _rows_reader(row)

        def read(value: object) -> object:
            found = rows(value)
            return part(**{name: found}) if found else None

        return read


def _value_reader(element: Element) -> _Read:
    form = element.item.format

    def read(value: object) -> object:
        if not isinstance(value, str):
            raise _WrongError(
                "", expected=f"{described(element)}の文字列", came=kind_of(value)
            )
        forbidden = FORBIDDEN.search(value)
        if forbidden is not None:
            raise _WrongError(
                "",
                expected="電文に書ける文字",
                came=f"制御文字など U+{ord(forbidden[0]):04X}",
            )
        if not value.strip():
            return None
        if form is not None and not form.accepts(value):
            raise _WrongError("", expected=described(element), came=shown(value))
        return value

    return read


def _rows_reader(single: _Read) -> _Read:
    """An array of what *single* reads, without its empty rows."""

    def read(value: object) -> object:
        if not isinstance(value, list):
            raise _WrongError("", expected="配列", came=kind_of(value))
        rows = []
        for number, one in enumerate(value, start=1):
            if one in _EMPTY:
                continue
            try:
                row = single(one)
            except _WrongError as error:
                error.path = f"[{number}]{error.path}"
                raise
            if row:
                rows.append(row)
        return tuple(rows)

    return read


def kind_of(value: object) -> str:
    """What kind of JSON value *value* is, as an error says it."""
    name = "なし" if value is None else _KINDS.get(type(value), "不明")
    return f"{name} {shown(value)}" if isinstance(value, str) else name
