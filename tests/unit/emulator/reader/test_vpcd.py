"""A card in a vpcd reader: power, restarts, tearing, and bugs of our own."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import pytest

from emulator.link_lost import CardMuteError, CardTorn
from emulator.reader.events import EventKind
from emulator.reader.vpcd import serve
from emulator.reader.vpcd_wire import VPCDUnavailable, connect

from .conftest import SECONDS

if TYPE_CHECKING:
    from .conftest import HangingCard, Reader, ScriptedCard

ATR = bytes.fromhex("3B888001000041E0B381A1003B")


def test_a_bug_in_the_card_is_6f00_on_the_wire_and_raised_in_the_end(
    vpcd: Reader,
    card: ScriptedCard,
) -> None:
    card.answers = [KeyError("PIN 1234"), b"\x90\x00"]

    held, heard = vpcd.hold(card)
    assert vpcd.ask(b"\x00\x20\x00\x80") == b"\x6f\x00"
    assert vpcd.ask(b"\x00\x20\x00\x80") == b"\x90\x00"

    with pytest.raises(KeyError, match="PIN 1234"):
        held.unplug()
    faults = [event for event in heard.events if event.kind is EventKind.FAULT]
    assert [event.detail for event in faults] == ["KeyError"]


def test_the_first_bug_says_how_many_followed(vpcd: Reader, card: ScriptedCard) -> None:
    card.answers = [KeyError("first"), KeyError("second"), KeyError("third")]

    held, _ = vpcd.hold(card)
    for _ in range(3):
        vpcd.ask(b"\x00\x20\x00\x80")

    with pytest.raises(KeyError, match="first") as caught:
        held.unplug()
    assert caught.value.__notes__ == ["and 2 more after it"]


@pytest.mark.parametrize("answer", [b"", b"\x90", bytes(0x10000)], ids=len)
def test_an_answer_that_is_no_response_counts_as_a_bug(
    vpcd: Reader, card: ScriptedCard, answer: bytes
) -> None:
    card.answers = [answer]
    held, _ = vpcd.hold(card)
    assert vpcd.ask(b"\x00\x20\x00\x80") == b"\x6f\x00"

    with pytest.raises(ValueError, match=f"the card gave {len(answer)}"):
        held.unplug()


@pytest.mark.parametrize("atr", [b"", b"\x3b", bytes(34)], ids=len)
def test_a_card_without_a_proper_atr_is_not_plugged_in(
    vpcd: Reader, card: ScriptedCard, atr: bytes
) -> None:
    card.atr = atr

    with pytest.raises(ValueError, match="an ATR has 2 to 33 bytes"):
        serve(card, vpcd.host, vpcd.port, stop=threading.Event())


def test_losing_the_link_is_losing_power_and_the_card_comes_back(
    vpcd: Reader,
    card: ScriptedCard,
) -> None:
    with vpcd.plugged(card) as heard:
        vpcd.send(b"\x01")
        assert vpcd.ask(b"\x04") == ATR
        vpcd.drop()
        vpcd.accept()
        assert vpcd.ask(b"\x04") == ATR

        assert card.seen == ["on", "off"]
        assert heard.kinds().count(EventKind.PLUGGED) == 2


def test_the_card_waits_for_a_vpcd_that_restarts_and_says_so_once(
    vpcd: Reader, card: ScriptedCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts = threading.Semaphore(0)

    def counted(host: str, port: int, *, stop: threading.Event) -> socket.socket | None:
        try:
            return connect(host, port, stop=stop)
        finally:
            attempts.release()

    monkeypatch.setattr("emulator.reader.vpcd.connect", counted)
    monkeypatch.setattr("emulator.reader.vpcd._LONGEST_PAUSE", 0.01)
    with vpcd.plugged(card) as heard:
        assert vpcd.ask(b"\x04") == ATR
        vpcd.stop_listening()
        vpcd.drop()
        for _ in range(4):
            assert attempts.acquire(timeout=SECONDS)
        vpcd.listen_again()
        vpcd.accept()

        assert vpcd.ask(b"\x04") == ATR
        assert heard.kinds().count(EventKind.WAITING) == 1


def test_where_nothing_listens_the_first_time_it_is_said_at_once(
    vpcd: Reader,
    card: ScriptedCard,
) -> None:
    vpcd.stop_listening()

    with pytest.raises(VPCDUnavailable, match=f"127.0.0.1:{vpcd.port}"):
        serve(card, vpcd.host, vpcd.port, stop=threading.Event())


def test_a_torn_card_hangs_up_without_an_answer_and_stays_away(
    vpcd: Reader,
    card: ScriptedCard,
) -> None:
    card.answers = [b"\x90\x00", CardTorn()]
    held, heard = vpcd.hold(card)
    vpcd.send(b"\x01")
    assert vpcd.ask(b"\x00\x20\x00\x80") == b"\x90\x00"

    vpcd.send(b"\x00\x20\x00\x80")

    assert vpcd.hung_up()
    assert held.wait_until_out(SECONDS)
    held.unplug()
    assert heard.kinds() == [
        EventKind.PLUGGED,
        EventKind.POWER_ON,
        EventKind.READY,
        EventKind.UNPLUGGED,
        EventKind.POWER_OFF,
    ]


def test_a_card_that_hangs_loses_its_link(
    vpcd: Reader, hanging_card: HangingCard
) -> None:
    held, heard = vpcd.hold(hanging_card, time_limit=0.1)
    vpcd.send(b"\x00\x20\x00\x80")
    assert vpcd.hung_up()
    heard.wait_for(EventKind.FAULT)
    hanging_card.let_go.set()

    with pytest.raises(CardMuteError, match=r"within 0\.1 s"):
        held.unplug()


def test_unplugging_ends_the_link_though_vpcd_says_nothing(
    vpcd: Reader, card: ScriptedCard
) -> None:
    with vpcd.plugged(card):
        vpcd.send(b"\x01")
        assert vpcd.ask(b"\x04") == ATR

    assert vpcd.hung_up()
    assert card.seen == ["on", "off"]


def test_a_reader_that_never_asks_is_reported(
    vpcd: Reader, card: ScriptedCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("emulator.reader.vpcd._UNASKED_SECONDS", 0.0)

    with vpcd.plugged(card, time_limit=0.1) as heard:
        heard.wait_for(EventKind.UNASKED)
