"""A kept file as somebody reads it: its text, put in lines, never without an end."""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass
from typing import BinaryIO

from .messages.errors import MessageError
from .messages.text_encoding import Encoding, detect_encoding

LONGEST = 64 * 1024
"""Bytes of a file that are shown; all of them can be fetched."""

_LARGEST_ZIP = 4 * 1024 * 1024
_DEEPEST = 24
_CODECS = {Encoding.UTF_8: "utf-8-sig", Encoding.SHIFT_JIS: "cp932"}
_CONTROLS = {
    code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n\r"
} | {0x7F: 0x2421}
"""Unicode has a picture of each."""

_BEGINNINGS, _ENDS = frozenset("{["), frozenset("}]")
_JSON_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_BETWEEN_TAGS = re.compile(r"(?<=>)(\s*)(?=<)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What is shown of a file; *text* is empty where there is nothing to read."""

    text: str = ""
    said: str = ""  # What is to be known of it: encoding, and what is left out.


def read_text(file: BinaryIO, name: str, *, as_it_is: bool = False) -> Text:
    """What *file* says, put in lines unless it shall be *as it is*."""
    ending = name.lower().rpartition(".")[2]
    if ending == "pdf":
        return Text(said="PDFです。保存して開いてください。")
    if ending == "zip":
        return _of_zip(file.read(_LARGEST_ZIP + 1), as_it_is=as_it_is)
    return _of_bytes(file.read(LONGEST + 1), as_it_is=as_it_is)


def _of_zip(data: bytes, *, as_it_is: bool) -> Text:
    if len(data) > _LARGEST_ZIP:
        return Text(said="大きなZIPです。保存して開いてください。")
    from .checking.containers import unpack  # Seldom wanted, and not light.

    inside, findings = unpack(data, prefix="", limit=_LARGEST_ZIP)
    if inside is None:
        why = "、".join(f"{one.expected}のはずが{one.came}" for one in findings)
        return Text(said=f"ZIPの中は見られません（{why}）。")
    shown = _of_bytes(inside[: LONGEST + 1], as_it_is=as_it_is)
    return Text(text=shown.text, said=f"ZIPの中のXML。{shown.said}")


def _of_bytes(data: bytes, *, as_it_is: bool) -> Text:
    if not data:
        return Text(said="空です。")
    cut = len(data) > LONGEST
    text, said = _decoded(data[:LONGEST])
    if cut:
        said += f"はじめの{LONGEST // 1024} KiBだけです。すべては保存して見てください。"
    elif not as_it_is:
        text = _in_lines(text)
    return Text(text=text.translate(_CONTROLS), said=said)


def _decoded(data: bytes) -> tuple[str, str]:
    try:
        encoding = detect_encoding(data)
        # What was cut off within a character is no fault.
        reader = codecs.getincrementaldecoder(_CODECS[encoding])()
        return reader.decode(data), f"{encoding}。"
    except (MessageError, UnicodeDecodeError):
        text = data.decode("utf-8", "replace")
        return text, "宣言された文字コードで読めないバイトを � にしています。"


def _in_lines(text: str) -> str:
    """*text* in lines; nothing but white space between its pieces moves."""
    if text.lstrip().startswith(("{", "[")):
        try:
            json.loads(text)
        except (ValueError, RecursionError):
            return text
        return _json_in_lines(text)
    if text.lstrip().startswith("<"):
        return _xml_in_lines(text)
    return text


def _json_in_lines(text: str) -> str:
    """Each member in a line of its own, written as it came; none is left out."""
    depth, before, pieces = 0, "", list[str]()
    for piece in _JSON_PIECE.findall(text):
        depth -= piece in _ENDS
        if before == "," or (piece in _ENDS) != (before in _BEGINNINGS):
            pieces.append(_next_line(depth))
        pieces.append(": " if piece == ":" else piece)
        depth += piece in _BEGINNINGS
        before = piece
    return "".join(pieces)


def _xml_in_lines(text: str) -> str:
    """Each element in a line of its own, also one that holds white space alone."""
    depth, was_begun, lines = 0, False, list[str]()
    apart = _BETWEEN_TAGS.split(text.strip())
    for space, piece in zip(("", *apart[1::2]), apart[::2], strict=True):
        ends = piece.startswith("</")
        depth = max(depth - ends, 0)
        lines.append(space if ends and was_begun else _next_line(depth))
        lines.append(piece)
        was_begun = not piece.startswith(("</", "<?", "<!")) and not _is_whole(piece)
        depth += was_begun
    return "".join(lines).lstrip()


def _next_line(depth: int) -> str:
    return "\n" + "  " * min(depth, _DEEPEST)


def _is_whole(piece: str) -> bool:
    """Whether an element begins and ends in it."""
    return piece.endswith("/>") or "</" in piece
