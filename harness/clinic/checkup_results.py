"""特定健診情報 (`TKKsiquc01res`) read into one line for each result."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from datetime import date

from ..results import ClinicError
from .answers import segment
from .dates import read_day
from .errors import AnswerError
from .xml_form import text_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckupLine:
    """One result or answer of a 特定健診."""

    examined_on: date
    name: str
    value: str  # What a code means, where the answer says it.
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkups:
    """特定健診情報 of one person."""

    name: str
    lines: tuple[CheckupLine, ...]


def read_checkups(root: ET.Element) -> Checkups:
    """Read every result, in the order of the answer.

    Raises `ClinicError`: of level "message" for 異常終了, of level "person" where
    `ResultCode` is not 1, with the text of `MessageContents`.
    """
    segment(root)
    code, text = _anywhere(root, "ResultCode"), _anywhere(root, "MessageContents")
    if code != "1":
        if not code and not text:
            raise AnswerError("特定健診情報の回答にResultCodeがありません。")
        raise ClinicError("person", code, text)
    lines = []
    for checkup in root.iterfind("MessageBody/SpecificHealthCheckupInfo"):
        day = read_day(text_of(checkup, "EffectiveTime"), "EffectiveTime")
        if day is None:
            raise AnswerError("受診日（EffectiveTime）がありません。")
        for item in checkup.iter("HealthCheckupResultAndQuestionInfo"):
            lines.append(
                CheckupLine(
                    examined_on=day,
                    name=text_of(item, "ItemName"),
                    value=text_of(item, "DataValueName") or text_of(item, "DataValue"),
                    unit=text_of(item, "Unit"),
                )
            )
    who = root.find("MessageHeader")
    return Checkups(name=text_of(who, "QualificationsInfo/Name"), lines=tuple(lines))


def _anywhere(root: ET.Element, name: str) -> str:
    """Find a value at any depth: where the two stand is not public."""
    return next(((found.text or "").strip() for found in root.iter(name)), "")
