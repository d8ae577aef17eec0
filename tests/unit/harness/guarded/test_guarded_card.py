"""What the guard of a real card lets through, and what it never does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emulator.memory.image import CardImage
from harness.card.jpki import JPKIClient
from harness.drivers.guarded_card import GuardedPCSCCard, RealCardRefused, WrongCard
from harness.ports import TransportError

from .spoken import ASK, OK, RIGHT, SELECT_AUTH_PIN, SELECT_JPKI, WRONG, say

if TYPE_CHECKING:
    from .conftest import Guard, Line


def test_the_named_card_can_be_used_as_any_other(guard: Guard, line: Line) -> None:
    card = guard()
    client = JPKIClient(card)

    client.select()
    assert client.auth_tries_left() == 3
    client.verify_auth("1234")
    signature = client.sign_auth(bytes(32))

    assert len(signature) == 256
    assert card.atr == line.atr
    card.close()
    assert line.closed


def test_another_card_is_refused_before_any_pin(line: Line, serial: int) -> None:
    with pytest.raises(WrongCard, match=f"名指し {serial + 1}、実際 {serial}"):
        GuardedPCSCCard(line, certificate_serial=serial + 1)

    assert line.closed
    assert not [command for command in line.sent if command[1] == 0x20]


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        pytest.param(SELECT_JPKI, b"\x6a\x82", id="no JPKI application"),
        pytest.param(
            bytes.fromhex("00B0000004"),
            b"\xff\xff\xff\xff\x90\x00",
            id="no certificate",
        ),
    ],
)
def test_what_is_no_my_number_card_is_refused(
    line: Line, serial: int, command: bytes, answer: bytes
) -> None:
    line.answers[command] = answer

    with pytest.raises(WrongCard, match="マイナンバーカードではない"):
        GuardedPCSCCard(line, certificate_serial=serial)


def test_the_counter_is_read_before_every_pin(guard: Guard, line: Line) -> None:
    card = guard()

    assert say(card, SELECT_AUTH_PIN, RIGHT, RIGHT) == OK

    assert line.sent == [SELECT_AUTH_PIN, ASK, RIGHT, ASK, RIGHT]


def test_after_one_wrong_pin_no_other_one_is_sent(guard: Guard, line: Line) -> None:
    card = guard()
    assert say(card, SELECT_AUTH_PIN, WRONG) == b"\x63\xc2"

    with pytest.raises(RealCardRefused, match="残り回数が 3 回中 2 回"):
        card.transmit(RIGHT)

    assert line.verifications() == [WRONG]
    assert card.transmit(ASK) == b"\x63\xc2"


def test_an_expendable_card_may_even_be_locked(guard: Guard) -> None:
    card = guard(expendable=True)

    answers = [say(card, SELECT_AUTH_PIN, WRONG) for _ in range(4)]

    assert [answer.hex() for answer in answers] == ["63c2", "63c1", "63c0", "6984"]


def test_a_card_that_says_9000_instead_of_a_count_has_all_its_tries(
    guard: Guard, line: Line
) -> None:
    card = guard()
    line.answers[ASK] = OK

    assert say(card, SELECT_AUTH_PIN, RIGHT) == OK


@pytest.mark.parametrize("answer", ["6700", "6a86", "6d00", "6984", "6300"])
def test_a_card_that_tells_no_count_gets_no_pin(
    guard: Guard, line: Line, answer: str
) -> None:
    card = guard()
    line.answers[ASK] = bytes.fromhex(answer)
    card.transmit(SELECT_AUTH_PIN)

    with pytest.raises(RealCardRefused, match=answer.upper()):
        card.transmit(RIGHT)

    assert line.verifications() == []


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("00240180043132333435", id="CHANGE REFERENCE DATA"),
        pytest.param("002C0080", id="RESET RETRY COUNTER"),
        pytest.param("80320080043132333435", id="CHANGE KEY"),
        pytest.param("8050000000", id="LOCK DF"),
        pytest.param("00D60000010000", id="UPDATE BINARY"),
        pytest.param("0C2000800431323334", id="VERIFY by secure messaging"),
        pytest.param("102000800431323334", id="VERIFY in a chain"),
        pytest.param("802000800431323334", id="VERIFY of another class"),
        pytest.param("00A4", id="too short"),
    ],
)
def test_anything_that_could_change_the_card_is_not_sent(
    guard: Guard, line: Line, command: str
) -> None:
    card = guard(expendable=True)

    with pytest.raises(RealCardRefused):
        card.transmit(bytes.fromhex(command))

    assert line.sent == []


def test_after_a_broken_link_the_guard_stays_shut(guard: Guard, line: Line) -> None:
    card = guard()
    card.transmit(SELECT_AUTH_PIN)
    line.broken = True
    with pytest.raises(TransportError):
        card.transmit(RIGHT)
    line.broken = False

    with pytest.raises(RealCardRefused, match="同じカードかどうか"):
        card.transmit(RIGHT)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # Constants.
)
@given(data=st.data())
def test_no_order_of_commands_costs_the_owner_more_than_one_try(
    image: CardImage, line_of: type[Line], serial: int, data: st.DataObject
) -> None:
    line = line_of(image)
    card = GuardedPCSCCard(line, certificate_serial=serial)
    commands = st.sampled_from(
        [
            SELECT_JPKI,
            bytes.fromhex("00A4040C07A0000001510000"),
            SELECT_AUTH_PIN,
            bytes.fromhex("00A4020C020017"),
            bytes.fromhex("00A4020C02FFFF"),
            ASK,
            RIGHT,
            WRONG,
            bytes.fromhex("002000980430303030"),
            bytes.fromhex("00B0810000"),
            bytes.fromhex("00B0000004"),
        ]
    )
    for command in data.draw(st.lists(commands, max_size=20)):
        try:
            card.transmit(command)
        except RealCardRefused:
            continue

    line.sent.clear()
    line.transmit(SELECT_JPKI)
    line.transmit(SELECT_AUTH_PIN)
    assert line.transmit(ASK) in (b"\x63\xc3", b"\x63\xc2")
