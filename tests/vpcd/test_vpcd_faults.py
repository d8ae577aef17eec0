"""A card that fails behind a real pcscd: what a PC/SC program gets to know of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from emulator.faults import FaultEvent
from emulator.reader.events import Event, EventKind
from emulator.reader.plugged import PluggedCard
from harness.card.jpki import JPKIClient
from harness.card_conditions import ConditionsInForce, ConditionTexts
from harness.drivers.pcsc_card import PCSCCardConnection, wait_for_card
from harness.drivers.vpcd_card import VPCDCardHolder
from harness.ports import TransportError

if TYPE_CHECKING:
    from .conftest import CardShelf

pytestmark = pytest.mark.system

SELECT = bytes.fromhex("00A4040C0AD392F000260100000001")
SELECT_PIN = bytes.fromhex("00A4020C020018")
WRONG_PIN = bytes.fromhex("002000800439393939")
SECONDS = 60.0
TRIES = bytes.fromhex("00200080")
LOSSES = {
    "pulled": 3,
    "pulled:when=processed": 2,
    "pulled:when=answer": 2,
    "mute:seconds=0.05": 3,
    "mute:seconds=0.05,reaches=yes": 2,
    "reset": 3,
    "protocol": 3,
}


@pytest.fixture(scope="module")
def events() -> list[FaultEvent]:
    return []


@pytest.fixture(scope="module")
def holder(
    system_packages: None, shelf: CardShelf, events: list[FaultEvent]
) -> Iterator[VPCDCardHolder]:
    holder = VPCDCardHolder(
        shelf.drawer,
        shelf.pki,
        find=shelf.persona,
        conditions=ConditionsInForce(record=events.append),
    )
    yield holder
    holder.close()


@pytest.fixture(autouse=True)
def as_it_comes(holder: VPCDCardHolder, events: list[FaultEvent]) -> Iterator[None]:
    events.clear()
    yield
    holder.clear_faults()
    holder.reset_tries("taro")


def at_the_pin(holder: VPCDCardHolder) -> PCSCCardConnection:
    connection = holder.present("taro")
    assert connection.transmit(SELECT) == b"\x90\x00"
    assert connection.transmit(SELECT_PIN) == b"\x90\x00"
    return connection


@pytest.mark.parametrize(("fault", "left"), LOSSES.items())
def test_a_lost_card_is_a_broken_link_and_can_be_held_again(
    holder: VPCDCardHolder, events: list[FaultEvent], fault: str, left: int
) -> None:
    sign = "," if ":" in fault else ":"
    holder.arm_fault(f"{fault}{sign}on=VERIFY")
    connection = at_the_pin(holder)

    with pytest.raises(TransportError):
        connection.transmit(WRONG_PIN)
    with pytest.raises(TransportError):
        connection.transmit(TRIES)

    assert at_the_pin(holder).transmit(TRIES) == bytes((0x63, 0xC0 | left))
    assert [event.command for event in events] == ["VERIFY"]


def test_a_fault_of_an_answer_is_an_answer(holder: VPCDCardHolder) -> None:
    holder.arm_fault("sw:sw=6F00,on=TRIES")
    connection = at_the_pin(holder)

    assert connection.transmit(TRIES) == b"\x6f\x00"
    assert connection.transmit(TRIES) == b"\x63\xc3"


def test_faults_and_speed_hold_from_the_next_card_on(holder: VPCDCardHolder) -> None:
    first = at_the_pin(holder)
    holder.arm_fault("sw:sw=6F00,on=TRIES")
    assert first.transmit(TRIES) == b"\x63\xc3"

    assert at_the_pin(holder).transmit(TRIES) == b"\x6f\x00"


def test_a_card_that_was_reset_is_back_in_its_reader_by_itself(
    shelf: CardShelf, holder: VPCDCardHolder
) -> None:
    holder.remove()
    conditions = ConditionsInForce(ConditionTexts(faults=("reset:on=TRIES",)).read())
    with shelf.take("ume") as stored:
        card = conditions.around(stored.card)
        port = holder._reader.pcscd.port
        gone, there = threading.Event(), threading.Event()

        def on_event(event: Event) -> None:
            if event.kind is EventKind.UNPLUGGED:
                there.clear()
                gone.set()
            elif event.kind is EventKind.READY:
                there.set()

        with PluggedCard(card, "127.0.0.1", port, on_event=on_event):
            assert there.wait(SECONDS)
            wait_for_card(holder.reader, seconds=SECONDS)
            connection = PCSCCardConnection(holder.reader)
            client = JPKIClient(connection)
            client.select()
            with pytest.raises(TransportError):
                client.auth_tries_left()
            connection.close()

            assert gone.wait(SECONDS)
            assert there.wait(SECONDS)
            wait_for_card(holder.reader, seconds=SECONDS)
            again = PCSCCardConnection(holder.reader)
            client = JPKIClient(again)
            client.select()
            assert client.auth_tries_left() == 3
            again.close()
