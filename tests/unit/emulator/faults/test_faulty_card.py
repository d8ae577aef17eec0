"""What goes wrong between a card and its reader, and what the card counts meanwhile."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from emulator.card import VirtualCard
from emulator.faults import FaultEvent, FaultyCard
from emulator.link_lost import (
    CardMuteError,
    CardTorn,
    CardWasReset,
    LinkLost,
    ProtocolMismatch,
)

SELECT_JPKI = bytes.fromhex("00A4040C0AD392F000260100000001")
SELECT_PIN = bytes.fromhex("00A4020C020018")
SELECT_KEY = bytes.fromhex("00A4020C020017")
RIGHT_PIN = bytes.fromhex("002000800431323334")
WRONG_PIN = bytes.fromhex("002000800439393939")
TRIES = bytes.fromhex("00200080")
SIGN = bytes.fromhex("802A028020") + hashlib.sha256(b"").digest() + b"\x00"
READ = bytes.fromhex("00B0000000")
OK = b"\x90\x00"

Surround = Callable[..., FaultyCard]
Echo = Any  # The stand-in of the conftest, which no test can import.
Time = Any


def at_the_pin(card: FaultyCard) -> FaultyCard:
    card.power_on()
    assert card.transmit(SELECT_JPKI) == OK
    assert card.transmit(SELECT_PIN) == OK
    return card


@pytest.mark.parametrize(
    ("when", "left"),
    [("before", b"\x63\xc3"), ("processed", b"\x63\xc2"), ("answer", b"\x63\xc2")],
)
def test_a_try_is_spent_only_if_the_pin_reached_the_card(
    surround: Surround, real: VirtualCard, when: str, left: bytes
) -> None:
    card = at_the_pin(surround(real, f"pulled:on=VERIFY,when={when}"))

    with pytest.raises(CardTorn):
        card.transmit(WRONG_PIN)

    assert at_the_pin(card).transmit(TRIES) == left


@pytest.mark.parametrize(
    ("text", "arrived"),
    [
        ("pulled:when=answer", 9),
        ("pulled:when=answer,arrived=0", 0),
        ("pulled:when=answer,arrived=999", 17),
    ],
)
def test_an_answer_breaks_off_in_its_middle(
    surround: Surround, echo: Echo, text: str, arrived: int
) -> None:
    with pytest.raises(CardTorn) as torn:
        surround(echo, text).transmit(READ)

    assert torn.value.answer == echo.answer
    assert torn.value.arrived == arrived < len(echo.answer)


def test_a_card_that_was_pulled_out_comes_back_when_it_is_asked_to(
    surround: Surround, echo: Echo
) -> None:
    with pytest.raises(CardTorn) as for_good:
        surround(echo, "pulled").transmit(READ)
    with pytest.raises(CardTorn) as for_a_while:
        surround(echo, "pulled:back=2.5").transmit(READ)

    assert (for_good.value.back_after, for_a_while.value.back_after) == (None, 2.5)


def test_a_lost_card_stays_lost_until_it_gets_power(
    surround: Surround, echo: Echo
) -> None:
    card = surround(echo, "pulled")
    with pytest.raises(CardTorn):
        card.transmit(READ)

    with pytest.raises(CardTorn):
        card.transmit(READ)
    with pytest.raises(CardTorn):
        card.reset()
    assert echo.seen == []

    card.power_on()
    assert card.transmit(READ) == echo.answer
    assert card.lost is None


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("reset", CardWasReset),
        ("protocol", ProtocolMismatch),
        ("mute:seconds=0", CardMuteError),
    ],
)
def test_a_card_that_is_still_there_answers_again_after_a_reset(
    surround: Surround, echo: Echo, text: str, error: type[LinkLost]
) -> None:
    card = surround(echo, text)
    with pytest.raises(error):
        card.transmit(READ)
    with pytest.raises(error):
        card.transmit(READ)

    card.reset()

    assert card.transmit(READ) == echo.answer
    assert echo.seen.count(READ.hex().upper()) == 1


@pytest.mark.parametrize("name", ["reset", "protocol", "mute"])
@pytest.mark.parametrize(("reaches", "seen"), [("no", 0), ("yes", 1)])
def test_a_command_without_an_answer_may_have_been_processed(
    surround: Surround, echo: Echo, name: str, reaches: str, seen: int
) -> None:
    with pytest.raises(LinkLost):
        surround(echo, f"{name}:reaches={reaches}").transmit(READ)

    assert echo.seen.count(READ.hex().upper()) == seen


def test_a_reset_loses_the_verified_pin(surround: Surround, real: VirtualCard) -> None:
    card = at_the_pin(surround(real, "reset:on=SELECT-EF,nth=2"))
    assert card.transmit(RIGHT_PIN) == OK

    with pytest.raises(CardWasReset):
        card.transmit(SELECT_KEY)
    card.reset()

    assert card.transmit(SELECT_JPKI) == OK
    assert card.transmit(SELECT_KEY) == OK
    assert card.transmit(SIGN) == b"\x69\x82"


@pytest.mark.parametrize(("asked", "waited"), [(3.0, 3.0), (90.0, 20.0)])
def test_a_mute_card_lets_its_reader_wait_no_longer_than_the_limit(
    surround: Surround, echo: Echo, time: Time, asked: float, waited: float
) -> None:
    with pytest.raises(CardMuteError):
        surround(echo, f"mute:seconds={asked}").transmit(READ)

    assert time.slept == [waited]
    assert echo.seen == []


def test_a_late_answer_is_the_cards_own(
    surround: Surround, echo: Echo, time: Time
) -> None:
    card = surround(echo, "late:seconds=1.5")

    assert [card.transmit(READ), card.transmit(READ)] == [echo.answer] * 2
    assert time.slept == [1.5, 1.5]


def test_an_answer_that_is_too_late_finds_nobody(
    surround: Surround, echo: Echo, time: Time
) -> None:
    with pytest.raises(CardMuteError):
        surround(echo, "late:seconds=15", "late:seconds=15").transmit(READ)

    assert sum(time.slept) == 20.0


def test_a_forced_status_word_spends_no_try(
    surround: Surround, real: VirtualCard
) -> None:
    card = at_the_pin(surround(real, "sw:sw=6f00,on=VERIFY"))

    assert card.transmit(WRONG_PIN) == b"\x6f\x00"
    assert card.transmit(TRIES) == b"\x63\xc3"


def test_a_forced_status_word_may_hide_what_the_card_did(
    surround: Surround, real: VirtualCard
) -> None:
    card = at_the_pin(surround(real, "sw:sw=6F00,on=VERIFY,reaches=yes"))

    assert card.transmit(WRONG_PIN) == b"\x6f\x00"
    assert card.transmit(TRIES) == b"\x63\xc2"


def test_only_the_first_command_after_power_up_answers_6f00(
    surround: Surround, echo: Echo
) -> None:
    card = surround(echo, "first-6f00")

    for _ in range(2):
        card.power_on()
        assert card.transmit(READ) == b"\x6f\x00"
        assert card.transmit(READ) == echo.answer
        card.reset()
        assert card.transmit(READ) == echo.answer


def test_a_pin_may_seem_blocked_though_it_is_not(
    surround: Surround, real: VirtualCard
) -> None:
    card = at_the_pin(surround(real, "verify-6983"))

    assert card.transmit(RIGHT_PIN) == b"\x69\x83"
    assert card.transmit(TRIES) == b"\x63\xc3"


def test_a_blocked_pin_may_answer_6983_in_place_of_6984(
    surround: Surround, real: VirtualCard, events: list[FaultEvent]
) -> None:
    card = at_the_pin(surround(real, "verify-6983:when=blocked"))
    answers = [card.transmit(WRONG_PIN) for _ in range(4)]

    assert answers == [b"\x63\xc2", b"\x63\xc1", b"\x63\xc0", b"\x69\x83"]
    assert len(events) == 1


@pytest.mark.parametrize("bits", [1, 5])
def test_a_wrong_signature_differs_in_so_many_bits(
    surround: Surround, real: VirtualCard, bits: int
) -> None:
    card = at_the_pin(surround(real, f"wrong-signature:bits={bits}"))
    card.transmit(RIGHT_PIN)
    card.transmit(SELECT_KEY)

    true, wrong = real.transmit(SIGN), card.transmit(SIGN)

    assert len(true) == len(wrong) == 258
    difference = int.from_bytes(true, "big") ^ int.from_bytes(wrong, "big")
    assert difference.bit_count() == bits
    assert wrong[-2:] == OK


def test_a_refused_signature_is_left_alone(
    surround: Surround, real: VirtualCard, events: list[FaultEvent]
) -> None:
    card = at_the_pin(surround(real, "wrong-signature"))

    assert card.transmit(SIGN) == real.transmit(SIGN)
    assert events == []


def test_faults_pile_up_the_first_outermost(
    surround: Surround, echo: Echo, time: Time, events: list[FaultEvent]
) -> None:
    card = surround(echo, "late:seconds=1", "sw:sw=6A82")

    assert card.transmit(READ) == b"\x6a\x82"
    assert time.slept == [1.0]
    assert [event.kind for event in events] == ["sw", "late"]


def test_everything_else_is_the_cards_own(surround: Surround, echo: Echo) -> None:
    card = surround(echo, "pulled:nth=9")

    card.power_on()
    answer = card.transmit(READ)
    card.reset()
    card.power_off()

    assert (card.atr, answer) == (echo.atr, echo.answer)
    assert echo.seen == ["on", READ.hex().upper(), "reset", "off"]
