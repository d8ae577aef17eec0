"""Secure messaging refuses what was not agreed, and what is refused ends it."""

from __future__ import annotations

import pytest

from emulator.behaviour import CardBehaviour
from emulator.card import VirtualCard

from .conftest import SELECT, SELECT_ISD, CardMaker, assert_no_session
from .terminal import NUMBER_A, PIN, READ_PROTECTED, Terminal

A = "999999900014"


def assert_dead(terminal: Terminal) -> None:
    """No command of the session is answered any more, whatever it is."""
    assert terminal.protected_verify(NUMBER_A, A) == "69FC"
    assert terminal.protected_select(0x0001) == "69FC"
    assert terminal.sw(READ_PROTECTED) == "69FC"
    assert terminal.sw("0CB0000000") == "69FC"


def test_without_a_session_protected_commands_are_refused(terminal: Terminal) -> None:
    assert_no_session(terminal)


def test_a_wrong_count_is_6988_and_the_session_dies(opened: Terminal) -> None:
    opened.number = 7

    assert opened.protected_verify(NUMBER_A, A) == "6988"

    assert_dead(opened)


def test_a_wrong_key_is_6988_and_the_session_dies(opened: Terminal) -> None:
    opened.key = b"another key, yes"

    assert opened.protected_select(0x0001) == "6988"

    assert_dead(opened)


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        pytest.param("871101", "", id="[M] another tag"),
        pytest.param("861102", "", id="[M] another padding indicator"),
        pytest.param("861100", "", id="[M] padding indicator 00"),
        pytest.param("861201", "", id="[D] length beyond the end"),
        pytest.param("861001", "", id="[D] length before the end"),
        pytest.param("868001", "", id="[D] indefinite length"),
        pytest.param("861101", "9603000000", id="[M] a second object"),
        pytest.param("861101", "FFFF", id="[M] filler behind"),
        pytest.param("8611", "", id="[D] no padding indicator"),
    ],
)
def test_a_data_field_that_is_not_one_right_object_is_6988(
    opened: Terminal, head: str, tail: str
) -> None:
    data = (
        bytes.fromhex(head)
        + opened.encrypt(A.encode(), opened.number)
        + bytes.fromhex(tail)
    )

    assert opened.sw(b"\x08\x20\x00\x94" + bytes((len(data),)) + data) == "6988"

    assert_dead(opened)


@pytest.mark.parametrize(
    "plain",
    [
        pytest.param("31" * 16, id="no padding"),
        pytest.param("80" + "00" * 15 + "00" * 16, id="more than a block"),
        pytest.param("00" * 16, id="zeros alone"),
        pytest.param("31323334818000" + "00" * 8 + "01", id="something behind"),
    ],
)
def test_wrong_padding_is_6988(opened: Terminal, plain: str) -> None:
    raw = bytes.fromhex(plain)
    cryptogram = opened.encrypt(raw, 1)[: len(raw)]
    data = bytes((0x86, 1 + len(cryptogram), 1)) + cryptogram

    assert opened.sw(b"\x08\x20\x00\x91" + bytes((len(data),)) + data) == "6988"

    assert_dead(opened)


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("08200094", id="[D] VERIFY without data"),
        pytest.param("08200094059603000000", id="[M] 96 in VERIFY"),
        pytest.param("08A4020C059603000000", id="[M] 96 in SELECT"),
        pytest.param("08B0000000", id="[D] READ without 96"),
        pytest.param("08B0000005860300000000", id="[M] 86 in READ"),
        pytest.param("08B00000049602001000", id="[D] length of two bytes"),
        pytest.param("08B0000005960301000000", id="[D] length above 65535"),
        pytest.param("08B000000A9603000010960300001000", id="[M] 96 twice"),
        pytest.param("08200094028600", id="[D] empty object"),
        pytest.param("0820009403860101", id="[D] no blocks"),
        pytest.param("082000940B8609010000000000000000", id="[D] half a block"),
        pytest.param("082000940186", id="[D] a tag alone"),
    ],
)
def test_another_object_than_the_commands_own_is_6988(
    opened: Terminal, command: str
) -> None:
    opened.sw("00A4020C020001")

    assert opened.sw(command) == "6988"

    assert_dead(opened)


@pytest.mark.parametrize("ins", ["20", "A4", "B0", "84"])
def test_an_authenticated_header_is_6987_and_ends_the_session(
    opened: Terminal, ins: str
) -> None:
    assert opened.sw(f"0C{ins}0000") == "6987"

    assert_dead(opened)


@pytest.mark.parametrize("ins", ["84", "24", "B2", "CA", "88"])
def test_a_command_without_protected_form_is_6882_and_ends_the_session(
    opened: Terminal, ins: str
) -> None:
    assert opened.sw(f"08{ins}000000") == "6882"

    assert_dead(opened)


def test_an_answer_that_le_has_no_room_for_is_6700_and_counts(
    opened: Terminal,
) -> None:
    opened.protected_select(0x0004)

    assert opened.sw("08B00000059603000000" + "00") == "6700"
    assert opened.sw("08B00000059603000001") == "6700"
    opened.number += 2

    assert opened.protected_read(0, 0)[1] == "9000"


def test_what_ended_the_session_leaves_the_pin_verified(opened: Terminal) -> None:
    opened.sw("0CB0000000")

    assert opened.sw("00B0810000") == "9000"
    opened.open(b"a second seed, of 32 bytes again")
    assert opened.protected_verify(NUMBER_A, A) == "9000"


@pytest.mark.parametrize(
    "event",
    [
        pytest.param([SELECT.hex()], id="[D] SELECT of the same application"),
        pytest.param([SELECT_ISD, SELECT.hex()], id="[M] another application"),
        pytest.param(["power off", "power on", SELECT.hex()], id="[M] power loss"),
    ],
)
def test_after_these_events_there_is_no_session(
    opened: Terminal, card: VirtualCard, event: list[str]
) -> None:
    for step in event:
        match step:
            case "power off":
                card.power_off()
            case "power on":
                card.power_on()
            case command:
                assert opened.sw(command) == "9000"

    assert_no_session(opened)


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("00A4040C0AD3921000310001010409", id="unknown application"),
        pytest.param("00A40000", id="SELECT MF"),
        pytest.param("00A4020C020001", id="SELECT EF"),
        pytest.param("0020009104" + "30" * 4, id="wrong PIN"),
    ],
)
def test_other_commands_in_the_clear_leave_the_session(
    opened: Terminal, command: str
) -> None:
    opened.sw(command)

    assert opened.protected_verify(NUMBER_A, A) == "9000"


def test_a_warm_reset_keeps_the_session_as_it_keeps_the_pin(
    opened: Terminal, card: VirtualCard
) -> None:
    card.reset()

    assert opened.protected_verify(NUMBER_A, A) == "9000"


def test_selecting_again_keeps_the_session_where_a_parameter_says_so(
    make_card: CardMaker,
) -> None:
    behaviour = CardBehaviour(reselect_ends_secure_messaging=False)
    terminal = Terminal(make_card(behaviour=behaviour).transmit)
    terminal.verify(PIN, "1234")
    terminal.open()

    terminal.sw(SELECT)

    assert terminal.protected_verify(NUMBER_A, A) == "9000"


def test_a_protected_select_by_name_is_6a86_and_stays_inside(opened: Terminal) -> None:
    sealed = opened.sealed(SELECT[5:])

    assert opened.sw(b"\x08\xa4\x04\x0c" + sealed) == "6A86"

    assert opened.protected_select(0x0001) == "9000"
