"""Many cards in one process: nothing of one shows in another, and they are small."""

from __future__ import annotations

import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from emulator.behaviour import CardBehaviour
from emulator.card import VirtualCard
from emulator.memory.counters import MemoryCounters
from emulator.memory.image import CardImage

from .status_table import AP, COMMON, JUKI, SUPPORT, VISUAL, WRONG

if TYPE_CHECKING:
    from .conftest import Talk

KIB = 1024
RIGHT = "002000980431323334"
SIGN = "802A009701AA00"


def drive(talk: Talk, number: int) -> list[str]:
    """Take card *number* through a life of its own; every third is a wrong owner."""
    auth_pin = RIGHT if number % 3 else "002000980430303030"
    support_pin = "34" if number % 2 else "30"  # Its last digit.
    challenge = "5A" * (number + 1)
    return talk.sws(
        f"{AP}|00200098|{auth_pin}|00200098|00B08A0000|00B0010000|{SIGN}"
        f"|{SUPPORT}|0020009104313233{support_pin}|{JUKI}|0020009C"
        f"|{COMMON}|00B2010C00|00880099{number + 1:02X}{challenge}00"
        f"|{VISUAL}|802A020020{'22' * 32}00|{AP}|00200098"
    )


def expected(number: int) -> list[str]:
    right = number % 3 != 0
    left = "63C3" if right else "63C2"
    return [
        "9000", "63C3", "9000" if right else "63C2", left,
        "9000", "9000", "9000" if right else "6982",
        "9000", "9000" if number % 2 else "63C2",
        "9000", "63C3", "9000", "9000", "9000", "9000", "9000",
        "9000", left,
    ]  # fmt: skip


def test_cards_in_many_threads_know_nothing_of_each_other(
    image: CardImage, talk: Talk
) -> None:
    speakers = [
        talk.__class__(VirtualCard(image, counters=MemoryCounters())) for _ in range(24)
    ]
    for speaker in speakers:
        speaker.card.power_on()

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(drive, speakers, range(24)))

    assert answers == [expected(number) for number in range(24)]


@pytest.mark.parametrize("name", ["_applets", "_session", "_memory"])
def test_two_cards_of_one_image_have_state_of_their_own(
    image: CardImage, name: str
) -> None:
    one, other = (VirtualCard(image, counters=MemoryCounters()) for _ in range(2))

    assert getattr(one, name) is not getattr(other, name)


def test_cards_of_different_behaviour_stand_side_by_side(
    image: CardImage, talk: Talk
) -> None:
    strict = VirtualCard(
        image,
        counters=MemoryCounters(),
        behaviour=CardBehaviour(sw_blocked=0x6983, longest_pin=4),
    )
    strict.power_on()
    block = f"{AP}|00A4020C020018|{WRONG}|{WRONG}|{WRONG}|{RIGHT}"

    assert talk.__class__(strict).sws(block)[-1] == "6983"
    assert talk.sws(block)[-1] == "6984"


def test_cards_of_one_image_share_its_bytes(image: CardImage) -> None:
    """What a card adds to its image is small: 1,000 cards are no burden."""
    cards = 100
    tracemalloc.start()
    try:
        live = [VirtualCard(image, counters=MemoryCounters()) for _ in range(cards)]
        for card in live:
            card.power_on()
            card.transmit(bytes.fromhex(AP))
        each = tracemalloc.get_traced_memory()[0] / cards
    finally:
        tracemalloc.stop()

    assert each < 24 * KIB


def test_a_card_from_its_document_is_smaller_than_300_kib(image: CardImage) -> None:
    """1,000 live cards of 1,000 people fit into 300 MiB."""
    document = image.to_json()
    cards = 10
    tracemalloc.start()
    try:
        live = [
            VirtualCard(CardImage.from_json(document), counters=MemoryCounters())
            for _ in range(cards)
        ]
        for card in live:
            card.power_on()
            card.transmit(bytes.fromhex(AP))
            card.transmit(bytes.fromhex(RIGHT))
            assert card.transmit(bytes.fromhex(SIGN))[-2:] == b"\x90\x00"
        each = tracemalloc.get_traced_memory()[0] / cards
    finally:
        tracemalloc.stop()

    assert each < 150 * KIB  # Beside it, 25 KiB or so of each key in OpenSSL.


def test_keys_are_loaded_when_they_are_used(
    image: CardImage, monkeypatch: pytest.MonkeyPatch, talk: Talk
) -> None:
    def never(file: object) -> None:
        raise AssertionError(f"{file} was loaded")

    monkeypatch.setattr("emulator.applets.base.load_key", never)
    card = VirtualCard(image, counters=MemoryCounters())
    card.power_on()
    reader = talk.__class__(card)

    sws = reader.sws(f"{AP}|{RIGHT}|00B08A0000|{COMMON}|00B2010C00|{VISUAL}|{SUPPORT}")

    assert set(sws) == {"9000"}
