"""A command is meant by its name, by its INS, or by CLA and INS."""

from __future__ import annotations

import pytest

from emulator.commands.names import (
    COMMANDS,
    CommandPattern,
    UnknownCommandName,
    name_of,
)

SELECT_AP = "00A4040C0AD392F000260100000001"
SELECT_EF = "00A4020C020018"
READ = "00B0000000"
RECORD = "00B2010C00"
VERIFY = "002000800431323334"
PROTECTED_VERIFY = "0820008005870301AABB"
TRIES = "00200080"
TRIES_5 = "0020008000"
CHANGE = "002401800431323334"
CHANGE_KEY = "803200800431323334"
SIGN = "802A00800131" + "00"
MANAGE = "002A9E9A0131"
CHALLENGE = "0084000008"
AUTHENTICATE = "008800990131" + "00"
GET_DATA = "00CA00F200"
SESSION_KEY = "80AE00000131"
CERTIFICATE = "80A200C10131"


@pytest.mark.parametrize(
    ("text", "meant", "not_meant"),
    [
        ("any", [SELECT_AP, READ, "FF00", ""], []),
        ("SELECT", [SELECT_AP, SELECT_EF], [READ]),
        ("SELECT-AP", [SELECT_AP], [SELECT_EF]),
        ("SELECT-EF", [SELECT_EF], [SELECT_AP]),
        ("READ", [READ, RECORD], [SELECT_EF]),
        ("VERIFY", [VERIFY, PROTECTED_VERIFY], [TRIES, TRIES_5, READ]),
        ("TRIES", [TRIES, TRIES_5], [VERIFY]),
        ("CHANGE-PIN", [CHANGE, CHANGE_KEY], [VERIFY]),
        ("SIGN", [SIGN], [MANAGE, VERIFY]),
        ("CHALLENGE", [CHALLENGE], [AUTHENTICATE]),
        ("AUTHENTICATE", [AUTHENTICATE], [CHALLENGE]),
        ("GET-DATA", [GET_DATA], [READ]),
        ("SESSION-KEY", [SESSION_KEY], [SIGN]),
        ("CERTIFICATE", [CERTIFICATE], [SIGN]),
        ("20", [VERIFY, TRIES, PROTECTED_VERIFY], [SELECT_AP]),
        ("802a", [SIGN], [MANAGE]),
        ("80xx", [SIGN, CHANGE_KEY], [CHANGE]),
        ("xx2A", [SIGN, MANAGE], [VERIFY]),
        ("verify", [VERIFY], [TRIES]),
    ],
)
def test_a_pattern_means_these_and_not_those(
    text: str, meant: list[str], not_meant: list[str]
) -> None:
    pattern = CommandPattern.parse(text)

    assert [c for c in meant if not pattern.matches(bytes.fromhex(c))] == []
    assert [c for c in not_meant if pattern.matches(bytes.fromhex(c))] == []


def test_every_named_command_is_tested_above() -> None:
    texts = {
        str(case[0])
        for mark in test_a_pattern_means_these_and_not_those.pytestmark
        for case in mark.args[1]
    }

    assert set(COMMANDS) <= texts


@pytest.mark.parametrize("text", ["", "VERFY", "2", "ZZ", "802A00", "8 2A"])
def test_anything_else_is_answered_with_the_names(text: str) -> None:
    with pytest.raises(UnknownCommandName, match=r"any、SELECT、.*INSの16進"):
        CommandPattern.parse(text)


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (SELECT_AP, "SELECT-AP"),
        ("00A4000000", "SELECT"),
        (VERIFY, "VERIFY"),
        (TRIES, "TRIES"),
        (SIGN, "SIGN"),
        ("80FC0000", "80FC"),
        ("", "empty"),
    ],
)
def test_a_command_is_told_by_its_narrowest_name(command: str, name: str) -> None:
    assert name_of(bytes.fromhex(command)) == name
