"""A slot takes one card at a time, and only once its reader saw it empty."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from emulator.link_lost import CardTorn
from emulator.reader.events import Event, EventKind
from emulator.reader.vpcd_wire import VPCDUnavailable
from harness.serving import reader_slot
from harness.serving.reader_slot import ReaderSlot, SlotError

from .conftest import SECONDS

if TYPE_CHECKING:
    from .conftest import PlainCard, QuickReader

    Readers = Callable[..., QuickReader]
    Cards = type[PlainCard]

COMMAND = bytes.fromhex("0084000008")


def slot_at(
    port: int,
    *,
    stop: threading.Event | None = None,
    heard: list[EventKind] | None = None,
    time_limit: float = 30.0,
) -> ReaderSlot:
    def hear(event: Event) -> None:
        if heard is not None:
            heard.append(event.kind)

    return ReaderSlot(
        "127.0.0.1",
        port,
        stop=stop or threading.Event(),
        on_event=hear,
        time_limit=time_limit,
    )


def test_an_inserted_card_has_been_seen_and_answers(
    readers: Readers, plain_card: Cards
) -> None:
    reader, card = readers(), plain_card()
    slot = slot_at(reader.port)

    assert slot.insert(card.in_hand())

    assert slot.holds == "hanako"
    assert reader.transmit(COMMAND) == b"\x90\x00"
    assert slot.pull() == "hanako"
    assert card.done == ["on", COMMAND.hex(), "off", "away"]
    assert slot.holds is None


@pytest.mark.usefixtures("impatient")
def test_a_reader_that_does_not_look_is_told_apart(
    readers: Readers, plain_card: Cards
) -> None:
    card = plain_card()
    slot = slot_at(readers(powers=False).port)

    assert not slot.insert(card.in_hand())

    assert slot.holds == "hanako"
    assert "away" not in card.done
    slot.pull()


@pytest.mark.usefixtures("impatient")
def test_a_card_that_is_taken_for_the_one_before_it_goes_in_again(
    readers: Readers, plain_card: Cards, monkeypatch: pytest.MonkeyPatch
) -> None:
    unplug = ReaderSlot._unplug_for_a_while

    def then_patiently(slot: ReaderSlot) -> bool:
        monkeypatch.setattr(reader_slot, "_SEEN_SECONDS", SECONDS)
        return unplug(slot)

    monkeypatch.setattr(ReaderSlot, "_unplug_for_a_while", then_patiently)
    reader, card = readers(late=1), plain_card()
    slot = slot_at(reader.port)

    assert slot.insert(card.in_hand())

    assert reader.transmit(COMMAND) == b"\x90\x00"
    assert card.done == ["on", COMMAND.hex()]
    slot.pull()
    assert card.done[-1] == "away"


@pytest.mark.usefixtures("impatient")
def test_power_alone_is_not_enough_for_a_program_to_find_the_card(
    readers: Readers, plain_card: Cards
) -> None:
    slot = slot_at(readers(looks=1).port)

    assert not slot.insert(plain_card().in_hand())

    slot.pull()


def test_the_next_card_waits_until_the_slot_must_have_been_seen_empty(
    readers: Readers, plain_card: Cards, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_slot, "SEEN_EMPTY_SECONDS", 0.3)
    reader = readers()
    slot = slot_at(reader.port)
    slot.insert(plain_card().in_hand())
    slot.pull()
    pulled = time.monotonic()

    slot.insert(plain_card().in_hand("taro"))

    assert time.monotonic() - pulled >= 0.3
    reader.wait_for_card(2)
    slot.pull()


def test_ending_does_not_wait_for_that(readers: Readers, plain_card: Cards) -> None:
    stop = threading.Event()
    slot = slot_at(readers().port, stop=stop)
    slot.insert(plain_card().in_hand())
    slot.pull()
    late = plain_card()
    stop.set()

    with pytest.raises(SlotError, match="終了するところ"):
        slot.insert(late.in_hand("taro"))

    assert late.done == ["away"]


def test_a_slot_holds_one_card(readers: Readers, plain_card: Cards) -> None:
    slot = slot_at(readers().port)
    second = plain_card()
    slot.insert(plain_card().in_hand())

    with pytest.raises(SlotError, match="hanako のカードが挿さって"):
        slot.insert(second.in_hand("taro"))

    assert second.done == ["away"]
    assert slot.holds == "hanako"
    slot.pull()


@pytest.mark.parametrize("order", ["pull", "reset_tries"])
def test_an_empty_slot_has_nothing_to_give(order: str) -> None:
    with pytest.raises(SlotError, match="ポート 1 にカードはありません"):
        getattr(slot_at(1), order)()


def test_where_nobody_listens_the_card_goes_back(plain_card: Cards) -> None:
    card = plain_card()
    slot = slot_at(1)

    with pytest.raises(VPCDUnavailable):
        slot.insert(card.in_hand())

    assert card.done == ["away"]
    assert slot.holds is None


def test_tries_are_reset_between_two_commands_not_in_one(
    readers: Readers, plain_card: Cards
) -> None:
    reader, card = readers(), plain_card()
    card.let_go = threading.Event()
    slot = slot_at(reader.port)
    slot.insert(card.in_hand())
    talking = threading.Thread(target=reader.transmit, args=(COMMAND,))
    mending = threading.Thread(target=slot.reset_tries)

    talking.start()
    assert card.busy.wait(SECONDS)
    mending.start()
    mending.join(0.05)
    assert "tries" not in card.done
    card.let_go.set()
    mending.join(SECONDS)
    talking.join(SECONDS)

    assert card.done == ["on", COMMAND.hex(), "tries"]
    slot.pull()


def test_a_card_that_is_torn_out_leaves_the_slot_to_be_emptied(
    readers: Readers, plain_card: Cards
) -> None:
    reader, card = readers(), plain_card()
    card.raises = CardTorn()
    slot = slot_at(reader.port)
    slot.insert(card.in_hand())

    assert reader.transmit(COMMAND) == b""

    assert slot.holds == "hanako"
    deadline = time.monotonic() + SECONDS
    while not slot.torn and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    assert slot.torn
    slot.pull()
    assert not slot.torn


def test_a_bug_in_the_card_comes_out_when_it_is_pulled(
    readers: Readers, plain_card: Cards
) -> None:
    reader, card = readers(), plain_card()
    card.raises = KeyError("a bug")
    slot = slot_at(reader.port)
    slot.insert(card.in_hand())
    assert reader.transmit(COMMAND) == b"\x6f\x00"

    with pytest.raises(KeyError):
        slot.pull()

    assert card.done[-1] == "away"
    assert slot.holds is None


def test_a_card_that_hangs_is_cut_off_at_the_time_limit(
    readers: Readers, plain_card: Cards
) -> None:
    reader, card = readers(), plain_card()
    card.let_go = threading.Event()
    heard: list[EventKind] = []
    slot = slot_at(reader.port, heard=heard, time_limit=0.2)
    slot.insert(card.in_hand())

    assert reader.transmit(COMMAND) == b""

    card.let_go.set()
    with pytest.raises(Exception, match="no answer from the card within"):
        slot.pull()
    assert EventKind.FAULT in heard
