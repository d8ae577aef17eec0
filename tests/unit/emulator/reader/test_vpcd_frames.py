"""What goes over the wire between vpcd and the card, frame by frame."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from emulator.reader.vpcd_wire import send_frame

if TYPE_CHECKING:
    from .conftest import Reader, ScriptedCard

ATR = bytes.fromhex("3B888001000041E0B381A1003B")


def test_the_atr_is_told_with_and_without_power(
    vpcd: Reader, card: ScriptedCard
) -> None:
    with vpcd.plugged(card):
        before = vpcd.ask(b"\x04")
        vpcd.send(b"\x01")
        with_power = vpcd.ask(b"\x04")
        vpcd.send(b"\x00")
        after = vpcd.ask(b"\x04")

    assert [before, with_power, after] == [ATR, ATR, ATR]


def test_orders_reach_the_card_in_turn_and_are_not_answered(
    vpcd: Reader, card: ScriptedCard
) -> None:
    with vpcd.plugged(card):
        for order in (b"\x01", b"\x02", b"\x00", b"\x01"):
            vpcd.send(order)
        assert vpcd.ask(b"\x04") == ATR

    assert card.seen == ["on", "reset", "off", "on", "off"]


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(bytes.fromhex("00200080"), id="case 1"),
        pytest.param(bytes.fromhex("00B0000000"), id="short Le"),
        pytest.param(bytes.fromhex("00B0"), id="shorter than an APDU"),
        pytest.param(bytes(0xFFFF), id="longest frame"),
    ],
)
def test_a_command_reaches_the_card_as_it_was_sent(
    vpcd: Reader, card: ScriptedCard, command: bytes
) -> None:
    card.answers = [b"\x61\x02"]

    with vpcd.plugged(card):
        assert vpcd.ask(command) == b"\x61\x02"

    assert card.seen == [command.hex()]


@pytest.mark.parametrize("length", [2, 3, 258, 0xFFFF])
def test_an_answer_arrives_whole(vpcd: Reader, card: ScriptedCard, length: int) -> None:
    answer = bytes(length)

    card.answers = [answer]

    with vpcd.plugged(card):
        assert vpcd.ask(b"\x00\xb0\x00\x00\x00") == answer


def test_a_frame_may_arrive_byte_by_byte(vpcd: Reader, card: ScriptedCard) -> None:
    with vpcd.plugged(card):
        vpcd.link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in b"\x00\x04\x00\x20\x00\x80":
            vpcd.link.sendall(bytes((byte,)))
        assert vpcd.receive() == b"\x90\x00"

    assert card.seen == ["00200080"]


def test_an_answer_leaves_in_one_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces: list[bytes] = []
    link = socket.socket()
    monkeypatch.setattr("socket.socket.sendall", lambda self, data: pieces.append(data))

    send_frame(link, b"\x90\x00")
    link.close()

    assert pieces == [b"\x00\x02\x90\x00"]


def test_an_empty_frame_is_never_sent() -> None:
    with socket.socket() as link, pytest.raises(ValueError, match="1 to 65535"):
        send_frame(link, b"")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="no byte"),
        pytest.param(b"\x03", id="an order nobody knows"),
        pytest.param(b"\xff", id="one byte of an APDU"),
    ],
)
def test_what_is_no_command_is_still_answered_because_vpcd_waits(
    vpcd: Reader, card: ScriptedCard, body: bytes
) -> None:
    with vpcd.plugged(card):
        assert vpcd.ask(body) == b"\x67\x00"

    assert card.seen == []


def test_the_length_is_acknowledged_before_the_body_is_read(
    vpcd: Reader, card: ScriptedCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without it every command through Debian's vpcd takes 40 ms longer."""
    if not hasattr(socket, "TCP_QUICKACK"):
        pytest.skip("TCP_QUICKACK exists on Linux only")
    calls: list[str] = []
    recv, setsockopt = socket.socket.recv, socket.socket.setsockopt

    def watched_recv(link: socket.socket, size: int, flags: int = 0) -> bytes:
        received = recv(link, size, flags)
        if flags and received:
            calls.append(f"read {size}")
        return received

    def watched_setsockopt(link: socket.socket, *option: int) -> None:
        if option == (socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1):
            calls.append("quickack")
        setsockopt(link, *option)

    monkeypatch.setattr(socket.socket, "recv", watched_recv)
    monkeypatch.setattr(socket.socket, "setsockopt", watched_setsockopt)

    with vpcd.plugged(card):
        vpcd.ask(b"\x00\x20\x00\x80")
        vpcd.ask(b"\x00\xb0\x00\x00\x00")

    assert calls == ["read 2", "quickack", "read 4", "read 2", "quickack", "read 5"]
