"""The status-word table of the card, line by line, each with its evidence.

[M] measured on a real card, [C] deduced from working clients, [S] specification,
[D] default of ISO 7816-4 / JICSAP or our choice. Commands are separated by `|`;
the last one's answer is what the line is about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Talk

AP = "00A4040C0AD392F000260100000001"
AUTH_PIN_EF, SIGN_PIN_EF = "00A4020C020018", "00A4020C02001B"
AUTH_KEY_EF, SIGN_KEY_EF = "00A4020C020017", "00A4020C02001A"
RIGHT, WRONG = "002000800431323334", "002000800430303030"
SIGN_RIGHT = "0020008006414243313233"
BLOCK = f"{AP}|{AUTH_PIN_EF}|{WRONG}|{WRONG}|{WRONG}"
UNLOCKED = f"{AP}|{AUTH_PIN_EF}|{RIGHT}"
SIGN_32 = "802A029720" + "11" * 32

TABLE = [
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
    # Class byte
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
    # READ BINARY
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
    # READ RECORD
    ("S", "read record of transparent EF", f"{AP}|00A4020C020006|00B2010400", "6981"),
    ("S", "read all records", f"{AP}|00A4020C020006|00B2010500", "6A81"),
    ("D", "read record without an EF", f"{AP}|00B2010400", "6986"),
    ("D", "read record by unknown short id", f"{AP}|00B2011C00", "6A82"),
    # VERIFY
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
    # CHANGE REFERENCE DATA
    ("C", "change a verified PIN", f"{UNLOCKED}|002401800435363738", "9000"),
    ("D", "change without VERIFY", f"{AP}|{AUTH_PIN_EF}|002401800435363738", "6982"),
    ("D", "change to 5 digits", f"{UNLOCKED}|00240180053536373839", "6A80"),
    ("D", "change to letters", f"{UNLOCKED}|002401800441424344", "6A80"),
    ("D", "change to nothing", f"{UNLOCKED}|00240180", "6A80"),
    ("D", "change with old and new", f"{UNLOCKED}|002400800435363738", "6A86"),
    ("D", "change a certificate", f"{AP}|00A4020C02000A|002401800435363738", "6981"),
    # COMPUTE DIGITAL SIGNATURE
    ("M", "sign", f"{UNLOCKED}|{SIGN_32}00", "9000"),
    ("D", "sign without Le", f"{UNLOCKED}|{SIGN_32}", "9000"),
    ("D", "sign with extended Le", f"{UNLOCKED}|802A0097000020{'11' * 32}0100", "9000"),
    ("M", "sign without PIN", f"{AP}|{SIGN_32}00", "6982"),
    (
        "M",
        "sign with the other PIN",
        f"{AP}|{SIGN_PIN_EF}|{SIGN_RIGHT}|{SIGN_32}",
        "6982",
    ),
    ("M", "scheme 06", f"{UNLOCKED}|802A06970101", "6A86"),
    ("M", "scheme FF", f"{UNLOCKED}|802AFF970101", "6A86"),
    ("D", "sign nothing", f"{UNLOCKED}|802A009700", "6700"),
    ("D", "sign 246 bytes verbatim", f"{UNLOCKED}|802A0097F6{'11' * 246}00", "6985"),
    ("D", "sign 31 bytes as a digest", f"{UNLOCKED}|802A02971F{'11' * 31}00", "6985"),
    ("D", "sign 33 bytes as a digest", f"{UNLOCKED}|802A049721{'11' * 33}00", "6985"),
    ("D", "hash 256 bytes", f"{UNLOCKED}|802A0397000100{'11' * 256}0000", "6985"),
    ("D", "sign without an EF", f"{AP}|802A00800101", "6986"),
    ("D", "sign with a PIN file", f"{UNLOCKED}|802A00800101", "6981"),
    ("D", "sign with a certificate", f"{UNLOCKED}|802A008A0101", "6981"),
    ("D", "sign with an unknown key", f"{UNLOCKED}|802A00930101", "6A88"),
    ("D", "sign with a default key that is not", f"{UNLOCKED}|802A00000101", "6A88"),
    # Authentication and the rest
    ("M", "internal authenticate", f"{UNLOCKED}|008800970411223344", "6982"),
    ("D", "internal authenticate with a PIN", f"{AP}|008800980411223344", "6981"),
    ("D", "internal authenticate with P1 01", f"{AP}|008801970411223344", "6A86"),
    ("D", "external authenticate", f"{AP}|008200000411223344", "6982"),
    ("M", "challenge at MF level", "0084000008", "9000"),
    ("M", "challenge inside an application", f"{AP}|0084000000", "9000"),
    ("M", "challenge with extended Le", f"{AP}|00840000000008", "6985"),
    ("D", "challenge with P2", f"{AP}|0084000108", "6A86"),
    ("D", "challenge without Le", f"{AP}|00840000", "6700"),
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
]


@pytest.mark.parametrize(
    ("commands", "expected"),
    [pytest.param(c, e, id=f"[{tag}] {name}: {e}") for tag, name, c, e in TABLE],
)
def test_answers(talk: Talk, commands: str, expected: str) -> None:
    answers = talk.sws(commands)

    assert answers[-1] == expected
    if expected != "9000":
        assert talk.reason


def test_no_line_of_the_table_is_there_twice() -> None:
    assert len({name for _, name, _, _ in TABLE}) == len(TABLE)
