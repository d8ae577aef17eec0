"""A program played on a card, with the rules that hold for every card and command."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field

from emulator.applets import AIDS
from emulator.card import CardPoweredOff
from emulator.iso7816 import SW
from emulator.link_lost import CardMuteError
from tests.unit.emulator.applets.support.terminal import Terminal

from .cards import SESSION_SEED, FuzzedCard
from .program import Do, Step

LONGEST_SECONDS = 2.0
"""Of the processor, for one command: far more than any takes on a slow machine."""
MOST_BYTES = 300_000
"""Sent in one program; more would only be slow."""
LONGEST_ANSWER = 0xFFFF  # What vpcd's length field can say.

_SELECTED = tuple(AIDS.values())
_OTHER_WORDS = {0x6282, 0x6983}  # By other names of `CardBehaviour`.
_WORDS = {int(word) for word in SW} | _OTHER_WORDS | set(range(0x63C0, 0x63D0))


class RuleBrokenError(AssertionError):
    """A card did what no card may; the message says what."""


@dataclass(slots=True)
class Seen:
    """What the commands of all programs came to."""

    commands: int = 0
    answers: Counter[tuple[str, int, int]] = field(default_factory=Counter)
    """How often by application, INS and status word."""

    @property
    def words(self) -> set[int]:
        """The status words answered."""
        return {word for _, _, word in self.answers}


class Player:
    """One card with somebody who sends it what a program says."""

    def __init__(self, source: FuzzedCard, *, seen: Seen) -> None:
        self.source = source
        self.card, self.counters = source.new()
        self.transcript: list[bytes] = []
        self._seen = seen
        self._pins = source.pins()
        self._limits = {f"{aid.hex()}/{file.fid:04x}": file for aid, file in self._pins}
        self._terminal = Terminal(self.transmit)
        self._last = b""
        self._sent = 0

    def play(self, steps: list[Step]) -> None:
        """Do all *steps*; raises `RuleBrokenError`, or whatever bug comes to light."""
        self.card.power_on()
        for step in steps:
            if self._sent < MOST_BYTES:
                self._do(step)

    def _do(self, step: Step) -> None:
        match step.do:
            case Do.SEND | Do.SEND_LONG | Do.SEND_BIG:
                self.transmit(step.data)
            case Do.SELECT:
                aid = _SELECTED[step.number % len(_SELECTED)]
                self.transmit(b"\x00\xa4\x04\x0c" + bytes((len(aid),)) + aid)
            case Do.VERIFY:
                self._verify(step.number)
            case Do.DELIVER:
                size = len(self.source.delivery).to_bytes(2)
                answer = self.transmit(
                    b"\x80\xae\x00\x00\x00" + size + self.source.delivery
                )
                if answer == b"\x90\x00":
                    self._terminal.key, self._terminal.number = SESSION_SEED[:16], 1
            case Do.PROTECT:
                self.transmit(self._protected(step.data.ljust(4, b"\0")))
            case Do.AGAIN:
                for _ in range(step.number % 16):
                    if self._sent < MOST_BYTES:
                        self.transmit(self._last)
            case Do.POWER_ON:
                self.card.power_on()
            case Do.POWER_OFF:
                self.card.power_off()
            case Do.RESET:
                self.card.reset()
            case Do.TOWN_OFFICE:
                self.card.reset_tries()

    def _verify(self, number: int) -> None:
        """Present the value a PIN has now, in the application that is selected."""
        here = self.card._current.aid if self.card._current else b""
        pins = [file for aid, file in self._pins if aid == here]
        if not pins:
            return
        file = pins[number % len(pins)]
        value = self.counters.value(f"{here.hex()}/{file.fid:04x}") or file.value
        self.transmit(bytes((0, 0x20, 0, 0x80 | file.fid, len(value))) + value)

    def _protected(self, plain: bytes) -> bytes:
        header, data = b"\x08" + plain[1:4], plain[4:]
        if plain[1] == 0xB0:
            self._terminal.number += 1
            wanted = data[:2].rjust(2, b"\0")
            return header + b"\x00\x00\x05\x96\x03\x00" + wanted + b"\x00\x00"
        return header + self._terminal.sealed(data[:200]) + b"\0"

    def transmit(self, command: bytes) -> bytes:
        """Send one command and hold the answer against the rules."""
        self._last = command
        self._sent += len(command)
        tries, values = dict(self.counters._tries), dict(self.counters._values)
        started = time.thread_time()
        try:
            answer = self.card.transmit(command)
        except CardPoweredOff:
            if self.card.powered:
                raise
            return b""
        except CardMuteError:
            if self.source.name != "unresponsive":
                raise
            return b""
        took = time.thread_time() - started
        self._note(command, answer)
        self._check_form(command, answer, took)
        self._check_tries(tries, answer)
        if values != self.counters._values:
            _rule(answer == b"\x90\x00", "a PIN was changed without saying so")
        return answer

    def _note(self, command: bytes, answer: bytes) -> None:
        self.transcript.append(len(answer).to_bytes(3) if _chance(command) else answer)
        self._seen.commands += 1
        here = self.card._current.aid.hex() if self.card._current else ""
        ins = command[1] if len(command) > 1 else -1
        self._seen.answers[here, ins, int.from_bytes(answer[-2:])] += 1

    def _check_form(self, command: bytes, answer: bytes, took: float) -> None:
        _rule(type(answer) is bytes, f"an answer of type {type(answer).__name__}")
        _rule(2 <= len(answer) <= LONGEST_ANSWER, f"an answer of {len(answer)} bytes")
        word = int.from_bytes(answer[-2:])
        _rule(word == SW.OK or word in _WORDS, f"status word {word:04X}")
        cut_short = word == 0x6282 and self.source.behaviour.short_read_is_6282
        _rule(
            len(answer) == 2 or word == SW.OK or cut_short,
            f"{len(answer) - 2} bytes of data with {word:04X}",
        )
        _rule(
            took < LONGEST_SECONDS,
            f"{took:.1f} s for a command of {len(command)} bytes",
        )

    def _check_tries(self, before: dict[str, int], answer: bytes) -> None:
        """A counter changes by one wrong PIN, or is filled by a right one."""
        now = self.counters._tries
        changed = [name for name in now if now[name] != before.get(name)]
        if not changed:
            return
        _rule(len(changed) == 1, f"one command changed the tries of {changed}")
        (name,) = changed
        file = self._limits[name]
        left = now[name]
        was = before.get(name, file.initial_tries)
        if left < was:
            spent = answer == bytes((0x63, 0xC0 | left)) and left == was - 1
            _rule(spent, f"{was} tries became {left} with {answer[-2:].hex()}")
        else:
            _rule(
                answer == b"\x90\x00" and left == file.limit and was > 0,
                f"{was} tries became {left} with {answer[-2:].hex()}",
            )


def _chance(command: bytes) -> bool:
    """Whether an answer is another each time by its nature: PSS salts."""
    return command[:2] == b"\x80\x2a" and command[2:3] in (b"\x04", b"\x05")


def _rule(kept: bool, broken: str) -> None:  # noqa: FBT001 - reads as a sentence.
    if not kept:
        raise RuleBrokenError(broken)
