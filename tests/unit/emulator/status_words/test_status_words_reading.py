"""The status words of READ BINARY and READ RECORD, line by line, with evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..status_table import (
    AP,
    AUTH_KEY_EF,
    AUTH_PIN_EF,
    COMMON,
    JUKI,
    Line,
    check,
    lines,
)

if TYPE_CHECKING:
    from ..conftest import Talk

TABLE: list[Line] = [
    # READ BINARY and READ RECORD
    (
        "M",
        "read protected EF without its PIN",
        f"{AP}|00A4020C020001|00B0000004",
        "6982",
    ),
    ("D", "read the EF nothing opens", f"{AP}|00A4020C020009|00B0000004", "6982"),
    ("D", "read the EF of unknown content", f"{AP}|00A4020C020005|00B0000004", "6982"),
    ("M", "read without an EF", f"{AP}|00B0000000", "6986"),
    ("M", "read without an EF at MF level", "00B0000000", "6986"),
    ("M", "read a PIN", f"{AP}|{AUTH_PIN_EF}|00B0000000", "6981"),
    ("M", "read a private key", f"{AP}|{AUTH_KEY_EF}|00B0000000", "6981"),
    ("M", "read 001E", f"{AP}|00A4020C02001E|00B0000000", "6981"),
    ("M", "read record of 001E", f"{AP}|00A4020C02001E|00B2010400", "6981"),
    ("M", "read at the end", f"{AP}|00A4020C020006|00B000A000", "6B00"),
    ("M", "read beyond the end", f"{AP}|00A4020C020006|00B07FFF01", "6B00"),
    ("M", "read the tail", f"{AP}|00A4020C020006|00B0009000", "9000"),
    ("D", "read by unknown short id", f"{AP}|00B0830000", "6A82"),
    ("D", "read by short id 0", f"{AP}|00B0800000", "6A82"),
    ("D", "read by short id 31", f"{AP}|00B09F0000", "6A82"),
    ("D", "read with P1 E0", f"{AP}|00B0E00000", "6A86"),
    ("D", "read without Le", f"{AP}|00A4020C020006|00B00000", "6700"),
    ("D", "read with data", f"{AP}|00A4020C020006|00B00000010000", "6700"),
    ("S", "read record of transparent EF", f"{AP}|00A4020C020006|00B2010400", "6981"),
    ("S", "read all records", f"{AP}|00A4020C020006|00B2010500", "6A81"),
    ("D", "read record without an EF", f"{AP}|00B2010400", "6986"),
    ("D", "read record by unknown short id", f"{AP}|00B2011C00", "6A82"),
    ("M", "read a record", f"{COMMON}|00B2010C00", "9000"),
    (
        "M",
        "read a record of the current EF",
        f"{COMMON}|00A4020C020001|00B2010400",
        "9000",
    ),
    ("M", "read the key reference of 住基AP", f"{JUKI}|00B2011400", "9000"),
    ("M", "read the key reference of 共通カードAP", f"{COMMON}|00B2011400", "9000"),
    ("S", "read record 2 of one", f"{COMMON}|00B2020C00", "6A83"),
    ("S", "read record 0", f"{COMMON}|00B2000C00", "6A83"),
    ("S", "read all records of a record EF", f"{COMMON}|00B2010D00", "6A81"),
    ("M", "read a record EF as bytes", f"{COMMON}|00A4020C020001|00B0000000", "6981"),
    ("M", "read a record EF as bytes by short id", f"{COMMON}|00B0810000", "6981"),
    ("M", "read a PIN of 住基AP", f"{JUKI}|00A4020C02001C|00B0000000", "6981"),
    ("M", "read key 0019", f"{COMMON}|00A4020C020019|00B0000000", "6981"),
    ("M", "read 001E in 共通カードAP", f"{COMMON}|00A4020C02001E|00B0000000", "6981"),
    ("M", "read record of 001E in 住基AP", f"{JUKI}|00A4020C02001E|00B2010400", "6981"),
    ("D", "read the terminal CA's key", f"{AP}|00A4020C020016|00B0000000", "6981"),
    ("D", "read JPKI 0010", f"{AP}|00A4020C020010|00B0000000", "6981"),
    ("D", "read JPKI 0019", f"{AP}|00A4020C020019|00B0000000", "6981"),
    ("D", "read JPKI 001C", f"{AP}|00A4020C02001C|00B0000000", "6981"),
    ("C", "read a whole EF by extended Le", f"{AP}|00B08A00000000", "9000"),
    ("D", "read a record at MF level", "00B2010400", "6986"),
    ("D", "read a record without Le", f"{COMMON}|00B2010C", "6700"),
]


@pytest.mark.parametrize(("commands", "expected"), lines(TABLE))
def test_answers(talk: Talk, commands: str, expected: str) -> None:
    check(talk, commands, expected)
