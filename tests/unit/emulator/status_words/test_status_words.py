"""The status words of SELECT and of the class byte, line by line, with evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..status_table import (
    AP,
    AUTH_PIN_EF,
    COMMON,
    ISD,
    JUKI,
    SUPPORT,
    VISUAL,
    Line,
    check,
    lines,
)
from . import test_status_words_keys as keys
from . import test_status_words_pins as pins
from . import test_status_words_reading as reading
from . import test_status_words_system as system

if TYPE_CHECKING:
    from ..conftest import Talk

TABLE: list[Line] = [
    # SELECT
    ("M", "select application", AP, "9000"),
    ("D", "select unknown application", "00A4040C07A0000000031010", "6A82"),
    ("M", "select EF", f"{AP}|00A4020C020006", "9000"),
    ("M", "select missing EF", f"{AP}|00A4020C020003", "6A82"),
    ("M", "select EF at MF level", "00A4020C020006", "6A82"),
    ("M", "select 2F10 at MF level", "00A4020C022F10", "6A82"),
    ("M", "select MF after reset", "00A40000", "6A86"),
    ("M", "select MF inside an application", f"{AP}|00A40000", "9000"),
    ("M", "select 3F00 at MF level", "00A4000C023F00", "6A82"),
    ("M", "select 3F00 inside an application", f"{AP}|00A4000C023F00", "6A82"),
    ("D", "select another id with P1 00", f"{AP}|00A4000C020006", "6A82"),
    ("M", "select 3F00 as an EF", f"{AP}|00A4020C023F00", "6A82"),
    ("M", "select issuer security domain", f"{AP}|00A4040C07A0000001510000", "9000"),
    ("D", "select without a name", "00A4040C", "6700"),
    ("D", "select with a name of 17 bytes", "00A4040C11" + "D3" * 17, "6A82"),
    ("D", "select by name with another P2", "00A404010AD392F000260100000001", "6A86"),
    ("D", "select with another P1", f"{AP}|00A4080C020006", "6A86"),
    ("D", "select EF with another P2", f"{AP}|00A4020402 0006", "6A86"),
    ("D", "select EF by a long id", f"{AP}|00A4020C03000600", "6700"),
    ("M", "first command after power-up is answered", "00A4040C01D3", "9000"),
    ("M", "select 券面事項確認AP", VISUAL, "9000"),
    ("M", "select 券面事項入力補助AP", SUPPORT, "9000"),
    ("M", "select 住基AP", JUKI, "9000"),
    ("M", "select 共通カードAP", COMMON, "9000"),
    ("M", "select the ISD at MF level", ISD, "9000"),
    ("D", "select with an Le but no name", "00A4040000", "6700"),
    ("D", "select with extended lengths", "00A4040C00000AD392F000260100000001", "9000"),
    (
        "M",
        "select an EF of the application before",
        f"{COMMON}|{JUKI}|00A4020C020001",
        "6A82",
    ),
    ("M", "select 001E inside 住基AP", f"{JUKI}|00A4020C02001E", "9000"),
    ("M", "select 001E inside 共通カードAP", f"{COMMON}|00A4020C02001E", "9000"),
    ("M", "select 2F11 at MF level", "00A4020C022F11", "6A82"),
    ("M", "select MF after the ISD", f"{AP}|{ISD}|00A40000", "6A86"),
    ("M", "select MF inside 共通カードAP", f"{COMMON}|00A40000", "9000"),
    ("M", "select 3F00 inside 住基AP", f"{JUKI}|00A4000C023F00", "6A82"),
    # Class byte, instruction byte, lengths
    ("M", "channel 1", "01A4040C0AD392F000260100000001", "6881"),
    ("M", "channel 3", f"{AP}|83B0000000", "6881"),
    ("M", "CLA 08 SELECT without session", f"{AP}|08A4020C020006", "6882"),
    ("M", "CLA 0C SELECT without session", f"{AP}|0CA4020C020006", "6882"),
    ("M", "CLA 08 READ BINARY without session", f"{AP}|08B0000000", "69FC"),
    ("M", "CLA 08 VERIFY without session", f"{AP}|{AUTH_PIN_EF}|08200080", "69FC"),
    ("D", "CLA 08 GET CHALLENGE without session", f"{AP}|0884000008", "69FC"),
    ("S", "unknown INS", f"{AP}|00FE0000", "6D00"),
    ("S", "unknown INS of CLA 80", f"{AP}|80FE0000", "6D00"),
    ("D", "MANAGE SECURITY ENVIRONMENT", f"{AP}|002241B6", "6D00"),
    ("D", "RESET RETRY COUNTER", f"{AP}|002C0080", "6D00"),
    ("D", "GET RESPONSE", f"{AP}|00C0000000", "6D00"),
    ("S", "unknown CLA", f"{AP}|A0A40000", "6E00"),
    ("S", "CLA FF", f"{AP}|FFCA000000", "6E00"),
    ("D", "command chaining", f"{AP}|10B0000000", "6E00"),
    ("D", "lengths that do not add up", f"{AP}|00A4020C0200", "6700"),
    ("M", "channel 2", f"{AP}|02B0000000", "6881"),
    ("M", "channel 1 at MF level", "0184000008", "6881"),
    ("M", "channel 2 of CLA 80", f"{AP}|822A0097", "6881"),
    ("M", "CLA 0C READ BINARY without session", f"{AP}|0CB0000000", "69FC"),
    ("M", "CLA 08 VERIFY without session in 入力補助AP", f"{SUPPORT}|08200091", "69FC"),
    ("M", "CLA 08 SELECT at MF level", "08A4020C020006", "6882"),
    ("S", "unknown INS at MF level", "00FE0000", "6D00"),
    ("S", "unknown CLA at MF level", "A0A40000", "6E00"),
    ("S", "unknown INS in 共通カードAP", f"{COMMON}|00FE0000", "6D00"),
    ("D", "three bytes", "00A404", "6700"),
    ("D", "extended Lc of nothing", f"{AP}|00A4020C0000000006", "6700"),
]


@pytest.mark.parametrize(("commands", "expected"), lines(TABLE))
def test_answers(talk: Talk, commands: str, expected: str) -> None:
    check(talk, commands, expected)


def test_no_line_of_the_tables_is_there_twice() -> None:
    tables = (TABLE, reading.TABLE, pins.TABLE, keys.TABLE, system.TABLE)
    names = [name for table in tables for _, name, _, _ in table]

    assert len(names) > 180
    assert len(set(names)) == len(names)
