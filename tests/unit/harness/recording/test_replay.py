"""A recording plays the card: in order, or wherever a command fits."""

from __future__ import annotations

import pytest

from harness.card.jpki import JPKIClient
from harness.ports import TransportError
from harness.recording.replay import (
    Matching,
    ReplayCard,
    ReplayConnection,
    UnexpectedCommand,
)
from harness.trace.transcript_reader import read_transcript

RECORDING = """
ATR 3B 80 80 01 01
POWER on
A>> 00A4040C 0A D392F000260100000001
A<< 9000 ; 25000.0 ms
A>> 00A4020C 02 0018
A<< 9000
A>> 00200080 04 ********
A<< 63C2 ; 40.0 ms
A>> 00200080 04 ********
A<< 9000
RULE random
A>> 00840000 04
A<< 01020304 9000
RULE any-data
A>> 802A0080 02 ABCD 00
A<< FEDC 9000
A>> 00B00000 00
A<< ****AA 9000
"""
SELECT = bytes.fromhex("00A4040C0AD392F000260100000001")
SELECT_PIN = bytes.fromhex("00A4020C020018")
CHALLENGE = bytes.fromhex("0084000004")


def verify(pin: bytes) -> bytes:
    return bytes.fromhex("00200080") + bytes((len(pin),)) + pin


def replay(matching: Matching = Matching.ORDER, *, again: bool = False) -> ReplayCard:
    return ReplayCard(
        read_transcript(RECORDING),
        matching=matching,
        again=again,
        random_bytes=lambda count: b"\xee" * count,
    )


def test_in_order_it_answers_as_recorded() -> None:
    card = replay()

    answers = [
        card.transmit(command).hex()
        for command in (
            SELECT,
            SELECT_PIN,
            verify(b"0000"),
            verify(b"123456"),
            CHALLENGE,
            bytes.fromhex("802A008002123400"),
            bytes.fromhex("00B0000000"),
        )
    ]

    assert card.atr == bytes.fromhex("3B80800101")
    assert answers == [
        "9000",
        "9000",
        "63c2",
        "9000",
        "eeeeeeee9000",
        "fedc9000",
        "2a2aaa9000",
    ]
    assert card.finished


def test_out_of_order_is_refused_and_told_without_a_pin() -> None:
    card = replay()
    card.transmit(SELECT)
    card.transmit(SELECT_PIN)

    with pytest.raises(UnexpectedCommand) as refused:
        card.transmit(bytes.fromhex("00A4020C020017"))
    with pytest.raises(UnexpectedCommand) as with_pin:
        card.transmit(bytes.fromhex("0020019804") + b"1234")

    assert "利用者証明用の秘密鍵（EF 0017）を選択" in str(refused.value)
    assert "記録の8行目では「利用者証明用の暗証番号（EF 0018）を照合」" in str(
        refused.value
    )
    assert "31323334" not in str(with_pin.value)
    assert card.transmit(verify(b"0000")) == b"\x63\xc2"


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("0020008100", id="another-header"),
        pytest.param("00200080", id="no-data-where-some-was"),
    ],
)
def test_a_hidden_pin_matches_any_data_but_not_any_command(command: str) -> None:
    card = replay()
    card.transmit(SELECT)
    card.transmit(SELECT_PIN)

    with pytest.raises(UnexpectedCommand):
        card.transmit(bytes.fromhex(command))


def test_anywhere_the_next_fitting_answer_comes_then_around() -> None:
    card = replay(Matching.ANYWHERE)

    assert card.transmit(CHALLENGE) == b"\xee" * 4 + b"\x90\x00"
    assert card.transmit(verify(b"1")) == b"\x63\xc2"
    assert card.transmit(verify(b"1")) == b"\x90\x00"
    assert card.transmit(verify(b"1")) == b"\x63\xc2"
    with pytest.raises(UnexpectedCommand, match="記録のどこにもありません"):
        card.transmit(bytes.fromhex("00B2010C00"))


@pytest.mark.parametrize("again", [True, False])
def test_after_the_end_it_begins_again_only_where_it_should(
    again: bool,  # noqa: FBT001 - a column of the table.
) -> None:
    card = ReplayCard(read_transcript("A>> 00840000 01\nA<< 6D00"), again=again)
    assert card.transmit(bytes.fromhex("0084000001")) == b"\x6d\x00"

    if again:
        assert card.transmit(bytes.fromhex("0084000001")) == b"\x6d\x00"
    else:
        with pytest.raises(UnexpectedCommand, match="もう終わっています"):
            card.transmit(bytes.fromhex("0084000001"))


def test_it_takes_the_time_it_took_but_never_for_ever() -> None:
    waited: list[float] = []
    card = ReplayCard(read_transcript(RECORDING), timed=True, pause=waited.append)

    for command in (SELECT, SELECT_PIN, verify(b"0000")):
        card.transmit(command)

    assert waited == [10.0, 0.04]


def test_a_client_in_process_meets_the_recorded_card() -> None:
    connection = ReplayConnection(replay())
    client = JPKIClient(connection)

    client.select()

    connection.close()
    with pytest.raises(TransportError):
        connection.transmit(SELECT_PIN)


def test_a_card_that_had_left_leaves_again() -> None:
    torn = ReplayConnection(ReplayCard(read_transcript("A>> 00840000 01\nA<<")))

    with pytest.raises(TransportError, match="left in the middle"):
        torn.transmit(bytes.fromhex("0084000001"))
