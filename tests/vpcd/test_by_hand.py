"""A person holds cards to a reader; here the reader is virtual, the guard is not."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from cryptography import x509

from emulator.reader.plugged import PluggedCard
from harness.card.jpki import JPKIClient
from harness.drivers.guarded_card import RealCardRefused, WrongCard
from harness.drivers.pcsc_card import wait_until_empty
from harness.drivers.pcsc_context import NoCardError, NoReaderError
from harness.drivers.real_card import ByHandCardHolder
from harness.ports import BenchUnavailable, Capability

if TYPE_CHECKING:
    from harness.drivers.pcscd import PrivatePCSCD

    from .conftest import CardShelf

pytestmark = pytest.mark.system

SECONDS = 60.0


class Hand:
    """The person at the reader, who does what the test planned for each sentence."""

    def __init__(self, pcscd: PrivatePCSCD, shelf: CardShelf) -> None:
        self._pcscd = pcscd
        self._shelf = shelf
        self._held: list[Callable[[], None]] = []
        self.plan: list[Callable[[], None]] = []
        self.heard: list[str] = []

    def __call__(self, sentence: str) -> None:
        self.heard.append(sentence)
        if self.plan:
            self.plan.pop(0)()

    def put(self, name: str) -> None:
        stored = self._shelf.take(name)
        plugged = PluggedCard(stored.card, "127.0.0.1", self._pcscd.port)
        self._held += [stored.reset_tries, stored.close, plugged.unplug]

    def take(self) -> None:
        while self._held:
            self._held.pop()()


@pytest.fixture
def hand(pcscd: PrivatePCSCD, shelf: CardShelf) -> Iterator[Hand]:
    hand = Hand(pcscd, shelf)
    yield hand
    hand.take()
    wait_until_empty(pcscd.reader, seconds=SECONDS)


@pytest.fixture
def holder(
    pcscd: PrivatePCSCD, shelf: CardShelf, hand: Hand
) -> Iterator[ByHandCardHolder]:
    serial = shelf.persona("taro").card.auth_certificate.serial_number
    holder = ByHandCardHolder(
        reader=pcscd.reader,
        certificate_serial=str(serial),
        tell=hand,
        wait_seconds=SECONDS,
    )
    yield holder
    holder.close()


def test_the_named_card_is_asked_for_checked_and_given_back(
    holder: ByHandCardHolder, hand: Hand, shelf: CardShelf
) -> None:
    hand.plan = [lambda: hand.put("taro"), lambda: None, hand.take]

    card = holder.present("taro")
    client = JPKIClient(card)
    client.select()
    client.verify_auth("1234")
    read = x509.load_der_x509_certificate(client.auth_certificate())
    holder.remove()

    plan = shelf.persona("taro").card.auth_certificate
    assert read.serial_number == plan.serial_number
    assert [said[:2] for said in hand.heard] == ["患者", "カー", "患者"]


def test_a_wrong_card_is_handed_back_and_the_named_one_waited_for(
    holder: ByHandCardHolder, hand: Hand
) -> None:
    hand.plan = [lambda: hand.put("ume"), hand.take, lambda: hand.put("taro")]

    card = holder.present("taro")

    assert "名指しされたカードではありません" in hand.heard[1]
    assert JPKIClient(card).auth_tries_left() == 3


def test_a_wrong_card_that_stays_ends_the_run(
    holder: ByHandCardHolder, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand.put("ume")
    monkeypatch.setattr(holder, "_wait_seconds", 1.0)

    with pytest.raises(WrongCard):
        holder.present("taro")


def test_no_card_in_time_is_an_unavailable_bench(
    holder: ByHandCardHolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holder, "_wait_seconds", 0.05)

    with pytest.raises(NoCardError, match="待ってもカードが来ませんでした"):
        holder.present("taro")


def test_a_second_persona_has_no_real_card(
    holder: ByHandCardHolder, hand: Hand
) -> None:
    hand.put("taro")
    holder.present("taro")

    with pytest.raises(BenchUnavailable, match="実カードは1枚"):
        holder.present("hanako")


def test_the_guard_stands_between_the_app_and_the_card(
    holder: ByHandCardHolder, hand: Hand
) -> None:
    hand.put("taro")
    card = holder.present("taro")
    client = JPKIClient(card)
    client.select()
    card.transmit(bytes.fromhex("00A4020C020018"))
    assert card.transmit(bytes.fromhex("002000800430303030")) == b"\x63\xc2"

    with pytest.raises(RealCardRefused, match="3 回中 2 回"):
        client.verify_auth("1234")
    with pytest.raises(RealCardRefused, match="3 回中 2 回"):
        JPKIClient(holder.present("taro")).verify_auth("1234")


def test_what_no_hand_can_do_is_refused(holder: ByHandCardHolder) -> None:
    assert holder.capabilities == frozenset()
    with pytest.raises(BenchUnavailable, match="tear"):
        holder.tear_after(3)
    with pytest.raises(BenchUnavailable, match="窓口"):
        holder.reset_tries("taro")


def test_only_an_expendable_card_lets_tries_be_spent(pcscd: PrivatePCSCD) -> None:
    holder = ByHandCardHolder(
        reader=pcscd.reader, certificate_serial="1", expendable=True
    )

    assert holder.capabilities == {Capability.EXPENDABLE}


@pytest.mark.parametrize("reader", ["", "Sony RC-S300/S 00 00"])
def test_without_the_reader_there_is_no_bench(pcscd: PrivatePCSCD, reader: str) -> None:
    with pytest.raises(NoReaderError, match=pcscd.reader):
        ByHandCardHolder(reader=reader, certificate_serial="1")


def test_waiting_for_a_hand_does_not_miss_a_card_that_comes_late(
    holder: ByHandCardHolder, hand: Hand
) -> None:
    late = threading.Timer(0.1, hand.put, ["taro"])
    hand.plan = [late.start]

    assert JPKIClient(holder.present("taro")).auth_tries_left() == 3
    late.join()


def test_a_card_whose_owner_is_named_stands_for_nobody_else(
    pcscd: PrivatePCSCD, hand: Hand
) -> None:
    holder = ByHandCardHolder(
        reader=pcscd.reader, certificate_serial="1", owner="hanako", tell=hand
    )

    with pytest.raises(BenchUnavailable, match="「hanako」のカード"):
        holder.present("taro")

    assert hand.heard == []
