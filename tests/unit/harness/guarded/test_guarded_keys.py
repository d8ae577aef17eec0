"""How the guard knows which PIN a VERIFY means, and sends none when it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harness.drivers.guarded_card import RealCardRefused, WrongCard

from .spoken import (
    ASK,
    OK,
    RIGHT,
    SELECT_AUTH_PIN,
    SELECT_JPKI,
    SELECT_SIGN_PIN,
    SIGN_RIGHT,
    WRONG,
    say,
)

if TYPE_CHECKING:
    from .conftest import Guard, Line


def test_each_pin_has_its_own_full_count(guard: Guard, line: Line) -> None:
    card = guard()

    assert say(card, SELECT_AUTH_PIN, WRONG) == b"\x63\xc2"
    assert say(card, SELECT_SIGN_PIN, SIGN_RIGHT) == OK

    line.answers[ASK] = b"\x63\xc4"
    with pytest.raises(RealCardRefused, match="残り回数が 5 回中 4 回"):
        card.transmit(SIGN_RIGHT)


@pytest.mark.parametrize(
    ("before", "verify"),
    [
        pytest.param([], RIGHT, id="no key selected"),
        pytest.param(["00A4020C02000A"], RIGHT, id="a certificate selected"),
        pytest.param(["00A4020C020018", "00A4020C02FFFF"], RIGHT, id="unsure which"),
        pytest.param(["00A4020C020018", "00B0810000"], RIGHT, id="another file read"),
        pytest.param(
            ["00A4020C020018", "00B201DC00"], RIGHT, id="a record read elsewhere"
        ),
        pytest.param(
            ["00A4020C020018", "802A02970100"], RIGHT, id="a key named for signing"
        ),
        pytest.param(
            ["00A4040C03D392F0", "00A4020C020018"], RIGHT, id="application by its start"
        ),
        pytest.param(
            ["00A4040E0AD392F000260100000001", "00A4020C020018"],
            RIGHT,
            id="the next application of that name",
        ),
        pytest.param(
            ["00A4040C02FFFF", "00A4020C020018"], RIGHT, id="a failed selection"
        ),
        pytest.param(
            ["00A4040C07A0000001510000", "00A4020C020018"],
            RIGHT,
            id="another application",
        ),
        pytest.param(
            [], bytes.fromhex("002000910431323334"), id="a key we do not know"
        ),
        pytest.param([], bytes.fromhex("002000000431323334"), id="no key named"),
        pytest.param(
            ["00A4020C020018"], bytes.fromhex("002001800431323334"), id="P1 not 00"
        ),
    ],
)
def test_without_knowing_which_pin_it_is_none_is_sent(
    guard: Guard, line: Line, before: list[str], verify: bytes
) -> None:
    card = guard()
    for command in before:
        card.transmit(bytes.fromhex(command))

    with pytest.raises(RealCardRefused, match="どの暗証番号か"):
        card.transmit(verify)

    assert line.verifications() == []


@pytest.mark.parametrize(
    ("selection", "answer"),
    [
        pytest.param("00A4040E0AD392F000260100000001", "9000", id="the next such AP"),
        pytest.param("00A4040C0AD392F000260100000001", "6A82", id="AP refused"),
        pytest.param("00A4020C020018", "6A82", id="key refused"),
        pytest.param("00A4000C020018", "9000", id="by another path"),
    ],
)
def test_a_selection_that_leaves_doubts_lets_no_pin_pass(
    guard: Guard, line: Line, selection: str, answer: str
) -> None:
    card = guard()
    line.answers[bytes.fromhex(selection)] = bytes.fromhex(answer)
    say(card, SELECT_AUTH_PIN, bytes.fromhex(selection))
    if selection.startswith("00A404"):
        card.transmit(SELECT_AUTH_PIN)

    with pytest.raises(RealCardRefused, match="どの暗証番号か"):
        card.transmit(RIGHT)

    assert line.verifications() == []


def test_a_key_may_be_named_directly(guard: Guard, line: Line) -> None:
    card = guard()
    verify = bytes.fromhex("002000980431323334")

    assert card.transmit(verify) == OK

    assert line.sent == [bytes.fromhex("00200098"), verify]


def test_selecting_the_application_again_keeps_the_guard_informed(
    guard: Guard,
) -> None:
    card = guard()

    assert say(card, SELECT_JPKI, SELECT_AUTH_PIN, RIGHT) == OK


def test_after_a_reset_the_card_is_identified_again(guard: Guard, line: Line) -> None:
    card = guard()
    say(card, SELECT_AUTH_PIN, RIGHT)
    card.reset()
    line.sent.clear()

    with pytest.raises(RealCardRefused, match="どの暗証番号か"):
        card.transmit(RIGHT)
    line.answers[SELECT_JPKI] = b"\x6a\x82"
    with pytest.raises(WrongCard):
        card.reset()
    with pytest.raises(RealCardRefused, match="同じカードかどうか"):
        card.transmit(SELECT_AUTH_PIN)


def test_more_tries_than_the_pin_can_have_mean_another_pin(
    guard: Guard, line: Line
) -> None:
    card = guard(expendable=True)
    card.transmit(SELECT_AUTH_PIN)
    line.answers[ASK] = b"\x63\xc4"

    with pytest.raises(RealCardRefused, match="どの暗証番号か"):
        card.transmit(RIGHT)

    assert line.verifications() == []
