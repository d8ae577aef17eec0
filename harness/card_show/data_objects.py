"""The objects in a card file: a tag of one or two bytes, a length, a value."""

from __future__ import annotations

from collections.abc import Iterator

_MORE_TAG = 0x1F  # All low bits of the first byte: a second byte follows.
_OUTER_TAGS = range(0xFF10, 0xFF60, 0x10)  # FF10, FF20, … of the 券面 applications.


def objects_in(content: bytes) -> dict[int, bytes]:
    """Return the objects of a file by tag, those inside its outer object.

    Filler ends them. A file that holds no objects gives an empty dictionary.
    """
    return dict(_walk(outer_value(content)))


def outer_value(content: bytes) -> bytes:
    """Return what a file's outer object holds; empty where it has none."""
    return next((v for tag, v in _walk(content) if tag in _OUTER_TAGS), b"")


def _walk(content: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 1 < len(content):
        tag = content[at]
        at += 1
        if tag & _MORE_TAG == _MORE_TAG:  # `content` has one byte more, see above.
            tag = tag << 8 | content[at]
            at += 1
        length, at = _length(content, at)
        if length is None or at + length > len(content) or tag in (0, 0xFFFF):
            return
        yield tag, content[at : at + length]
        at += length


def _length(content: bytes, at: int) -> tuple[int | None, int]:
    if at >= len(content):
        return None, at
    first = content[at]
    if first < 0x80:
        return first, at + 1
    size = first & 0x7F
    if size not in (1, 2):
        return None, at
    return int.from_bytes(content[at + 1 : at + 1 + size], "big"), at + 1 + size
