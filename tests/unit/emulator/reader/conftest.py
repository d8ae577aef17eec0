"""A vpcd written from the description of its protocol, and cards to plug into it."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from emulator.reader.events import Event, EventKind
from emulator.reader.plugged import PluggedCard
from emulator.reader.vpcd import PluggableCard

SECONDS = 60.0  # For any one thing, on a machine with more to do than this.


class ScriptedCard:
    """A card that answers what it is told to, and remembers what was done to it."""

    def __init__(self, *answers: bytes | Exception) -> None:
        self.answers = list(answers)
        self.seen: list[str] = []
        self.atr = bytes.fromhex("3B888001000041E0B381A1003B")

    def power_on(self) -> None:
        self.seen.append("on")

    def power_off(self) -> None:
        self.seen.append("off")

    def reset(self) -> None:
        self.seen.append("reset")

    def transmit(self, command: bytes) -> bytes:
        self.seen.append(command.hex())
        answer = self.answers.pop(0) if self.answers else b"\x90\x00"
        if isinstance(answer, Exception):
            raise answer
        return answer


class HangingCard(ScriptedCard):
    """A card that answers nothing until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()

    def transmit(self, command: bytes) -> bytes:
        self.let_go.wait(SECONDS)
        return b"\x90\x00"


class FakeVPCD:
    """One end of the protocol: it listens, orders and asks."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(SECONDS)
        self.host, self.port = self._listener.getsockname()

    def accept(self) -> None:
        self.link, _ = self._listener.accept()
        self.link.settimeout(SECONDS)

    def send(self, body: bytes) -> None:
        self.link.sendall(len(body).to_bytes(2, "big") + body)

    def receive(self) -> bytes:
        (length,) = struct.unpack(">H", self._exactly(2))
        return self._exactly(length)

    def ask(self, body: bytes) -> bytes:
        self.send(body)
        return self.receive()

    def drop(self) -> None:
        self.link.close()

    def hung_up(self) -> bool:
        return self.link.recv(1) == b""

    def listen_again(self) -> None:
        self._listener = socket.create_server((self.host, self.port))
        self._listener.settimeout(SECONDS)

    def stop_listening(self) -> None:
        self._listener.close()

    def close(self) -> None:
        self._listener.close()
        if hasattr(self, "link"):
            self.link.close()

    def _exactly(self, length: int) -> bytes:
        received = b""
        while len(received) < length:
            more = self.link.recv(length - len(received))
            assert more, f"the card hung up after {received!r}"
            received += more
        return received


class Heard:
    """What `serve` reported, with a way to wait for it."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._changed = threading.Condition()

    def __call__(self, event: Event) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def kinds(self) -> list[EventKind]:
        return [event.kind for event in self.events]

    def wait_for(self, kind: EventKind, *, times: int = 1) -> None:
        with self._changed:
            assert self._changed.wait_for(
                lambda: self.kinds().count(kind) >= times, SECONDS
            ), f"{kind} was not reported: {self.kinds()}"


class Reader(FakeVPCD):
    """The stand-in vpcd with a hand that plugs cards in."""

    def hold(
        self, card: PluggableCard, *, time_limit: float = SECONDS
    ) -> tuple[PluggedCard, Heard]:
        heard = Heard()
        held = PluggedCard(
            card, self.host, self.port, on_event=heard, time_limit=time_limit
        )
        self.accept()
        return held, heard

    @contextmanager
    def plugged(
        self, card: PluggableCard, *, time_limit: float = SECONDS
    ) -> Iterator[Heard]:
        held, heard = self.hold(card, time_limit=time_limit)
        with held:
            yield heard


@pytest.fixture
def vpcd() -> Iterator[Reader]:
    reader = Reader()
    yield reader
    reader.close()


@pytest.fixture
def card() -> ScriptedCard:
    """A card that answers 9000 unless it is told otherwise."""
    return ScriptedCard()


@pytest.fixture
def hanging_card() -> HangingCard:
    return HangingCard()
