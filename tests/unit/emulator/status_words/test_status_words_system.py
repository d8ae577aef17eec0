"""The status words of GET DATA and of the CLA 80 commands, with evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..status_table import (
    AP,
    COMMON,
    JUKI,
    SUPPORT,
    UNLOCKED,
    VISUAL,
    Line,
    check,
    lines,
)

if TYPE_CHECKING:
    from ..conftest import Talk

TABLE: list[Line] = [
    # GET DATA, terminals, issuer
    ("M", "absent object", "00CA004300", "6A88"),
    ("M", "object inside an application", f"{AP}|00CA00F200", "6A88"),
    ("M", "object at MF level", "00CA00F200", "9000"),
    ("M", "object after the ISD is selected", f"{AP}|00A4040C01A0|00CA00F200", "9000"),
    ("D", "object without Le", "00CA00F2", "6700"),
    ("M", "SET PUBLIC IC KEY 0000", f"{AP}|80A20000", "6A86"),
    ("M", "SET PUBLIC IC KEY 00AE", f"{AP}|80A200AE", "6A86"),
    ("M", "SET PUBLIC IC KEY 8000", f"{AP}|80A28000", "6A86"),
    ("M", "SET PUBLIC IC KEY 00B6", f"{AP}|80A200B6", "6A86"),
    ("M", "SET PUBLIC IC KEY junk", f"{AP}|80A200C1000100{'00' * 256}0000", "6700"),
    ("D", "SET PUBLIC IC KEY strange", f"{AP}|80A206C1000133{'00' * 307}", "6A80"),
    ("M", "SET SESSION KEY", f"{AP}|80AE0000", "6982"),
    ("M", "last-command indicator", f"{AP}|80FC0000", "6700"),
    ("D", "CHANGE KEY", f"{UNLOCKED}|803200800435363738", "6982"),
    ("D", "ERASE ALL RECORDS", f"{AP}|80060000", "6982"),
    ("D", "LOCK DF", f"{AP}|80500000", "6982"),
    ("D", "UNLOCK DF", f"{AP}|80520000", "6982"),
    ("D", "UNLOCK KEY", f"{AP}|80540000", "6982"),
    ("D", "MANAGE ATTRIBUTES 22", f"{AP}|808A2200", "6982"),
    ("D", "MANAGE ATTRIBUTES 00", f"{AP}|808A0000", "6A86"),
    ("M", "short object", "00CA00F700", "9000"),
    ("M", "upper CVC with a short Le", "00CA00F800", "6700"),
    ("M", "upper CVC with an extended Le", "00CA00F8000000", "9000"),
    ("M", "lower CVC with a short Le", "00CA7F2100", "6700"),
    ("M", "lower CVC with an extended Le", "00CA7F21000000", "9000"),
    ("M", "contact ATR at MF level", "00CA5F5100", "9000"),
    ("M", "contact ATR inside an application", f"{COMMON}|00CA5F5100", "9000"),
    ("M", "card number inside an application", f"{COMMON}|00CA004500", "6A88"),
    ("D", "object with data", "00CA00F201AA00", "6700"),
    (
        "D",
        "SET PUBLIC IC KEY in 共通カードAP",
        f"{COMMON}|80A200C1000133{'00' * 307}",
        "6A88",
    ),
    (
        "D",
        "SET PUBLIC IC KEY, signature first",
        f"{AP}|80A200C10001055F37820100{'00' * 256}",
        "6985",
    ),
    ("D", "SET PUBLIC IC KEY, no data", f"{AP}|80A200C1", "6700"),
    ("D", "SET PUBLIC IC KEY in short form", f"{AP}|80A206C10100", "6700"),
    ("M", "SET PUBLIC IC KEY 0000 in 入力補助AP", f"{SUPPORT}|80A20000", "6A86"),
    (
        "M",
        "SET PUBLIC IC KEY junk in 入力補助AP",
        f"{SUPPORT}|80A200C1000100{'00' * 256}0000",
        "6700",
    ),
    ("M", "SET SESSION KEY in 共通カードAP", f"{COMMON}|80AE0000", "66F1"),
    ("M", "SET SESSION KEY in 券面AP", f"{VISUAL}|80AE0000", "66F1"),
    ("M", "SET SESSION KEY in 住基AP", f"{JUKI}|80AE0000", "6982"),
    ("M", "SET SESSION KEY in 入力補助AP, no PIN", f"{SUPPORT}|80AE0000", "6982"),
    ("M", "last-command indicator in 共通カードAP", f"{COMMON}|80FC0000", "6700"),
    ("M", "last-command indicator at MF level", "80FC0000", "6700"),
    ("D", "ERASE ALL RECORDS in 共通カードAP", f"{COMMON}|80060000", "6982"),
    ("D", "UNLOCK KEY in 住基AP", f"{JUKI}|8054009C", "6982"),
    ("D", "MANAGE ATTRIBUTES 24", f"{AP}|808A2400", "6982"),
    ("D", "CHANGE KEY in 券面AP", f"{VISUAL}|803200930435363738", "6982"),
    ("D", "CHANGE KEY in 入力補助AP", f"{SUPPORT}|803200910435363738", "6982"),
]


@pytest.mark.parametrize(("commands", "expected"), lines(TABLE))
def test_answers(talk: Talk, commands: str, expected: str) -> None:
    check(talk, commands, expected)
