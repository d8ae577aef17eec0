"""Data objects in the files of a card: BER-TLV, read to their end and taken apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HEADER = 5  # Two bytes of tag, and a length of up to three.


class ObjectError(ValueError):
    """A file does not hold the objects it should."""


@dataclass(frozen=True, slots=True)
class DataObject:
    """One object: its tag, its value, and all its bytes with both and the length."""

    tag: int
    value: bytes
    encoded: bytes


def parse_objects(data: bytes) -> tuple[DataObject, ...]:
    """Take *data* apart into the objects that fill it wholly."""
    found = []
    at = 0
    while at < len(data):
        first = at
        tag, at = _tag(data, at)
        size, at = _length(data, at)
        value = data[at : at + size]
        if len(value) < size:
            raise ObjectError(
                f"expected {size} bytes in object {tag:X}, got {len(value)}"
            )
        at += size
        found.append(DataObject(tag, value, data[first:at]))
    return tuple(found)


def object_size(header: bytes, *, expected: int, file_id: int) -> int:
    """Total length of the object *expected* that begins with *header*."""
    tag, at = _tag(header, 0)
    if tag != expected:
        raise ObjectError(
            f"expected object {expected:X} in file {file_id:04X}, got {tag:X}"
        )
    size, at = _length(header, at)
    return at + size


def parts(content: bytes, expected: Iterable[int]) -> tuple[DataObject, ...]:
    """Give the objects in *content*, whose tags must be those *expected*, in order."""
    tags = tuple(expected)
    found = parse_objects(content)
    if tuple(part.tag for part in found) != tags:
        raise ObjectError(
            f"expected objects {_named(tags)}, got {_named(part.tag for part in found)}"
        )
    return found


def check_offsets(table: bytes, objects: Sequence[DataObject], *, end: int) -> None:
    """Check that *table* says where each object stands; the last ends at *end*.

    An offset is two bytes, counted from the start of the file.
    """
    at = end - sum(len(item.encoded) for item in objects)
    for index, item in enumerate(objects):
        told = int.from_bytes(table[2 * index : 2 * index + 2], "big")
        if told != at:
            raise ObjectError(f"expected object {item.tag:X} at {told}, it is at {at}")
        at += len(item.encoded)


def _named(tags: Iterable[int]) -> str:
    return " ".join(f"{tag:X}" for tag in tags)


def _tag(data: bytes, at: int) -> tuple[int, int]:
    tag = data[at]
    if tag & 0x1F != 0x1F:
        return tag, at + 1
    if at + 1 >= len(data):
        raise ObjectError(f"expected the second byte of tag {tag:X}, got the end")
    return tag << 8 | data[at + 1], at + 2


def _length(data: bytes, at: int) -> tuple[int, int]:
    first = data[at] if at < len(data) else 0xFF
    if first < 0x80:
        return first, at + 1
    octets = first & 0x7F
    at += 1
    if octets not in (1, 2) or at + octets > len(data):
        raise ObjectError(f"expected a length of up to 3 bytes, got {first:02X}")
    return int.from_bytes(data[at : at + octets], "big"), at + octets
