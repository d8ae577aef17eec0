"""A recording served as a card in a running vpcd, for programs that speak PC/SC."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

import click

from emulator.link_lost import CardTorn
from emulator.reader.events import Event, EventKind
from emulator.reader.vpcd_wire import VPCDUnavailable

from .recording.replay import UNEXPECTED_SW, ReplayCard, UnexpectedCommand
from .serving.desk import SAID, UNSEEN
from .serving.no_vpcd import no_vpcd
from .serving.reader_slot import CardInHand, ReaderSlot
from .serving.waiting import SLICE_SECONDS
from .serving.watched_card import WatchedCard
from .until_stopped import stopped_by_signal


class AnsweringReplay:
    """A recording that answers what it does not know with 6F00, and tells so."""

    def __init__(self, replay: ReplayCard, say: Callable[[str], None]) -> None:
        """Play *replay*; what was not expected is told through *say*."""
        self._replay = replay
        self._say = say
        self.unexpected = 0

    @property
    def atr(self) -> bytes:
        """The recorded answer to reset."""
        return self._replay.atr

    def power_on(self) -> None:
        """Give power to the recording."""
        self._replay.power_on()

    def power_off(self) -> None:
        """Take power from the recording."""
        self._replay.power_off()

    def reset(self) -> None:
        """Warm reset of the recording."""
        self._replay.reset()

    def transmit(self, command: bytes) -> bytes:
        """Answer as recorded; leave the reader where the recorded card did."""
        try:
            response = self._replay.transmit(command)
        except UnexpectedCommand as unexpected:
            self.unexpected += 1
            self._say(f"{unexpected}応答は {UNEXPECTED_SW.hex().upper()} です。")
            return UNEXPECTED_SW
        if len(response) < 2:
            raise CardTorn("as recorded")
        return response


def serve_recording(
    replay: ReplayCard,
    host: str,
    port: int,
    *,
    name: str,
    say: Callable[[str], None] = click.echo,
) -> int:
    """Serve a recording until SIGINT or SIGTERM; return how many commands it lacked.

    Raises `BenchUnavailable` when no vpcd listens.
    """
    card = AnsweringReplay(replay, say)
    with ExitStack() as stack:
        stop = stack.enter_context(stopped_by_signal())
        slot = ReaderSlot(
            host, port, stop=stop, on_event=lambda event: _tell(event, say)
        )
        in_hand = CardInHand(name=name, card=WatchedCard(card))
        try:
            seen = slot.insert(in_hand)
        except VPCDUnavailable as error:
            raise no_vpcd(host, port, error) from error
        stack.callback(slot.pull)
        if not seen and not slot.torn and not stop.is_set():
            say(UNSEEN.format(port=port))
        while not stop.wait(SLICE_SECONDS) and not slot.torn:
            pass
    return card.unexpected


def _tell(event: Event, say: Callable[[str], None]) -> None:
    words = SAID.get(event.kind)
    if words is not None and event.kind is not EventKind.FAULT:
        say(words.format(detail=event.detail))
