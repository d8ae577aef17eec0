"""A reader that looks at once, and cards that do as they are told."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from harness.serving import reader_slot
from harness.serving.reader_slot import CardInHand
from harness.serving.watched_card import WatchedCard

SECONDS = 60.0  # For any one thing, on a machine with more to do than this.
ATR = bytes.fromhex("3B80800101")


class QuickReader:
    """A vpcd that asks a new card for its ATR, gives it power, and then waits.

    With *powers* false it never looks at the card, as when another is in the slot;
    *late* cards are not looked at, as when it takes one for that of another process.
    It *looks* at a card that has power: in giving it, and again when it is in use.
    """

    def __init__(self, *, powers: bool = True, late: int = 0, looks: int = 2) -> None:
        self._powers = powers
        self._late = late
        self._looks = looks
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.seen: list[bytes] = []
        self._links: list[socket.socket] = []
        self._came = threading.Condition()
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        while True:
            try:
                link, _ = self._listener.accept()
            except OSError:
                return
            link.settimeout(SECONDS)
            with self._came:  # A card that is powered is in the list already.
                atr = b""
                if self._powers and len(self.seen) >= self._late:
                    atr = self._said(link, b"\x04")
                    link.sendall(b"\x00\x01\x01")
                    for _ in range(self._looks):
                        self._said(link, b"\x04")
                self._links.append(link)
                self.seen.append(atr)
                self._came.notify_all()

    def wait_for_card(self, count: int = 1) -> None:
        with self._came:
            assert self._came.wait_for(lambda: len(self.seen) >= count, SECONDS)

    def transmit(self, command: bytes) -> bytes:
        """Send a command to the card that came last; b"" when it has gone."""
        with self._came:
            link = self._links[-1]
        try:
            return self._said(link, command)
        except OSError:
            return b""

    def _said(self, link: socket.socket, body: bytes) -> bytes:
        link.sendall(len(body).to_bytes(2, "big") + body)
        head = link.recv(2, socket.MSG_WAITALL)
        if len(head) < 2:
            return b""
        return link.recv(int.from_bytes(head, "big"), socket.MSG_WAITALL)

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(SECONDS)
        for link in self._links:
            link.close()


@pytest.fixture
def readers() -> Iterator[Callable[..., QuickReader]]:
    opened: list[QuickReader] = []

    def make(*, powers: bool = True, late: int = 0, looks: int = 2) -> QuickReader:
        opened.append(QuickReader(powers=powers, late=late, looks=looks))
        return opened[-1]

    yield make
    for reader in opened:
        reader.close()


class PlainCard:
    """Answers 9000, notes what is done to it, fails or hangs when told to."""

    atr = ATR

    def __init__(self) -> None:
        self.done: list[str] = []
        self.answer = b"\x90\x00"
        self.raises: Exception | None = None
        self.busy = threading.Event()
        self.let_go: threading.Event | None = None

    def power_on(self) -> None:
        self.done.append("on")

    def power_off(self) -> None:
        self.done.append("off")

    def reset(self) -> None:
        self.done.append("reset")

    def transmit(self, command: bytes) -> bytes:
        if self.let_go is not None:
            self.busy.set()
            self.let_go.wait(SECONDS)
        self.done.append(command.hex())
        if self.raises is not None:
            raise self.raises
        return self.answer

    def reset_tries(self) -> None:
        self.done.append("tries")

    def put_away(self) -> None:
        self.done.append("away")

    def in_hand(self, name: str = "hanako") -> CardInHand:
        return CardInHand(
            name=name,
            card=WatchedCard(self),
            reset_tries=self.reset_tries,
            put_away=self.put_away,
        )


@pytest.fixture
def plain_card() -> type[PlainCard]:
    return PlainCard


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the pause between two cards; a reader that looks may take its time."""
    monkeypatch.setattr(reader_slot, "SEEN_EMPTY_SECONDS", 0.01)
    monkeypatch.setattr(reader_slot, "_SEEN_SECONDS", SECONDS)
    monkeypatch.setattr("emulator.reader.vpcd._UNASKED_SECONDS", SECONDS)


@pytest.fixture
def impatient(hurried: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the wait for readers that never look, too."""
    monkeypatch.setattr(reader_slot, "_SEEN_SECONDS", 0.05)
