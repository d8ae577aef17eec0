"""The two encodings of the folder interface, and how text gets in and out of them.

Shift_JIS means CP932 here, as on the Windows machines that write these files. The
standard XML parser refuses it, so both ways are done on text, by ourselves.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from enum import StrEnum
from functools import cache

from .errors import IncompleteXMLError, MessageError
from .style import PLAIN, Lacking, Style

REPLACEMENT = Lacking.REPLACED.value
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

    @property
    def other(self) -> Encoding:
        """The one that this is not."""
        return Encoding.SHIFT_JIS if self is Encoding.UTF_8 else Encoding.UTF_8


_CODECS = {Encoding.UTF_8: "utf-8-sig", Encoding.SHIFT_JIS: "cp932"}

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
    name = _declared(data)
    if name is None:
        return Encoding.UTF_8
    found = _NAMES.get(name.lower())
    if found is None:
        raise _unsupported(name)
    return found


def _declared(data: bytes) -> str | None:
    """What the XML declaration calls the encoding; None where it names none."""
    found = _DECLARATION.match(data.removeprefix(codecs.BOM_UTF8)[:_START])
    return None if found is None else found[1].decode("ascii", "replace").strip()


def decode_text(data: bytes) -> tuple[str, Encoding]:
    """The text of *data* without a byte order mark, and how it was encoded.

    Raises `MessageError`; `IncompleteXMLError` where the bytes break off or are not
    of the declared encoding.
    """
    encoding = detect_encoding(data)
    try:
        return data.decode(_CODECS[encoding]), encoding
    except UnicodeDecodeError as error:
        came = f"{error.start + 1}バイト目から読めない"
        other = encoding.other
        if error.end < len(data) and is_in(data, other):
            says = (
                "XML宣言に文字コードがないのでUTF-8とみなしましたが"
                if _declared(data) is None
                else f"XML宣言は{encoding.value}で"
            )
            came += f"。{says}、中身は{other.value}です"
        raise IncompleteXMLError(
            "", expected=f"{encoding.value}の文字", came=came
        ) from error


def is_in(data: bytes, encoding: Encoding) -> bool:
    """Whether *data* can be read as text of that encoding."""
    try:
        data.decode(_CODECS[encoding])
    except UnicodeDecodeError:
        return False
    return True


def encode_text(text: str, encoding: Encoding, *, style: Style = PLAIN) -> bytes:
    """*text*, an XML file, in that encoding.

    What CP932 lacks becomes `REPLACEMENT`, unless *style* has it otherwise.
    """
    if encoding is Encoding.UTF_8:
        mark = codecs.BOM_UTF8 if style.byte_order_mark else b""
        return mark + text.encode("utf-8")
    twinned = text.translate(_CP932_TWINS)
    try:
        return _in_cp932(twinned)
    except UnicodeEncodeError:
        return _in_cp932("".join(_writable(one, style.lacking) for one in twinned))


def without_lacking(text: str, write: Callable[[str], str]) -> str:
    """*text* with what *write* makes of each character that CP932 lacks."""
    return "".join(
        one if one.isascii() or _is_in_cp932(one) else write(one) for one in text
    )


def _in_cp932(text: str) -> bytes:
    """*text* in the bytes that Windows writes.

    CP932 has 髙 and its like twice. Windows writes the second place (FBFC), Python's
    codec the first (EEE0), which a client that compares bytes would not know again.
    """
    pattern, bytes_of = _twice_in_cp932()
    if pattern.search(text) is None:
        return text.encode("cp932")
    return b"".join(
        bytes_of.get(piece) or piece.encode("cp932") for piece in pattern.split(text)
    )


@cache
def _twice_in_cp932() -> tuple[re.Pattern[str], dict[str, bytes]]:
    """The characters Python puts in rows ED and EE, with their bytes on Windows."""
    bytes_of: dict[str, bytes] = {}
    for lead in range(0xFA, 0xFD):
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xFD)):
            code = bytes((lead, trail))
            character = code.decode("cp932", "ignore")
            if len(character) == 1 and character.encode("cp932")[0] in (0xED, 0xEE):
                bytes_of[character] = code
    return re.compile(f"([{re.escape(''.join(bytes_of))}])"), bytes_of


def _writable(character: str, lacking: Lacking) -> str:
    if _is_in_cp932(character):
        return character
    return f"&#{ord(character)};" if lacking is Lacking.REFERENCE else lacking.value


def _is_in_cp932(character: str) -> bool:
    try:
        character.translate(_CP932_TWINS).encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


def _unsupported(name: str) -> MessageError:
    return MessageError(
        "", expected="文字コード UTF-8 または Shift_JIS", came=f"{name[:40]!r}"
    )
