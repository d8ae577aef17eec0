"""A terminal that keeps the published rules of secure messaging is served."""

from __future__ import annotations

import pytest

from emulator.card import VirtualCard

from .conftest import CardMaker
from .terminal import NUMBER_A, NUMBER_B, PIN, Terminal

A, B = "999999900014", "55021720362285"

VERIFY_1234 = "B8D49349A0BFE272EA900230652DAAEF"
SELECT_0001 = "46D4CAAC313B21DA35E3FE7C435C3150"
READ_15 = "1FF3987E556B8BBD658C79F9B536C77F"
"""What the three commands below carry under the key 00 01 ... 0F, from openssl enc."""


def test_a_session_key_is_delivered_in_a_command_of_263_bytes(
    opened: Terminal,
) -> None:
    delivery = opened.sent[-1]

    assert delivery[:7].hex() == "80ae0000000100"
    assert len(delivery) == 7 + 256


def test_the_encrypted_answer_is_known_to_the_byte(make_card: CardMaker) -> None:
    terminal = Terminal(make_card().transmit)
    terminal.verify(PIN, "1234")
    terminal.open(bytes.fromhex("000102030405060708090A0B0C0D0E0F") + bytes(16))

    assert terminal.sw("0820009113861101" + VERIFY_1234) == "9000"
    assert terminal.sw("08A4020C13861101" + SELECT_0001) == "9000"
    data, sw = terminal.send("08B00000000005960300000F0000")

    assert sw == "9000"
    assert data.hex() == "861101" + READ_15.lower()


def test_a_number_is_presented_and_read_without_being_seen(opened: Terminal) -> None:
    before = len(opened.sent)

    assert opened.protected_verify(NUMBER_A, A) == "9000"
    assert opened.protected_select(0x0001) == "9000"
    content, sw = opened.protected_read(0, 0)

    assert sw == "9000"
    assert content == bytes.fromhex("FF100C") + A.encode() + b"\xff\xff"
    assert not any(A.encode() in command for command in opened.sent[before:])


@pytest.mark.parametrize("fid", range(0x0001, 0x0009))
def test_each_file_reads_the_same_in_the_clear_and_protected(
    opened: Terminal, fid: int
) -> None:
    opened.protected_select(fid)

    content, sw = opened.protected_read(0, 0)

    assert sw == "9000"
    assert content == opened.read(fid)


@pytest.mark.parametrize(
    ("offset", "wanted", "size"),
    [
        pytest.param(0, 1, 1, id="one byte"),
        pytest.param(0, 15, 15, id="one short of a block"),
        pytest.param(0, 16, 16, id="a whole block"),
        pytest.param(5, 110, 110, id="answer object of 115 bytes"),
        pytest.param(0, 112, 112, id="answer object of 131 bytes"),
        pytest.param(0, 256, 256, id="256"),
        pytest.param(300, 200, 36, id="short at the end"),
        pytest.param(0x20, 0xFFFF, 304, id="more than there is"),
    ],
)
def test_a_part_of_a_file_has_the_length_asked_for(
    opened: Terminal, offset: int, wanted: int, size: int
) -> None:
    opened.protected_select(0x0003)

    content, sw = opened.protected_read(offset, wanted)

    assert sw == "9000"
    assert len(content) == size
    assert content == opened.read(3)[offset : offset + size]


def test_a_short_file_id_in_p1_is_read_protected_too(opened: Terminal) -> None:
    content, sw = opened.protected_read(0x8100, 0)

    assert (content[3:15].decode(), sw) == (A, "9000")


def test_a_short_le_outside_suffices_for_a_short_answer(opened: Terminal) -> None:
    opened.protected_select(0x0001)
    number = opened.number
    opened.number += 1

    data, sw = opened.send("08B00000059603000011" + "00")

    assert sw == "9000"
    assert opened.unsealed(data, number) == opened.read(1)


def test_a_selected_file_tells_its_id_in_an_encrypted_answer(
    opened: Terminal,
) -> None:
    number = opened.number

    data, sw = opened.send(b"\x08\xa4\x02\x00" + opened.sealed(b"\0\1") + b"\0")

    assert sw == "9000"
    assert opened.unsealed(data, number).hex() == "6f0483020001"


