"""Results of the card reader at the window, as they come unasked into `face`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from ..results import Eligibility
from .answers import read_single, segment
from .dates import read_time
from .errors import AnswerError, IncompleteError
from .xml_form import parse, text_of

_NAME = re.compile(r"OQSsiquc01res_face_.*?([0-9]{14})\.xml")
_CARD = "1"  # 照会区分: マイナンバーカード.


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceFile:
    """One patient who was recognised at the reader."""

    name: str  # Of the file.
    content: bytes
    at: datetime  # By the file's name.
    eligibility: Eligibility


def read_faces(folder: Path, *, on: date) -> tuple[FaceFile, ...]:
    """Every result that lies in *folder* whole, oldest first; nothing is removed.

    A file that is still being written is left for the next look. Raises
    `AnswerError` for a result that is no card's, `ClinicError` for one that failed.
    """
    found = []
    for path in folder.glob("OQSsiquc01res_face_*.xml"):
        named = _NAME.fullmatch(path.name)
        at = None if named is None else read_time(named[1], path.name)
        if at is None:
            continue
        content = path.read_bytes()
        try:
            root = parse(content)
        except IncompleteError:
            continue
        segment(root)
        if text_of(root.find("MessageHeader"), "ReferenceClassification") != _CARD:
            raise AnswerError(
                f"{path.name}: 照会区分がマイナンバーカード（1）ではありません。"
            )
        found.append(
            FaceFile(
                name=path.name,
                content=content,
                at=at,
                eligibility=read_single(root, on=on),
            )
        )
    return tuple(sorted(found, key=lambda file: (file.at, file.name)))
