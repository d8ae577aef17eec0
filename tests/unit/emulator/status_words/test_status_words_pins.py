"""The status words of VERIFY and of changing a PIN, line by line, with evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..status_table import (
    AP,
    AUTH_KEY_EF,
    AUTH_PIN_EF,
    BLOCK,
    COMMON,
    JUKI,
    RIGHT,
    SUPPORT,
    UNLOCKED,
    VISUAL,
    WRONG,
    Line,
    check,
    lines,
)

if TYPE_CHECKING:
    from ..conftest import Talk

TABLE: list[Line] = [
    # VERIFY, CHANGE REFERENCE DATA, CHANGE KEY
    ("M", "right PIN", UNLOCKED, "9000"),
    ("M", "wrong PIN", f"{AP}|{AUTH_PIN_EF}|{WRONG}", "63C2"),
    ("M", "wrong PIN that empties the counter", BLOCK, "63C0"),
    ("M", "right PIN on a blocked key", f"{BLOCK}|{RIGHT}", "6984"),
    ("M", "empty VERIFY", f"{AP}|{AUTH_PIN_EF}|00200080", "63C3"),
    ("M", "empty VERIFY on a blocked key", f"{BLOCK}|00200080", "63C0"),
    ("D", "empty VERIFY with Le", f"{AP}|{AUTH_PIN_EF}|0020008000", "63C3"),
    ("C", "empty VERIFY when verified", f"{UNLOCKED}|00200080", "63C3"),
    ("M", "VERIFY by short id", f"{AP}|002000980431323334", "9000"),
    ("M", "empty VERIFY by short id", f"{AP}|0020009B", "63C5"),
    ("D", "lower case costs a try", f"{AP}|0020009B06616263313233", "63C4"),
    ("D", "PIN of 1 byte costs a try", f"{AP}|002000980131", "63C2"),
    ("D", "PIN of 16 bytes costs a try", f"{AP}|0020009810" + "31" * 16, "63C2"),
    ("D", "PIN of 17 bytes", f"{AP}|0020009811" + "31" * 17, "6700"),
    ("D", "VERIFY of unknown short id", f"{AP}|00200083", "6A88"),
    ("D", "VERIFY with P2 00", f"{AP}|00200000", "6A88"),
    ("D", "VERIFY with P2 C0", f"{AP}|002000C0", "6A88"),
    ("D", "VERIFY without an EF", f"{AP}|00200080", "6986"),
    ("D", "VERIFY on a certificate", f"{AP}|00A4020C02000A|00200080", "6981"),
    ("D", "VERIFY on a private key", f"{AP}|{AUTH_KEY_EF}|00200080", "6981"),
    ("D", "VERIFY with P1 01", f"{AP}|{AUTH_PIN_EF}|00200180", "6A86"),
    ("C", "change a verified PIN", f"{UNLOCKED}|002401800435363738", "9000"),
    ("D", "change without VERIFY", f"{AP}|{AUTH_PIN_EF}|002401800435363738", "6982"),
    ("D", "change to 5 digits", f"{UNLOCKED}|00240180053536373839", "6A80"),
    ("D", "change to letters", f"{UNLOCKED}|002401800441424344", "6A80"),
    ("D", "change to nothing", f"{UNLOCKED}|00240180", "6A80"),
    ("D", "change with old and new", f"{UNLOCKED}|002400800435363738", "6A86"),
    ("D", "change a certificate", f"{AP}|00A4020C02000A|002401800435363738", "6981"),
    ("M", "right PIN of 住基AP", f"{JUKI}|0020009C0431323334", "9000"),
    ("M", "wrong PIN of 住基AP", f"{JUKI}|0020009C0430303030", "63C2"),
    ("M", "empty VERIFY of 住基AP", f"{JUKI}|0020009C", "63C3"),
    ("M", "right PIN of 共通カードAP", f"{COMMON}|0020009C0431323334", "9000"),
    ("D", "tries of the PIN of 共通カードAP", f"{COMMON}|0020009C", "63C3"),
    ("D", "empty VERIFY of 照合番号A", f"{VISUAL}|00200093", "63CA"),
    (
        "D",
        "tries of 照合番号A in the other 券面 application",
        f"{VISUAL}|002000930130|{SUPPORT}|00200094",
        "63CA",
    ),
    ("M", "empty VERIFY of the blocked key 0012", f"{SUPPORT}|00200092", "63C0"),
    ("M", "VERIFY of the blocked key 0012", f"{SUPPORT}|002000920431323334", "6984"),
    ("M", "wrong 署名用 password", f"{AP}|0020009B06303030303030", "63C4"),
    ("D", "VERIFY at MF level", "0020009C0431323334", "6A88"),
    ("D", "VERIFY of the current EF at MF level", "002000800431323334", "6986"),
    ("D", "VERIFY on key 0019", f"{COMMON}|00200099", "6981"),
    ("D", "VERIFY on the terminal CA's key", f"{AP}|00200096", "6981"),
    ("D", "VERIFY on a record EF", f"{JUKI}|00200082", "6981"),
    (
        "M",
        "change the PIN of 住基AP",
        f"{JUKI}|0020009C0431323334|8032009C0435363738",
        "9000",
    ),
    (
        "M",
        "change the PIN of 共通カードAP",
        f"{COMMON}|0020009C0431323334|8032009C0435363738",
        "9000",
    ),
    ("D", "CHANGE KEY without VERIFY", f"{JUKI}|8032009C0435363738", "6982"),
    (
        "D",
        "CHANGE KEY to letters",
        f"{JUKI}|0020009C0431323334|8032009C0441424344",
        "6A80",
    ),
    (
        "D",
        "CHANGE KEY to 3 digits",
        f"{COMMON}|0020009C0431323334|8032009C03353637",
        "6A80",
    ),
    (
        "D",
        "CHANGE KEY with P1 01",
        f"{JUKI}|0020009C0431323334|8032019C0435363738",
        "6A86",
    ),
    (
        "D",
        "CHANGE REFERENCE DATA in 住基AP",
        f"{JUKI}|0020009C0431323334|0024019C0435363738",
        "6D00",
    ),
    (
        "D",
        "CHANGE REFERENCE DATA in 共通カードAP",
        f"{COMMON}|0024019C0435363738",
        "6D00",
    ),
    ("D", "CHANGE KEY on key 0019", f"{COMMON}|803200990435363738", "6981"),
    (
        "C",
        "change the PIN of 入力補助AP",
        f"{SUPPORT}|002000910431323334|002401910435363738",
        "9000",
    ),
]


@pytest.mark.parametrize(("commands", "expected"), lines(TABLE))
def test_answers(talk: Talk, commands: str, expected: str) -> None:
    check(talk, commands, expected)
