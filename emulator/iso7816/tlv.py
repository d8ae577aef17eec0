"""BER-TLV, and the few habits of this card in writing it."""

from __future__ import annotations

from collections.abc import Iterator


def encode(tag: int, value: bytes) -> bytes:
    """Write one object with the shortest length form ISO 7816-4 allows."""
    return _tag_bytes(tag) + _length_bytes(len(value)) + value


def encode_jicsap(tag: int, value: bytes) -> bytes:
    """Write one object as the 券面 applications do: one length byte or the 82 form.

    From 128 bytes on the length is always `82 hh ll`, never `81` (lengths seen in
    real files and in what clients rely on [C]).
    """
    size = len(value)
    length = bytes((size,)) if size < 0x80 else b"\x82" + size.to_bytes(2, "big")
    return _tag_bytes(tag) + length + value


def decode(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Read the objects of *raw* in order, stopping at filler (FF FF or the end).

    Raises `ValueError` when an object is cut short.
    """
    at = 0
    while at < len(raw) and raw[at : at + 2] not in (b"\xff", b"\xff\xff"):
        tag, at = _read_tag(raw, at)
        size, at = _read_length(raw, at)
        value = raw[at : at + size]
        if len(value) < size:
            raise ValueError(
                f"object {tag:02X} says {size} bytes, {len(value)} are there"
            )
        yield tag, value
        at += size


def _tag_bytes(tag: int) -> bytes:
    return tag.to_bytes((tag.bit_length() + 7) // 8 or 1, "big")


def _length_bytes(size: int) -> bytes:
    if size < 0x80:
        return bytes((size,))
    body = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((0x80 | len(body),)) + body


def _read_tag(raw: bytes, at: int) -> tuple[int, int]:
    tag = raw[at]
    at += 1
    if tag & 0x1F != 0x1F:
        return tag, at
    while True:
        if at >= len(raw):
            raise ValueError(f"tag {tag:X} is cut short")
        byte = raw[at]
        tag = tag << 8 | byte
        at += 1
        if not byte & 0x80:
            return tag, at


def _read_length(raw: bytes, at: int) -> tuple[int, int]:
    if at >= len(raw):
        raise ValueError("an object ends before its length")
    first = raw[at]
    at += 1
    if first < 0x80:
        return first, at
    count = first & 0x7F
    body = raw[at : at + count]
    if not count or len(body) < count:
        raise ValueError(f"length form {first:02X} is not definite or is cut short")
    return int.from_bytes(body, "big"), at + count
