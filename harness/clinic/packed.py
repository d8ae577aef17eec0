"""A bulk answer that comes as a ZIP holding its XML."""

from __future__ import annotations

import io
import zipfile

from .errors import AnswerError, IncompleteError
from .xml_form import MAX_BYTES


def unpack(content: bytes, *, prefix: str) -> bytes:
    """Return the one XML of a ZIP whose name starts with *prefix*.

    Raises `IncompleteError` for a broken ZIP (it may still be being written) and
    `AnswerError` for an encrypted or oversized one. Nothing is written to disk.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist():
                if entry.filename.startswith(prefix) and entry.filename.endswith(
                    ".xml"
                ):
                    if entry.flag_bits & 0x1:
                        raise AnswerError("暗号化されたZIPの回答は読めません。")
                    if entry.file_size > MAX_BYTES:
                        raise AnswerError(
                            f"ZIPの中の回答が大きすぎます（{entry.file_size}バイト）。"
                        )
                    return archive.read(entry)
    except (zipfile.BadZipFile, EOFError) as error:
        raise IncompleteError(f"ZIPとして読めません: {error}") from error
    raise AnswerError(f"ZIPの中に{prefix}….xmlがありません。")
