"""Both ends of the vpcd protocol: a reader that says anything, a card that does."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import emulator.reader.vpcd
from emulator.card import CardPoweredOff, VirtualCard
from emulator.link_lost import CardMuteError, CardTorn, LinkLost, ProtocolMismatch
from emulator.reader.events import Event, EventKind
from emulator.reader.plugged import PluggedCard
from emulator.reader.vpcd import PluggableCard

from .bystander import Bystander
from .cards import FuzzedCard, load_cards
from .play import RuleBrokenError
from .reader import SECONDS, Link, Listener, frame, read_frames

_OFF, _ON, _RESET, _ATR = b"\x00", b"\x01", b"\x02", b"\x04"
_ENDINGS = ("read on", "read all", "hang up", "crash", "read nothing")
_PIECES = (1, 2, 3, 7, 64, 1 << 20)
_LEAST_PAUSE = 0.001


class EchoCard:
    """A card whose answer, of any length, follows from the command alone."""

    atr = bytes.fromhex("3B888001000041E0B381A1003B")

    def power_on(self) -> None: ...
    def power_off(self) -> None: ...
    def reset(self) -> None: ...

    def transmit(self, command: bytes) -> bytes:
        digest = hashlib.sha256(command).digest()
        sizes = (2, 3, 258, 0xFFFF)
        return (digest * 2048)[: sizes[digest[0] % 4]].ljust(sizes[digest[0] % 4])


class ReaderTarget:
    """A card in a reader that sends any bytes, in any pieces, and goes in any way."""

    def __init__(self, cards: Path) -> None:
        emulator.reader.vpcd._FIRST_PAUSE = _LEAST_PAUSE  # type: ignore[misc]  # For speed.
        self._source = load_cards(cards)[0]
        self._bystander = Bystander(self._source)
        self._frames = 0

    def __call__(self, raw: bytes) -> None:
        with closing(Listener()) as listener:
            self._read(raw, listener)
        self._bystander.check()

    def _read(self, raw: bytes, listener: Listener) -> None:
        first, second, stream = raw[0:1] or b"\0", raw[1:2] or b"\0", raw[2:]
        ending = _ENDINGS[first[0] % len(_ENDINGS)]
        piece = _PIECES[second[0] % len(_PIECES)]
        real = bool(second[0] & 0x80)
        card, twin = _pair(self._source) if real else (EchoCard(), EchoCard())
        expected = list(_answers(stream, twin))
        bug = CardPoweredOff if real and _asks_without_power(stream) else None
        answers = b"".join(map(frame, expected))
        plugged, link = _plug(card, listener)
        try:
            if ending in ("read on", "read all"):
                until = None if ending == "read all" else len(answers)
                came = link.talk(
                    stream, piece=max(piece, len(stream) // 500), until=until
                )
                _rule(came == answers, _difference(came, answers))
            else:
                link.flood(stream)
            if ending != "read on":
                link.close(reset=ending == "crash")
                if first[0] & 0x80:
                    _still_there(listener, card)
        finally:
            _unplug(plugged, allowed=bug)
        if ending == "read on":
            _rule(link.talk(b"", piece=1) == b"", "the card said something unasked")
            link.close()
        if isinstance(card, VirtualCard):
            _rule(not card.powered, "the card has power outside the reader")
        self._frames += len(expected)

    def finish(self) -> str:
        self._bystander.check_all()
        return f"{self._frames} answers"


class AnswersTarget:
    """A reader with a card that answers anything or fails in any way."""

    def __init__(self, cards: Path) -> None:
        emulator.reader.vpcd._FIRST_PAUSE = _LEAST_PAUSE  # type: ignore[misc]  # For speed.
        self._commands = 0

    def __call__(self, raw: bytes) -> None:
        with closing(Listener()) as listener:
            self._ask(WildCard(raw), listener)

    def _ask(self, card: WildCard, listener: Listener) -> None:
        plugged, link = _plug(card, listener)
        torn = False
        try:
            while card.more and not torn:
                number = card.asked
                came = link.talk(frame(b"\x00\xb0\x00\x00\x00"), piece=9, until=2)
                while card.loses(number) is None and not read_frames(came)[0]:
                    came += link.talk(b"", piece=1, until=1)
                self._commands += 1
                lost = card.loses(number)
                if lost is None:
                    _rule(
                        read_frames(came) == ([card.expected(number)], b""),
                        f"{card.expected(number)[:20]!r} came as {came[:20]!r}",
                    )
                    continue
                came += link.talk(b"", piece=1)
                announced = lost.answer and frame(lost.answer)[: 2 + lost.arrived]
                _rule(came == announced, f"{came[:20]!r} came before the end")
                link.close()
                torn = lost.back_after is None
                link = link if torn else listener.accept()
            if torn:
                _rule(plugged.wait_until_out(10.0), "a card torn out is still there")
        finally:
            _unplug(plugged, allowed=Exception if card.has_bugs else None)
        link.close()

    def finish(self) -> str:
        return f"{self._commands} commands"


_BUGS = (ValueError, KeyError, RecursionError, MemoryError, TypeError, OSError)
_LOSSES = (CardMuteError, ProtocolMismatch, CardTorn, CardTorn)


class WildCard:
    """A card made of an input: what it does at each command in turn."""

    atr = EchoCard.atr

    def __init__(self, raw: bytes) -> None:
        self._acts = list(_acts(raw))
        self.asked = 0

    @property
    def more(self) -> bool:
        """Whether it still has something in store."""
        return self.asked < len(self._acts)

    @property
    def has_bugs(self) -> bool:
        """Whether something in it is a bug that must be raised in the end."""
        done = self._acts[: self.asked]
        return any(
            not isinstance(act, LinkLost)
            and (isinstance(act, Exception) or not 2 <= len(act) <= 0xFFFF)
            for act in done
        )

    def loses(self, number: int) -> LinkLost | None:
        """Give how the link is lost at that command, if it is."""
        act = self._acts[number]
        return act if isinstance(act, LinkLost) else None

    def expected(self, number: int) -> bytes:
        """Give what the reader must get."""
        act = self._acts[number]
        whole = isinstance(act, bytes) and 2 <= len(act) <= 0xFFFF
        return act if whole else b"\x6f\x00"

    def power_on(self) -> None: ...
    def power_off(self) -> None: ...
    def reset(self) -> None: ...

    def transmit(self, command: bytes) -> bytes:
        act = self._acts[self.asked]
        self.asked += 1
        if isinstance(act, Exception):
            raise act
        return act


def _acts(raw: bytes) -> Iterator[bytes | Exception]:
    for at in range(0, min(len(raw), 120), 4):
        kind, one, two, three = raw[at : at + 4].ljust(4, b"\0")
        size = one << 8 | two
        match kind % 6:
            case 0 | 1:
                yield bytes((three,)) * (size % 600)
            case 2:
                yield bytes((three,)) * (size + three % 3)
            case 3:
                yield _BUGS[one % len(_BUGS)]("as planned")
            case 4:
                lost = _LOSSES[one % len(_LOSSES)]
                answer = bytes((three,)) * two
                back = _LEAST_PAUSE if three & 1 else None
                if back is None and lost is not CardTorn:
                    back = _LEAST_PAUSE
                yield lost(
                    answer=answer, arrived=three % (len(answer) + 1), back_after=back
                )
            case _:
                yield bytes((three,)) * (one % 3)


def _plug(card: PluggableCard, listener: Listener) -> tuple[PluggedCard, Link]:
    """Put a card in, and wait until it knows that it is."""
    there = threading.Event()

    def hear(event: Event) -> None:
        if event.kind is EventKind.PLUGGED:
            there.set()

    plugged = PluggedCard(card, listener.host, listener.port, on_event=hear)
    link = listener.accept()
    _rule(there.wait(SECONDS), "the card does not notice that it is in")
    return plugged, link


def _pair(source: FuzzedCard) -> tuple[VirtualCard, VirtualCard]:
    return source.new()[0], source.new()[0]


def _answers(stream: bytes, card: PluggableCard) -> Iterator[bytes]:
    """Tell what a card answers to a stream, from the description of the protocol."""
    for body in read_frames(stream)[0]:
        if body == _ATR:
            yield card.atr
        elif body == _ON:
            card.power_on()
        elif body == _OFF:
            card.power_off()
        elif body == _RESET:
            card.reset()
        elif len(body) < 2:
            yield b"\x67\x00"
        else:
            try:
                yield card.transmit(body)
            except CardPoweredOff:
                yield b"\x6f\x00"


def _asks_without_power(stream: bytes) -> bool:
    powered = False
    for body in read_frames(stream)[0]:
        if body in (_ON, _OFF):
            powered = body == _ON
        elif len(body) > 1 and not powered:
            return True
    return False


def _still_there(listener: Listener, card: PluggableCard) -> None:
    """See the card call again and tell its ATR, whatever was done to it before."""
    again: Link = listener.accept()
    answer = frame(card.atr)
    _rule(again.talk(frame(_ATR), piece=9, until=len(answer)) == answer, "no ATR")
    again.close()


def _unplug(plugged: PluggedCard, *, allowed: type[Exception] | None) -> None:
    """Take the card out, which may raise the bugs of the card and nothing else."""
    try:
        plugged.unplug()
    except TimeoutError:
        raise
    except Exception as error:
        if allowed is None or not isinstance(error, allowed):
            raise


def _difference(came: bytes, expected: bytes) -> str:
    pairs = zip(came, expected, strict=False)
    place = next((at for at, (a, b) in enumerate(pairs) if a != b), None)
    return f"{len(came)} bytes came, not {len(expected)}; the first other at {place}"


def _rule(kept: bool, broken: str) -> None:  # noqa: FBT001 - reads as a sentence.
    if not kept:
        raise RuleBrokenError(broken)
