"""薬剤・診療情報 and 特定健診情報 as PDFs, for those who asked for paper."""

from __future__ import annotations

from datetime import datetime
from importlib import resources
from typing import TYPE_CHECKING

from card_profiles import fonts

from .medical_lines import checkup_lines, day, joined, medicine_lines
from .messages.checkups import CheckupAnswer
from .messages.medicines import MedicineAnswer

if TYPE_CHECKING:
    from fpdf import FPDF

_FONT = "VLGothic"
_NOTHING = "該当する情報はありません。"


def medicine_sheet(answer: MedicineAnswer, *, institution: str, now: datetime) -> bytes:
    """What a successful `YZKsiquc01res` says, on A4 pages.

    *now* is the date the document carries. Takes about half a second, for the
    font's sake.
    """
    who = answer.MessageHeader.QuaInf
    return _sheet(
        "薬剤・診療情報",
        institution=institution,
        person=("" if who is None else _person(who.Name, who.KanaName, who.Birth)),
        lines=list(medicine_lines(answer)),
        now=now,
    )


def checkup_sheet(answer: CheckupAnswer, *, institution: str, now: datetime) -> bytes:
    """What a successful `TKKsiquc01res` says, as `medicine_sheet`."""
    who = answer.MessageHeader.QualificationsInfo
    return _sheet(
        "特定健診情報",
        institution=institution,
        person=("" if who is None else _person(who.Name, who.KanasName, who.Birthday)),
        lines=list(checkup_lines(answer)),
        now=now,
    )


def _sheet(
    title: str,
    *,
    institution: str,
    person: str,
    lines: list[tuple[int, str]],
    now: datetime,
) -> bytes:
    from fpdf import FPDF

    pdf = FPDF(format="A4")
    pdf.set_creation_date(now)
    pdf.set_title(title)
    pdf.set_margin(18)
    with resources.as_file(fonts.regular()) as path:
        pdf.add_font(_FONT, fname=path)
    pdf.add_page()
    _write(pdf, "エミュレーター用（実在の人の情報ではありません）", size=10)
    _write(pdf, title, size=20)
    _write(pdf, f"{institution}　{now:%Y年%m月%d日 %H:%M}", size=11)
    _write(pdf, person, size=13)
    for depth, text in lines or [(0, _NOTHING)]:
        _write(pdf, "　" * depth + text, size=11 if depth else 12)
    return bytes(pdf.output())


def _write(pdf: FPDF, text: str, *, size: float) -> None:
    from fpdf.enums import XPos, YPos

    pdf.set_font(_FONT, size=size)
    pdf.multi_cell(0, size * 0.6, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _person(name: str | None, kana: str | None, birthdate: str | None) -> str:
    return joined(name, kana, f"{day(birthdate)}生")
