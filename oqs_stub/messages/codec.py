"""Bytes to message and back: the only way in or out of the folder interface."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import ValidationError

from .conventions import Conventions, load_conventions
from .drift import STRAIGHT, Drifted
from .errors import MessageError
from .items import Message
from .layout import make_ready
from .text_encoding import Encoding, decode_text, encode_text
from .validate import check_shape, check_values, unlike_layout
from .writing import write_message
from .xml_text import parse_xml, write_xml

SIZE_LIMIT = 4 * 1024 * 1024
"""Bytes of the largest message that is read; public clients draw the same line."""

BULK_SIZE_LIMIT = 16 * 1024 * 1024
"""Bytes of the largest request that may name thousands of people."""

M = TypeVar("M", bound=Message)


@dataclass(frozen=True, slots=True)
class Decoded(Generic[M]):
    """A message as it came, and the encoding in which its sender wants the answer."""

    message: M
    encoding: Encoding


class Codec:
    """Reads and writes messages under one set of conventions. Safe for threads."""

    def __init__(
        self,
        conventions: Conventions | None = None,
        *,
        size_limit: int = SIZE_LIMIT,
        drifting: Callable[[], Drifted] = lambda: STRAIGHT,
    ) -> None:
        """*drifting* is asked before each message is written."""
        self.size_limit = size_limit
        self._drifting = drifting
        self.conventions = conventions or load_conventions()

    def limit_of(self, message_type: type[Message] | None) -> int:
        """Bytes of the largest message of that type that is read."""
        many = message_type is not None and message_type.many_people
        return max(self.size_limit, BULK_SIZE_LIMIT) if many else self.size_limit

    def decode(self, data: bytes, message_type: type[M]) -> Decoded[M]:
        """Read one message, whatever the order of its elements.

        Raises `MessageError`; `IncompleteXMLError` where the bytes break off, so
        that a file still being written can be told from a wrong one.
        """
        self.check_size(len(data), message_type)
        text, encoding = decode_text(data)
        root = parse_xml(text, self.conventions)
        check_shape(root, message_type)
        try:
            make_ready(message_type)
            message = message_type.from_xml_tree(root)
        except ValidationError as error:
            raise unlike_layout(error) from error
        check_values(message)
        return Decoded(message, encoding)

    def well_formed(self, data: bytes) -> None:
        """Check only that *data* is whole, harmless XML. Raises `MessageError`."""
        self.check_size(len(data))
        parse_xml(decode_text(data)[0], self.conventions)

    def loose_values(
        self, data: bytes, message_type: type[Message] | None = None
    ) -> tuple[dict[str, str], Encoding]:
        """What the header and the top of the body of any message say, unchecked.

        For answering a message that does not keep to its layout. Raises
        `MessageError` for what is no harmless XML.
        """
        self.check_size(len(data), message_type)
        text, encoding = decode_text(data)
        root = parse_xml(text, self.conventions)
        values: dict[str, str] = {}
        for part in root:
            if part.tag in ("MessageHeader", "MessageBody"):
                for child in part:
                    if not len(child):
                        values.setdefault(str(child.tag), child.text or "")
        return values, encoding

    def encode(self, message: Message, encoding: Encoding) -> bytes:
        """Write one message in the order of the description, absent before empty.

        That is, unless messages are to drift.
        """
        drifted = self._drifting()
        if not drifted.drifts:  # The same, several times as fast.
            pieces = write_message(message, self.conventions, encoding=encoding.value)
            return b"".join(encode_text(piece, encoding) for piece in pieces)
        make_ready(type(message))
        root = message.to_xml_tree(skip_empty=True, exclude_none=True)
        drifted.change(root, type(message))
        style = drifted.style
        text = write_xml(root, self.conventions, encoding=encoding.value, style=style)
        return encode_text(text, encoding, style=style)

    def zips_lists(self) -> bool:
        """Whether a finished list goes out inside a ZIP, as messages drift now."""
        return self._drifting().style.zipped_lists

    def check_size(self, size: int, message_type: type[Message] | None = None) -> None:
        """Raise `MessageError` for more bytes than are read of that type."""
        limit = self.limit_of(message_type)
        if size > limit:
            raise MessageError(
                "",
                expected=f"{limit}バイト以内のファイル",
                came=f"{size}バイト",
            )
