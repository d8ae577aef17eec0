"""The table of offsets with which the large files of the 券面 applications begin."""

from __future__ import annotations

from collections.abc import Sequence

from ..iso7816.tlv import encode_jicsap as encode


def with_offsets(tag: int, table_tag: int, objects: Sequence[bytes]) -> bytes:
    """Put *objects* behind a table that says where the tag of each one stands.

    An offset is two bytes, counted from the start of the file [M].
    """
    table_size = len(encode(table_tag, bytes(2 * len(objects))))
    size = table_size + sum(map(len, objects))
    at = len(encode(tag, bytes(size))) - size + table_size
    table = b""
    for item in objects:
        table += at.to_bytes(2, "big")
        at += len(item)
    return encode(tag, encode(table_tag, table) + b"".join(objects))
