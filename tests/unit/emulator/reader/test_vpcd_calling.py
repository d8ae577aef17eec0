"""Calling vpcd: answered, refused, given up; and noticing a far end that is gone."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from emulator.link_lost import ProtocolMismatch
from emulator.reader.events import Event, EventKind
from emulator.reader.plugged import PluggedCard
from emulator.reader.vpcd import serve
from emulator.reader.vpcd_wire import VPCDUnavailable, connect

from .conftest import SECONDS

if TYPE_CHECKING:
    from .conftest import Reader, ScriptedCard

ATR = bytes.fromhex("3B888001000041E0B381A1003B")
TCP_REPAIR = 19
"""A socket closed in this state says nothing to the far end (Linux, as root)."""


@pytest.fixture
def deaf_port() -> Iterator[int]:
    """A port whose callers wait, as vpcd's do behind two cards already."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.settimeout(0)
            waiting.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


def test_a_call_that_the_system_connects_to_itself_is_nobody_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The system may pick as our own port the one we call: then we hear ourselves."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    original = socket.socket.connect_ex

    def from_the_port_it_calls(link: socket.socket, address: tuple[str, int]) -> int:
        link.bind(address)
        return original(link, address)

    monkeypatch.setattr(socket.socket, "connect_ex", from_the_port_it_calls)

    with pytest.raises(VPCDUnavailable, match="came back to itself"):
        connect("127.0.0.1", port)

    with socket.socket() as pcscd:
        pcscd.bind(("127.0.0.1", port))  # It finds its port free.


@pytest.mark.skipif(sys.platform != "linux", reason="how to be deaf differs")
def test_a_call_that_nobody_answers_can_be_given_up(deaf_port: int) -> None:
    stop = threading.Event()
    stop.set()

    assert connect("127.0.0.1", deaf_port, stop=stop) is None


@pytest.mark.skipif(sys.platform != "linux", reason="how to be deaf differs")
def test_a_call_that_nobody_answers_ends(
    deaf_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("emulator.reader.vpcd_wire._CONNECT_SECONDS", 0.05)

    with pytest.raises(VPCDUnavailable, match=r"no answer within 0\.05 s"):
        connect("127.0.0.1", deaf_port)


@pytest.mark.skipif(sys.platform != "linux", reason="how to be deaf differs")
def test_a_card_still_on_its_way_in_can_be_taken_away(
    deaf_port: int, card: ScriptedCard
) -> None:
    PluggedCard(card, "127.0.0.1", deaf_port).unplug()

    assert card.seen == []


def test_a_host_that_nobody_knows_is_said_to_be_unavailable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror("no such host")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    with pytest.raises(VPCDUnavailable, match="no such host"):
        connect("reader", 35963)


def test_a_far_end_that_is_gone_without_a_word_is_looked_for(vpcd: Reader) -> None:
    with contextlib.closing(connect(vpcd.host, vpcd.port)) as link:
        assert link.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        if not hasattr(socket, "TCP_KEEPIDLE"):
            pytest.skip("this system cannot be told how often")
        seconds = [
            link.getsockopt(socket.IPPROTO_TCP, getattr(socket, name))
            for name in ("TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT")
        ]
    idle, interval, count = seconds
    assert idle + interval * count <= 30


def test_a_half_open_link_is_given_up_and_the_card_comes_back(
    vpcd: Reader, card: ScriptedCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast = {"TCP_KEEPIDLE": 1, "TCP_KEEPINTVL": 1, "TCP_KEEPCNT": 1}
    monkeypatch.setattr("emulator.reader.vpcd_wire._KEEPALIVE", fast)
    with vpcd.plugged(card) as heard:
        vpcd.send(b"\x01")
        assert vpcd.ask(b"\x04") == ATR
        try:
            vpcd.link.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, 1)
        except OSError:
            pytest.skip("only Linux, as root, can close a socket without a word")
        vpcd.drop()

        vpcd.accept()

        assert vpcd.ask(b"\x04") == ATR
        heard.wait_for(EventKind.UNPLUGGED)
    assert card.seen == ["on", "off"]


def test_an_order_that_loses_the_card_is_no_bug(
    vpcd: Reader, card: ScriptedCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose() -> None:
        raise ProtocolMismatch(back_after=0.01)

    monkeypatch.setattr(card, "reset", lose)
    held, heard = vpcd.hold(card)
    vpcd.send(b"\x02")
    assert vpcd.hung_up()
    vpcd.drop()

    vpcd.accept()
    assert vpcd.ask(b"\x04") == ATR
    held.unplug()
    assert EventKind.FAULT not in heard.kinds()


def test_a_listener_that_fails_keeps_no_card_from_being_taken_out(
    vpcd: Reader, card: ScriptedCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("emulator.reader.vpcd._UNASKED_SECONDS", 0.0)
    failed = threading.Event()

    def listen(event: Event) -> None:
        if event.kind is EventKind.UNASKED:
            failed.set()
            raise BrokenPipeError("nobody reads this any more")

    held = PluggedCard(card, vpcd.host, vpcd.port, on_event=listen, time_limit=0.04)
    vpcd.accept()
    assert failed.wait(SECONDS)

    with pytest.raises(BrokenPipeError):
        held.unplug()
    assert vpcd.hung_up()


def test_a_card_told_to_stop_at_once_leaves_without_a_word(
    vpcd: Reader, card: ScriptedCard
) -> None:
    stop = threading.Event()
    stop.set()

    serve(card, vpcd.host, vpcd.port, stop=stop)

    assert card.seen == []


def test_a_reader_that_takes_nothing_more_cannot_hold_the_card(
    vpcd: Reader, card: ScriptedCard
) -> None:
    """pcscd may hang while the card is in the middle of its answers."""
    card.answers = [bytes(0xFFFF)] * 200
    held, _ = vpcd.hold(card)
    assert len(vpcd.ask(b"\x00\xb0\x00\x00\x00")) == 0xFFFF
    vpcd.link.settimeout(0.2)
    with contextlib.suppress(TimeoutError):
        for _ in range(20_000):
            vpcd.send(b"\x00\xb0\x00\x00\x00")

    held.unplug()

    assert len(card.seen) > 1
