"""The status words of signing and authenticating, line by line, with evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..status_table import (
    AP,
    BLOCK,
    CHALLENGE,
    COMMON,
    JUKI,
    SIGN_32,
    SIGN_PIN_EF,
    SIGN_RIGHT,
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
    # COMPUTE DIGITAL SIGNATURE, INTERNAL AUTHENTICATE, GET CHALLENGE
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
    ("M", "internal authenticate", f"{UNLOCKED}|008800970411223344", "6982"),
    ("D", "internal authenticate with a PIN", f"{AP}|008800980411223344", "6981"),
    ("D", "internal authenticate with P1 01", f"{AP}|008801970411223344", "6A86"),
    ("D", "external authenticate", f"{AP}|008200000411223344", "6982"),
    ("M", "challenge at MF level", "0084000008", "9000"),
    ("M", "challenge inside an application", f"{AP}|0084000000", "9000"),
    ("M", "challenge with extended Le", f"{AP}|00840000000008", "6985"),
    ("D", "challenge with P2", f"{AP}|0084000108", "6A86"),
    ("D", "challenge without Le", f"{AP}|00840000", "6700"),
    ("M", "sign with the PIN-less key of 券面AP", f"{VISUAL}|802A00000101", "9000"),
    (
        "M",
        "sign with the PIN-less key of 入力補助AP",
        f"{SUPPORT}|802A05000101",
        "9000",
    ),
    ("D", "sign with a default key in 共通カードAP", f"{COMMON}|802A00000101", "6A88"),
    ("D", "sign with key 0019", f"{COMMON}|802A00990101", "6981"),
    ("D", "sign in 住基AP", f"{JUKI}|802A00800101", "6986"),
    ("D", "sign at MF level", "802A00970101", "6A88"),
    ("M", "sign after a wrong PIN", f"{UNLOCKED}|{WRONG}|{SIGN_32}", "6982"),
    ("M", "sign with a blocked PIN", f"{BLOCK}|{SIGN_32}", "6982"),
    (
        "D",
        "sign 256 bytes verbatim",
        f"{UNLOCKED}|802A0097000100{'11' * 256}0000",
        "6985",
    ),
    (
        "M",
        "internal authenticate with key 0019",
        f"{COMMON}|00880099{CHALLENGE}00",
        "9000",
    ),
    (
        "M",
        "the same with the current EF",
        f"{COMMON}|00A4020C020019|00880080{CHALLENGE}00",
        "9000",
    ),
    ("M", "internal authenticate, 1 byte", f"{COMMON}|008800990101", "9000"),
    (
        "M",
        "internal authenticate, 255 bytes",
        f"{COMMON}|00880099FF{'11' * 255}00",
        "9000",
    ),
    ("D", "internal authenticate, nothing", f"{COMMON}|0088009900", "6700"),
    (
        "D",
        "internal authenticate, 256 bytes",
        f"{COMMON}|00880099000100{'11' * 256}0000",
        "6700",
    ),
    (
        "D",
        "internal authenticate with another P1",
        f"{COMMON}|00880199{CHALLENGE}00",
        "6A86",
    ),
    (
        "D",
        "internal authenticate without an EF",
        f"{COMMON}|00880080{CHALLENGE}00",
        "6986",
    ),
    (
        "D",
        "internal authenticate, unknown key",
        f"{COMMON}|00880083{CHALLENGE}00",
        "6A88",
    ),
    (
        "D",
        "internal authenticate with a record EF",
        f"{COMMON}|00880081{CHALLENGE}00",
        "6981",
    ),
    (
        "M",
        "internal authenticate with the 券面 key",
        f"{VISUAL}|0088009A{CHALLENGE}00",
        "6985",
    ),
    (
        "M",
        "internal authenticate with the 入力補助 key",
        f"{SUPPORT}|00880093{CHALLENGE}00",
        "6985",
    ),
    (
        "M",
        "internal authenticate with the 署名用 key",
        f"{AP}|0088009A{CHALLENGE}00",
        "6982",
    ),
    ("M", "challenge of 256 bytes", "0084000000", "9000"),
    ("M", "challenge inside 共通カードAP", f"{COMMON}|0084000010", "9000"),
    ("D", "challenge with P1", "0084010008", "6A86"),
    ("D", "challenge with data", "00840000011108", "6700"),
]


@pytest.mark.parametrize(("commands", "expected"), lines(TABLE))
def test_answers(talk: Talk, commands: str, expected: str) -> None:
    check(talk, commands, expected)
