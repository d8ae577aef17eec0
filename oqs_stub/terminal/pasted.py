"""A list of patients pasted from a spreadsheet or uploaded as CSV, line by line."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ..typed_days import tidy
from .typed import NumbersForm

COLUMNS = ("保険者番号", "記号", "番号", "枝番", "生年月日", "氏名")
"""In this order; 氏名 is for telling the lines apart and may be left out."""

_LONGEST_NOTE = 50
_UNREADABLE = "CSVとして読めません（1つの欄が長すぎるか、文字でないものがあります）。"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastedRow:
    """One line: which it is, what it says, and what is wrong with it."""

    line: int  # As an editor counts.
    form: NumbersForm
    note: str
    errors: Mapping[str, str]


def read_pasted(text: str, *, today: date) -> list[PastedRow]:
    """Every line of *text* but empty ones and a heading; commas or tabs between.

    Each is read by itself: what is typed can stand beside what is pasted, and one that
    is spoilt spoils no other.
    """
    rows = []
    for line, written in enumerate(text.splitlines(), 1):
        try:
            values = _cells(written)
        except csv.Error:
            errors = {"columns": _UNREADABLE}
            rows.append(
                PastedRow(line=line, form=NumbersForm(), note="", errors=errors)
            )
            continue
        if not any(values) or tidy(values[0]) == COLUMNS[0]:
            continue
        insurer, symbol, number, branch, birthdate, note = (*values, *([""] * 6))[:6]
        form = NumbersForm(
            insurer=insurer,
            symbol=symbol,
            number=number,
            branch=branch,
            birthdate=birthdate,
        )
        errors = form.errors(today=today)
        if len(values) > len(COLUMNS):
            errors["columns"] = f"列が{len(values)}個あります（{'、'.join(COLUMNS)}）。"
        rows.append(
            PastedRow(line=line, form=form, note=note[:_LONGEST_NOTE], errors=errors)
        )
    return rows


def _cells(line: str) -> list[str]:
    """What stands between the commas or tabs of one line. Raises `csv.Error`."""
    delimiter = "\t" if line.count("\t") > line.count(",") else ","
    rows = csv.reader([line], delimiter=delimiter)
    return [cell.strip() for cell in next(rows, [])]


def text_of_upload(data: bytes) -> str:
    """The text of a CSV file, UTF-8 (with BOM or without) or Shift_JIS.

    Raises UnicodeDecodeError.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp932")
