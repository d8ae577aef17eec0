"""The rules of goldens: what they let pass, and what they tell of the rest."""

from __future__ import annotations

import pytest

from .golden import GoldenError, differences, read_golden
from .tapped_card import Exchange

ATR = bytes.fromhex("3B00")
SELECT = Exchange(bytes.fromhex("00A4020C020018"), bytes.fromhex("9000"))
VERIFY = Exchange(bytes.fromhex("0020008004") + b"1234", bytes.fromhex("9000"))
SIGN = Exchange(bytes.fromhex("802A00800101 00"), bytes(256) + bytes.fromhex("9000"))

RULES = """\
ATR 3B 00
# whatever a remark says
A>> 00A4020C 02 0018
A<< 9000
A>> 00200080 04 {auth-pin}
A<< 9000
A>> 802A0080 01 {data 1} 00
A<< {signature 256} 9000
"""


def _resolve(declared: str) -> bytes:
    return {"auth-pin": b"1234"}[declared]


def _include(name: str) -> str:
    return {"other": RULES}[name]


def _differ(text: str, *exchanges: Exchange, atr: bytes = ATR) -> list[str]:
    return differences(read_golden(text, _resolve, _include), atr, exchanges)


def _answering(exchange: Exchange, answer: str) -> Exchange:
    return Exchange(exchange.command, bytes.fromhex(answer))


def test_what_was_reviewed_is_let_pass() -> None:
    assert _differ(RULES, SELECT, VERIFY, SIGN) == []


@pytest.mark.parametrize(
    ("exchanges", "said"),
    [
        pytest.param(
            (_answering(SELECT, "6A82"), VERIFY, SIGN),
            ["exchange 1 of 3:", "line 4: expected A<< 9000", "  but came A<< 6A82"],
            id="another status word",
        ),
        pytest.param(
            (SELECT, VERIFY, _answering(SIGN, "6982")),
            [
                "exchange 3 of 3:",
                "line 8: expected A<< {signature 256} 9000",
                "  but came A<< 6982",
            ],
            id="refused instead of signed",
        ),
        pytest.param(
            (SELECT, Exchange(VERIFY.command[:-1] + b"5", VERIFY.response), SIGN),
            [
                "exchange 2 of 3:",
                "line 5: expected A>> 00200080 04 {auth-pin}",
                "  but came A>> 002000800431323335",
            ],
            id="another PIN",
        ),
        pytest.param(
            (SELECT, VERIFY),
            [
                "after 2 of 2 exchanges:",
                "  expected line 7: A>> 802A0080 01 {data 1} 00",
                "  but came the end",
            ],
            id="ended early",
        ),
        pytest.param(
            (SELECT, VERIFY, SIGN, SELECT),
            [
                "after 3 of 4 exchanges:",
                "  expected the end",
                "  but came A>> 00A4020C020018",
            ],
            id="went on",
        ),
        pytest.param(
            (SELECT, VERIFY, _answering(SIGN, "00" * 255 + "9000")),
            None,
            id="a signature too short",
        ),
        pytest.param((VERIFY, SELECT, SIGN), None, id="another order"),
        pytest.param((), None, id="nothing at all"),
    ],
)
def test_what_differs_is_told(
    exchanges: tuple[Exchange, ...], said: list[str] | None
) -> None:
    found = _differ(RULES, *exchanges)

    assert found
    assert said is None or found == said


def test_another_atr_is_told() -> None:
    found = _differ(RULES, SELECT, VERIFY, SIGN, atr=bytes.fromhex("3B01"))

    assert found == ["line 1: expected ATR 3B 00", "  but came ATR 3B 01"]


IN_ANY_ORDER = (
    "ATR 3B 00\nANY OF\nA>> 01\nA<< 9000\nA>> 02\nA<< 9000\nEND\nA>> 03\nA<< 9000\n"
)


@pytest.mark.parametrize(
    ("commands", "passes"),
    [
        pytest.param("03", True, id="none of them"),
        pytest.param("0103", True, id="one"),
        pytest.param("020102020103", True, id="many, in disorder"),
        pytest.param("0102", False, id="nothing after them"),
        pytest.param("010403", False, id="a stranger among them"),
        pytest.param("0301", False, id="one too late"),
    ],
)
def test_any_of_stands_for_its_exchanges_and_no_others(
    commands: str, *, passes: bool
) -> None:
    exchanges = [Exchange(bytes([c]), b"\x90\x00") for c in bytes.fromhex(commands)]

    assert (_differ(IN_ANY_ORDER, *exchanges) == []) == passes


def test_any_of_is_no_excuse_for_another_status_word() -> None:
    refused = Exchange(b"\x01", b"\x69\x82")

    assert _differ(IN_ANY_ORDER, refused, Exchange(b"\x03", b"\x90\x00"))


@pytest.mark.parametrize(
    ("answer", "passes"),
    [("AA9000", True), ("9000", True), ("AABB9000", True), ("AA6982", False)],
)
def test_a_run_of_bytes_ends_before_the_status_word(
    answer: str, *, passes: bool
) -> None:
    text = "ATR 3B 00\nA>> 01\nA<< ** 9000\n"

    found = _differ(text, Exchange(b"\x01", bytes.fromhex(answer)))

    assert (found == []) == passes


def test_the_same_as_another_golden_is_all_of_it() -> None:
    text = "ATR 3B 00\nSAME AS other\nA>> 00A4020C 02 0018\nA<< 9000\n"

    assert _differ(text, SELECT, VERIFY, SIGN, SELECT) == []
    assert _differ(text, SELECT, _answering(VERIFY, "63C2"), SIGN, SELECT)
    assert _differ(text, SELECT)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        pytest.param("A>> 01\nA<< 9000\n", "no ATR", id="no ATR"),
        pytest.param("ATR 3B\nA>> 01\n", "without an answer", id="no answer"),
        pytest.param("ATR 3B\nA<< 9000\n", "line 2", id="no command"),
        pytest.param("ATR 3B\nA>> 01\nA>> 02\n", "line 3", id="two commands"),
        pytest.param("ATR 3B\nA>> 0\nA<< 9000\n", "line 2", id="half a byte"),
        pytest.param("ATR 3B\nA>> XY\nA<< 9000\n", "line 2", id="not hexadecimal"),
        pytest.param("ATR 3B\nA>> {no-pin}\nA<< 9000\n", "no-pin", id="unknown name"),
        pytest.param("ATR 3B\nANY OF\nA>> 01\nA<< 90\n", "without END", id="no END"),
        pytest.param("ATR 3B\nEND\n", "line 2", id="END alone"),
        pytest.param("ATR 3B\nhello\n", "line 2", id="prose"),
    ],
)
def test_what_is_no_golden_is_refused(text: str, error: str) -> None:
    with pytest.raises(GoldenError, match=error):
        read_golden(text, _resolve, _include)
