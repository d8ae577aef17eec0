"""What is fuzzed, by name: each takes any bytes, and raises when a rule is broken."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from emulator.iso7816 import CardError, CommandAPDU, ResponseAPDU, tlv
from harness.recording.recorder import Recorder
from harness.serving.teller import Teller

from .bystander import Bystander, shared_state
from .cards import load_cards
from .play import Player, RuleBrokenError, Seen
from .program import read_program
from .seeds import commands, in_streams, programs
from .wire_targets import AnswersTarget, ReaderTarget


class Target(Protocol):
    """Something that must withstand any input."""

    def __call__(self, raw: bytes) -> None: ...
    def finish(self) -> str:
        """Check what is checked once, and tell in a line what was done."""
        ...


class APDUTarget:
    """The parser: what it takes it can write again, what it refuses is 6700."""

    def __init__(self, cards: Path) -> None:
        self._taken = self._refused = 0

    def __call__(self, raw: bytes) -> None:
        try:
            command = CommandAPDU.parse(raw)
        except CardError as refusal:
            self._refused += 1
            _rule(refusal.sw == 0x6700, f"{refusal.sw:04X} for a malformed command")
        else:
            self._taken += 1
            _rule(command.to_bytes() == raw, "a command is written another way")
            _rule(command.ne is None or 1 <= command.ne <= 65536, f"Ne {command.ne}")
        try:
            objects = list(tlv.decode(raw))
        except ValueError:
            pass
        else:
            written = b"".join(tlv.encode(tag, value) for tag, value in objects)
            _rule(list(tlv.decode(written)) == objects, "objects read otherwise")
        if len(raw) >= 2:
            _rule(ResponseAPDU.parse(raw).to_bytes() == raw, "an answer changed")

    def finish(self) -> str:
        return f"{self._taken} commands taken, {self._refused} refused"


class CardTarget:
    """The whole card, beside another one; now and then told in words, too."""

    def __init__(self, cards: Path) -> None:
        self._cards = load_cards(cards)
        self._bystander = Bystander(self._cards[0])
        self._shared = shared_state()
        self.seen = Seen()

    def __call__(self, raw: bytes) -> None:
        number, steps = read_program(raw)
        source = self._cards[number % len(self._cards)]
        player = Player(source, seen=self.seen)
        if _one_in(8, raw):
            _tell(player)
        player.play(steps)
        if _one_in(16, raw):
            again = Player(source, seen=Seen())
            again.play(steps)
            _rule(again.transcript == player.transcript, "a twin answered otherwise")
        self._bystander.check()

    def finish(self) -> str:
        self._bystander.check_all()
        _rule(shared_state() == self._shared, "what all cards share has changed")
        words = " ".join(f"{word:04X}" for word in sorted(self.seen.words))
        return f"{self.seen.commands} commands; status words {words}"


def _one_in(count: int, raw: bytes) -> bool:
    """Choose by the input alone, so that a replay chooses the same."""
    return zlib.crc32(raw) % count == 0


def _tell(player: Player) -> None:
    """Let a trace and a recording be made of it, as `card serve` makes them."""
    lines: list[str] = []
    card = player.card
    observers = [
        Teller(lines.append, "fuzz"),
        Recorder(lines.append, atr=card.atr, fictitious=True),
    ]
    original = card.transmit

    def transmit(command: bytes) -> bytes:
        answer = b""
        try:
            answer = original(command)
        finally:
            for observer in observers:
                observer.exchange(command, answer, ms=0.0)
        return answer

    card.transmit = transmit  # type: ignore[method-assign]  # One card's own.


def _rule(kept: bool, broken: str) -> None:  # noqa: FBT001 - reads as a sentence.
    if not kept:
        raise RuleBrokenError(broken)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A target: how it is made, and where fuzzing of it begins."""

    make: Callable[[Path], Target]
    seeds: Callable[[Path], Iterator[bytes]]
    longest: int
    """Bytes of an input."""


def _streams(cards: Path) -> Iterator[bytes]:
    """Give what vpcd sends, read and broken off in each way."""
    sent = list(commands(cards))
    for way in range(10):
        some = [b"\x04", b"\x01", *sent[way::10][:12], b"\x02", b"\x00", b"", b"\x03"]
        yield bytes((way, way | 0x80)) + in_streams(some)
    for way in (5, 0x85):
        yield bytes((1, way)) + in_streams([b"\x01", bytes(0xFFFF), b"\x04"])


def _acts(cards: Path) -> Iterator[bytes]:
    """Give cards that answer rightly, wrongly, not at all."""
    for kind in range(6):
        yield bytes((kind, 1, 2, 0x90)) * 3
        yield bytes((kind, 3, 4, 0x91, 2, 0xFF, 0xFF, 1))


TARGETS: Mapping[str, Kind] = {
    "apdu": Kind(
        make=APDUTarget,
        seeds=commands,
        longest=600,
    ),
    "card": Kind(
        make=CardTarget,
        seeds=programs,
        longest=2400,
    ),
    "reader": Kind(
        make=ReaderTarget,
        seeds=_streams,
        longest=4_000,
    ),
    "answers": Kind(
        make=AnswersTarget,
        seeds=_acts,
        longest=120,
    ),
}
