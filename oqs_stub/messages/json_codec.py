"""JSON to message and back, after the same description as the XML of the folders.

The trees are those of the files, from the root `XmlMsg` on. A block that is nothing
but a list (`ResultList`) is an array of one-name objects; every value is a string.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from .codec import SIZE_LIMIT
from .conventions import Conventions, load_conventions
from .drift import STRAIGHT, Drifted
from .errors import MessageError
from .items import Message
from .json_drift import write_drifted
from .json_reading import JSONReader, kind_of
from .json_text import parse_json
from .json_writing import JSONWriter
from .validate import ROOT
from .xml_text import FORBIDDEN

M = TypeVar("M", bound=Message)


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
        self._reader = JSONReader(self.conventions.wire_names)
        self._writer = JSONWriter(self.conventions)

    def decode(self, data: bytes, message_type: type[M]) -> M:
        """Read one message, whatever the order of its names.

        Raises `MessageError`; with an empty path where *data* is no JSON object with
        the root.
        """
        return self._reader.read(self._root(data), message_type)

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
                    name = self.conventions.described(wire)
                    if name and isinstance(value, str) and not FORBIDDEN.search(value):
                        values.setdefault(name, value)
        return values

    def encode(self, message: Message) -> bytes:
        """Write one message in the order of the description, absent before empty.

        That is, unless messages are to drift.
        """
        drifted = self._drifting()
        if drifted.drifts:
            return write_drifted(message, self.conventions, drifted)
        return self._writer.write(message).encode()

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
                came=kind_of(root if isinstance(document, dict) else document),
            )
        return root
