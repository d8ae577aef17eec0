"""JSON to message and back, after the same description as the XML of the folders.

The trees are those of the files, from the root `XmlMsg` on. A block that is nothing
but a list (`ResultList`) is an array of one-name objects; every value is a string.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TypeVar

from pydantic import ValidationError

from .codec import SIZE_LIMIT
from .conventions import Conventions, load_conventions
from .drift import STRAIGHT, Drifted
from .errors import MessageError
from .items import Message, Part
from .json_drift import write_drifted
from .json_text import parse_json
from .layout import Element, elements, list_of
from .validate import ROOT, check_values, described, shown
from .xml_text import FORBIDDEN

M = TypeVar("M", bound=Message)

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

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


class JSONCodec:
    """Reads and writes messages as JSON under one set of conventions.

    Safe for threads.
    """

    def __init__(
        self,
        conventions: Conventions | None = None,
        *,
        size_limit: int = SIZE_LIMIT,
        drifting: Callable[[], Drifted] = lambda: STRAIGHT,
    ) -> None:
        """*drifting* is asked before each message is written."""
        self._drifting = drifting
        self.conventions = conventions or load_conventions()
        self._size_limit = size_limit
        self._names: dict[type[Part], Sequence[tuple[Element, str]]] = {}
        self._described: dict[str, str] = {
            wire: name for name, wire in self.conventions.wire_names.items()
        }

    def decode(self, data: bytes, message_type: type[M]) -> M:
        """Read one message, whatever the order of its names.

        Raises `MessageError`; with an empty path where *data* is no JSON object with
        the root.
        """
        values = self._block(self._root(data), message_type, path=ROOT)
        try:
            message = message_type.model_validate(values)
        except ValidationError as error:
            first = error.errors()[0]
            raise MessageError(
                "/".join([ROOT, *map(str, first["loc"])]),
                expected="配置仕様どおりの要素",
                came=first["msg"],
            ) from error
        check_values(message)
        return message

    def loose_values(self, data: bytes) -> dict[str, str]:
        """What the header and the top of the body of any message say, unchecked.

        For answering a message that does not keep to its layout. Raises
        `MessageError` for what is no JSON object with the root.
        """
        values: dict[str, str] = {}
        root = self._root(data)
        for part in (root.get("MessageHeader"), root.get("MessageBody")):
            if isinstance(part, dict):
                for wire, value in part.items():
                    if isinstance(value, str) and not FORBIDDEN.search(value):
                        name = self._described.get(str(wire), str(wire))
                        values.setdefault(name, value)
        return values

    def encode(self, message: Message) -> bytes:
        """Write one message in the order of the description, absent before empty.

        That is, unless messages are to drift.
        """
        drifted = self._drifting()
        if drifted.drifts:
            return write_drifted(message, self.conventions, drifted)
        return _JSON.encode({ROOT: self._written(message)}).encode()

    def _root(self, data: bytes) -> dict[str, object]:
        if len(data) > self._size_limit:
            raise MessageError(
                "", expected=f"{self._size_limit}バイト以内", came=f"{len(data)}バイト"
            )
        document = parse_json(data, any_text=True)
        root = document.get(ROOT) if isinstance(document, dict) else None
        if not isinstance(root, dict):
            raise MessageError(
                "",
                expected=f'{{"{ROOT}": {{…}}}} の形のオブジェクト',
                came=_kind(root if isinstance(document, dict) else document),
            )
        return root

    def _block(
        self, value: dict[str, object], part: type[Part], *, path: str
    ) -> dict[str, object]:
        """The fields of one block, read from its object; empty ones left out."""
        by_name = value
        if self._described:
            by_name = {
                self._described.get(name, name): one for name, one in value.items()
            }
        found = {}
        for element in elements(part):
            here = f"{path}/{element.name}"
            read = self._element(by_name.get(element.name), element, path=here)
            if read:
                found[element.name] = read
            elif element.required:
                raise MessageError(here, expected=described(element), came="要素がない")
        return found

    def _element(self, value: object, element: Element, *, path: str) -> object:
        """What one name holds, in the form of its field; something false if nothing."""
        if value in _EMPTY:
            return None
        if element.repeated:
            rows = (
                self._single(one, element, path=f"{path}[{index}]")
                for index, one in enumerate(_array(value, path=path), start=1)
                if one not in _EMPTY
            )
            return tuple(row for row in rows if row)
        inner = list_of(element)
        if inner is not None:
            return self._list(value, inner, path=path)
        return self._single(value, element, path=path)

    def _list(
        self, value: object, inner: Element, *, path: str
    ) -> dict[str, object] | None:
        """A block that is nothing but a list: its array of one-name objects."""
        wire = self.conventions.wire(inner.name)
        rows = []
        for index, row in enumerate(_array(value, path=path), start=1):
            here = f"{path}[{index}]"
            if row in _EMPTY:
                continue
            if not isinstance(row, dict) or wire not in row:
                raise MessageError(
                    here,
                    expected=f'{{"{wire}": …}} の形のオブジェクト',
                    came=_kind(row),
                )
            rows.append(self._single(row[wire], inner, path=f"{here}/{inner.name}"))
        return {inner.name: tuple(rows)} if rows else None

    def _single(self, value: object, element: Element, *, path: str) -> object:
        if element.part is not None:
            if not isinstance(value, dict):
                raise MessageError(
                    path, expected="要素を持つオブジェクト", came=_kind(value)
                )
            return self._block(value, element.part, path=path)
        if not isinstance(value, str):
            raise MessageError(
                path, expected=f"{described(element)}の文字列", came=_kind(value)
            )
        forbidden = FORBIDDEN.search(value)
        if forbidden is not None:
            raise MessageError(
                path,
                expected="電文に書ける文字",
                came=f"制御文字など U+{ord(forbidden[0]):04X}",
            )
        return value if value.strip() else None

    def _written(self, part: Part) -> dict[str, object]:
        document: dict[str, object] = {}
        values = vars(part)
        for element, wire in self._named(type(part)):
            value = values[element.name]
            if not value:
                continue  # None, "" and () alike: absent before empty.
            if isinstance(value, str):
                document[wire] = value
                continue
            written: object = value
            if element.repeated:
                written = [
                    self._written(one) if isinstance(one, Part) else one
                    for one in value
                ]
            elif isinstance(value, Part):
                inner = list_of(element)
                if inner is None:
                    written = self._written(value)
                else:
                    name = self.conventions.wire(inner.name)
                    written = [
                        {name: self._written(one)} for one in getattr(value, inner.name)
                    ]
            if written:
                document[wire] = written
        return document

    def _named(self, part: type[Part]) -> Sequence[tuple[Element, str]]:
        """The elements of one block, each with the name it has on the wire."""
        named = self._names.get(part)
        if named is None:
            wire = self.conventions.wire
            named = tuple((element, wire(element.name)) for element in elements(part))
            self._names[part] = named
        return named


def _array(value: object, *, path: str) -> list[object]:
    if not isinstance(value, list):
        raise MessageError(path, expected="配列", came=_kind(value))
    return value


def _kind(value: object) -> str:
    name = "なし" if value is None else _KINDS.get(type(value), "不明")
    return f"{name} {shown(value)}" if isinstance(value, str) else name