def test_refusals_inside_count_and_the_session_goes_on(opened: Terminal) -> None:
    answers = [
        opened.protected_verify(0x12, "1234"),  # Blocked.
        opened.protected_verify(NUMBER_B, "0" * 14),  # Wrong.
        opened.protected_select(0x0009),  # Absent.
        opened.protected_select(0x0011),
        opened.protected_read(0, 0)[1],  # A key.
        opened.protected_select(0x0001),
        opened.protected_read(17, 0)[1],  # At the end.
    ]

    assert answers == [
        "6984",
        "63C9",
        "6A82",
        "9000",
        "6981",
        "9000",
        "6B00",
    ]
    assert opened.number == 8
    assert opened.protected_read(0, 0)[1] == "9000"


def test_a_file_behind_another_key_stays_closed_inside(make_card: CardMaker) -> None:
    terminal = Terminal(make_card().transmit)
    terminal.verify(PIN, "1234")
    terminal.open()
    terminal.verify(PIN, "0000")

    terminal.protected_select(0x0001)
    assert terminal.protected_read(0, 0)[1] == "6982"
    assert terminal.protected_verify(NUMBER_B, B) == "9000"
    assert terminal.protected_read(0, 0)[1] == "6982"
    assert terminal.protected_verify(NUMBER_A, A) == "9000"
    assert terminal.protected_read(0, 0)[1] == "9000"


def test_tries_are_spent_inside_as_in_the_clear(
    opened: Terminal, card: VirtualCard
) -> None:
    answers = [opened.protected_verify(PIN, "0000") for _ in range(4)]

    assert answers == ["63C2", "63C1", "63C0", "6984"]
    assert opened.sw("00200091") == "63C0"
    card.reset_tries()
    assert opened.protected_verify(PIN, "0000") == "63C2"
    assert opened.protected_verify(PIN, "1234") == "9000"
    assert opened.sw("00200091") == "63C3"


def test_an_empty_value_inside_asks_for_the_tries(opened: Terminal) -> None:
    assert opened.protected_verify(NUMBER_A, "") == "63CA"
    assert opened.protected_verify(NUMBER_A, "") == "63CA"


def test_commands_in_the_clear_do_not_count(opened: Terminal) -> None:
    opened.protected_select(0x0001)

    plain = opened.read(5)
    assert opened.sw("00A4020C020004") == "9000"
    assert opened.sw("00B0000010") == "9000"

    assert len(plain) == 256
    assert opened.protected_read(0, 10)[1] == "9000"


def test_both_ways_share_one_security_status(opened: Terminal) -> None:
    opened.verify(PIN, "0000")
    assert opened.sw("00B0810000") == "6982"

    opened.protected_verify(NUMBER_A, A)

    assert opened.sw("00B0810000") == "9000"


def test_the_counter_goes_on_beyond_a_byte(opened: Terminal) -> None:
    opened.protected_select(0x0001)
    expected = opened.read(1)
    for _ in range(300):
        assert opened.protected_read(0, 17)[0] == expected

    assert opened.number == 302


def test_a_new_key_begins_a_new_count(opened: Terminal) -> None:
    opened.protected_select(0x0001)

    opened.open(b"another seed of thirty-two bytes")

    assert opened.number == 1
    assert opened.protected_verify(NUMBER_A, A) == "9000"


def test_two_cards_keep_their_sessions_apart(make_card: CardMaker) -> None:
    first, second = (Terminal(make_card().transmit) for _ in range(2))
    for terminal, seed in ((first, b"1" * 32), (second, b"2" * 32)):
        terminal.verify(PIN, "1234")
        terminal.open(seed)

    first.protected_select(0x0001)

    assert second.protected_select(0x0002) == "9000"
    assert first.protected_read(0, 0)[0][:2].hex() == "ff10"
    assert second.protected_read(0, 0)[0][:2].hex() == "ff20"


def test_long_object_lengths_are_taken(opened: Terminal) -> None:
    for head in (b"\x86\x81\x11", b"\x86\x82\x00\x11"):
        value = b"\x01" + opened.encrypt(A.encode(), opened.number)
        opened.number += 1
        data = head + value
        command = b"\x08\x20\x00\x94" + bytes((len(data),)) + data
        assert opened.sw(command) == "9000"
