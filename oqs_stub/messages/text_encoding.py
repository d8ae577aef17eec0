"""The two encodings of the folder interface, and how text gets in and out of them.

Shift_JIS means CP932 here, as on the Windows machines that write these files. The
standard XML parser refuses it, so both ways are done on text, by ourselves.
"""

from __future__ import annotations

import codecs
import re
from enum import StrEnum

from .errors import IncompleteXMLError, MessageError

REPLACEMENT = "●"
"""Stands for each character that CP932 lacks, as terminals are said to show one."""

_DECLARATION = re.compile(rb"""^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']""")
_START = 256  # A declaration ends well within this many bytes.

# Same character, but Unicode and CP932 disagree which code point it has.
_CP932_TWINS = str.maketrans("〜‖−¢£¬—", "～∥－￠￡￢―")


class Encoding(StrEnum):
    """The encoding of a message, by its name in the XML declaration."""

    UTF_8 = "UTF-8"
    SHIFT_JIS = "Shift_JIS"

    @property
    def identifier(self) -> str:
        """文字コード識別 (`CharacterCodeIdentifier`), OQSCD005."""
        return "0" if self is Encoding.UTF_8 else "1"


_NAMES = {
    "utf-8": Encoding.UTF_8,
    "utf8": Encoding.UTF_8,
    "shift_jis": Encoding.SHIFT_JIS,
    "shift-jis": Encoding.SHIFT_JIS,
    "sjis": Encoding.SHIFT_JIS,
    "x-sjis": Encoding.SHIFT_JIS,
    "ms932": Encoding.SHIFT_JIS,
    "cp932": Encoding.SHIFT_JIS,
    "windows-31j": Encoding.SHIFT_JIS,
    "ms_kanji": Encoding.SHIFT_JIS,
    "csshiftjis": Encoding.SHIFT_JIS,
}


def detect_encoding(data: bytes) -> Encoding:
    """The encoding the XML declaration names; UTF-8 where it names none.

    Raises `MessageError` for any other encoding.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\0", b"\0<")):
        raise _unsupported("UTF-16")
    start = data.removeprefix(codecs.BOM_UTF8)[:_START]
    declared = _DECLARATION.match(start)
    if declared is None:
        return Encoding.UTF_8
    name = declared[1].decode("ascii", "replace").strip()
    found = _NAMES.get(name.lower())
    if found is None:
        raise _unsupported(name)
    return found


def decode_text(data: bytes) -> tuple[str, Encoding]:
    """The text of *data* without a byte order mark, and how it was encoded.

    Raises `MessageError`; `IncompleteXMLError` where the bytes break off or are not
    of the declared encoding.
    """
    encoding = detect_encoding(data)
    codec = "utf-8-sig" if encoding is Encoding.UTF_8 else "cp932"
    try:
        return data.decode(codec), encoding
    except UnicodeDecodeError as error:
        raise IncompleteXMLError(
            "",
            expected=f"{encoding.value}の文字",
            came=f"{error.start}バイト目から読めない",
        ) from error


def encode_text(text: str, encoding: Encoding) -> bytes:
    """*text* in that encoding; what CP932 lacks becomes `REPLACEMENT`."""
    if encoding is Encoding.UTF_8:
        return text.encode("utf-8")
    twinned = text.translate(_CP932_TWINS)
    try:
        return twinned.encode("cp932")
    except UnicodeEncodeError:
        return "".join(map(_in_cp932, twinned)).encode("cp932")


def _in_cp932(character: str) -> str:
    try:
        character.encode("cp932")
    except UnicodeEncodeError:
        return REPLACEMENT
    return character


def _unsupported(name: str) -> MessageError:
    return MessageError(
        "", expected="文字コード UTF-8 または Shift_JIS", came=f"{name[:40]!r}"
    )
