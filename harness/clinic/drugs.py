"""薬剤情報 (`YZKsiquc01res`) read into one line for each dispensed drug."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator

from ..results import ClinicError, DrugLine, Medication
from .answers import segment
from .dates import read_day
from .errors import AnswerError
from .xml_form import text_of

_BLOCKS = (("", "MeTrMonthInf"), ("Cz", "CzDiInf/CzDiMonthInf"))
"""Where the months stand: from claims, and from dispensing results. The names below
a month run in parallel, the second kind with a prefix."""


def read_medication(root: ET.Element) -> Medication:
    """Read what was dispensed, in the order of the answer.

    Electronic prescriptions (`ShPrInf`) are orders, not dispensings, and are left
    out. Raises `ClinicError`: of level "message" for 異常終了, of level "person"
    where `ResultCode` is not 1, with the text of `MessageContents`.
    """
    segment(root)
    code = _anywhere(root, "ResultCode")
    if code != "1":
        text = _anywhere(root, "MessageContents")
        if not code and not text:
            raise AnswerError("薬剤情報の回答にResultCodeがありません。")
        raise ClinicError("person", code, text)
    return Medication(
        name=text_of(root.find("MessageHeader"), "QuaInf/Name"),
        drugs=tuple(
            line
            for prefix, path in _BLOCKS
            for month in root.iterfind(f"MessageBody/{path}")
            for line in _lines(month, prefix)
        ),
    )


def _lines(month: ET.Element, prefix: str) -> Iterator[DrugLine]:
    pharmacy = text_of(month, f"{prefix}MeTrDiHNm")
    for day in month.iterfind(f"{prefix}DiDateInfs/{prefix}DiDateInf"):
        dispensed_on = f"{prefix}DiDate"
        dispensed = read_day(text_of(day, dispensed_on), dispensed_on)
        if dispensed is None:
            raise AnswerError(f"調剤日（{dispensed_on}）がありません。")
        for drug in day.iterfind(f"{prefix}DrugInfs/{prefix}DrugInf"):
            yield DrugLine(
                dispensed_on=dispensed,
                name=text_of(drug, f"{prefix}DrugN"),
                quantity=text_of(drug, f"{prefix}Qua1"),
                unit=text_of(drug, f"{prefix}Unit"),
                times=text_of(drug, f"{prefix}Times"),
                usage=text_of(drug, f"{prefix}UsageN"),
                pharmacy=pharmacy,
            )


def _anywhere(root: ET.Element, name: str) -> str:
    """Find a value at any depth: where the two stand is not public."""
    for element in root.iter(name):
        return (element.text or "").strip()
    return ""
