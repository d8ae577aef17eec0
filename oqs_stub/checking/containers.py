"""The files beside the XML: a ZIP around an answer, a PDF, an `.err`."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from ..messages.in_words import shown
from ..messages.items import Evidence
from .findings import STUB, Finding, Level, of_form

_TRAILER = 1024  # Bytes from the end within which a PDF must say that it ends.
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Those whose output Python's reader bounds while it unpacks; a few kilobytes of the
others can become any number of gigabytes before the first byte is given out."""
_DAMAGED = (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError)


def check_pdf(data: bytes) -> Iterator[Finding]:
    """Whether it begins and ends as a PDF does; its pages are not looked at."""
    if not data.startswith(b"%PDF-"):
        yield _wrong("%PDF- で始まるファイル", shown(_start(data)), "ISO 32000")
    elif b"%%EOF" not in data[-_TRAILER:]:
        yield _wrong("%%EOF で終わるファイル", "途中で切れている", "ISO 32000")


def check_err(data: bytes) -> Iterator[Finding]:
    """One line of UTF-8, `<code>,<message>`."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        yield _wrong("UTF-8の文字", f"{error.start}バイト目から読めない", STUB)
        return
    lines = text.splitlines()
    if len(lines) != 1:
        yield _wrong("1行", f"{len(lines)}行", STUB)
        return
    code, comma, message = lines[0].partition(",")
    if not (code.strip() and comma and message.strip()):
        yield _wrong("<コード>,<メッセージ>", shown(lines[0]), STUB)


def unpack(
    data: bytes, *, prefix: str, limit: int
) -> tuple[bytes | None, tuple[Finding, ...]]:
    """The one XML of a ZIP, its name beginning with *prefix*; None with the reason."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            named = [entry for entry in entries if entry.filename.startswith(prefix)]
            if not named or not named[0].filename.lower().endswith(".xml"):
                names = ", ".join(entry.filename for entry in entries)
                return None, (
                    _wrong(f"{prefix}….xml の入ったZIP", shown(names), _zip()),
                )
            entry = named[0]
            if entry.flag_bits & _ENCRYPTED:
                return None, (_wrong("暗号化されていないZIP", "パスワード付き", STUB),)
            if entry.compress_type not in _METHODS:
                came = f"圧縮方式 {entry.compress_type}"
                return None, (_wrong("無圧縮かDeflateのZIP", came, STUB),)
            with archive.open(entry) as file:
                inside = file.read(limit + 1)
    except (*_DAMAGED, zlib.error):
        return None, (_wrong("ZIPファイル", "読めないか、壊れている", _zip()),)
    if len(inside) > limit:
        return None, (_wrong(f"{limit}バイト以内のXML", "それより大きい", _zip()),)
    return inside, ()


def _zip() -> str:
    return of_form("zip", Evidence.ONE_SOURCE)


def _start(data: bytes) -> str:
    return data[:8].decode("ascii", "replace")


def _wrong(expected: str, came: str, source: str) -> Finding:
    return Finding(
        level=Level.WRONG,
        path="",
        line=0,
        expected=expected,
        came=came,
        source=source,
    )
