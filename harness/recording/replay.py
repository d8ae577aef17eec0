"""A recording that plays the card: the same answers, in order or wherever they fit."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from enum import StrEnum
from typing import Final

from ..ports import TransportError
from ..trace.card_place import CardPlace, data_field
from ..trace.mask import hidden
from ..trace.masked import Masked
from ..trace.meaning import asked
from ..trace.rules import Rule
from ..trace.transcript import Exchange, Transcript, command_text

UNEXPECTED_SW: Final = b"\x6f\x00"
"""What a reader hears when the recording has no answer: no precise diagnosis."""

_NO_ATR: Final = bytes.fromhex("3B80800101")  # Says nothing but "T=0 and T=1".
_LONGEST_PAUSE: Final = 10.0


class Matching(StrEnum):
    """How the answer to a command is found."""

    ORDER = "order"  # The next command must be the next one of the recording.
    ANYWHERE = "anywhere"  # The next one that fits, from the last one on, then around.


class UnexpectedCommand(Exception):  # noqa: N818 - says what came.
    """A command came that the recording does not answer; the message hides PINs."""


class ReplayCard:
    """The card of a recording. Hidden bytes of an answer come as asterisks (2A).

    Power events change nothing. A hidden data field of a command (a PIN) matches any
    data. After the last exchange the recording begins again, if *again*.
    """

    def __init__(
        self,
        transcript: Transcript,
        *,
        matching: Matching = Matching.ORDER,
        again: bool = False,
        timed: bool = False,
        random_bytes: Callable[[int], bytes] = os.urandom,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Play *transcript*; *timed* answers take as long as they took.

        Answers under the rule `random` are drawn anew with *random_bytes*.
        """
        self._transcript = transcript
        self._exchanges = transcript.exchanges
        self._matching = matching
        self._again = again
        self._timed = timed
        self._random_bytes = random_bytes
        self._pause = pause
        self._next = 0
        self._place = CardPlace()

    @property
    def atr(self) -> bytes:
        """The recorded answer to reset."""
        return self._transcript.atr or _NO_ATR

    @property
    def finished(self) -> bool:
        """Whether the last exchange was the last of the recording."""
        return self._next >= len(self._exchanges)

    def power_on(self) -> None:
        """Nothing depends on power in a recording."""

    def power_off(self) -> None:
        """Nothing depends on power in a recording."""

    def reset(self) -> None:
        """Nothing depends on a reset in a recording."""

    def transmit(self, command: bytes) -> bytes:
        """Answer as recorded, or raise `UnexpectedCommand`.

        An empty answer is a card that left in the middle of the command.
        """
        found = self._find(command)
        if found is None:
            raise UnexpectedCommand(self._complaint(command))
        self._next = found + 1
        exchange = self._exchanges[found]
        if self._timed and exchange.ms is not None:
            self._pause(min(exchange.ms / 1000, _LONGEST_PAUSE))
        response = self._answer(exchange)
        self._place = self._place.after(command, response)
        return response

    def _find(self, command: bytes) -> int | None:
        count = len(self._exchanges)
        start = 0 if self._again and self.finished else self._next
        if self._matching is Matching.ORDER:
            fits = start < count and self._fits(self._exchanges[start], command)
            return start if fits else None
        around = [*range(start, count), *range(min(start, count))]
        return next(
            (n for n in around if self._fits(self._exchanges[n], command)), None
        )

    def _fits(self, exchange: Exchange, command: bytes) -> bool:
        recorded = exchange.command
        if recorded.matches(command):
            return True
        start, length = data_field(recorded.content)
        secret = length and recorded.hidden.issuperset(range(start, start + length))
        if not secret and Rule.ANY_DATA not in self._transcript.rules_of(exchange):
            return False
        same_header = recorded[:4].matches(command[:4])
        return same_header and bool(length) == bool(data_field(command)[1])

    def _answer(self, exchange: Exchange) -> bytes:
        recorded = exchange.response.content
        if Rule.RANDOM in self._transcript.rules_of(exchange) and len(recorded) > 2:
            return self._random_bytes(len(recorded) - 2) + recorded[-2:]
        return recorded

    def _complaint(self, command: bytes) -> str:
        in_command, _ = hidden(command, b"", at=self._place)
        shown = command_text(Masked.of(command, in_command))
        came = f"「{asked(command, at=self._place)}」（{shown}）が来ましたが、"
        if self._matching is Matching.ANYWHERE:
            return f"{came}記録のどこにもありません。"
        if self.finished and not self._again:
            return f"{came}記録はもう終わっています。"
        wanted = self._exchanges[0 if self.finished else self._next]
        words = asked(wanted.command.content, at=self._place)
        return (
            f"{came}記録の{wanted.line}行目では"
            f"「{words}」（{command_text(wanted.command)}）です。"
        )


class ReplayConnection:
    """A recording as a card connection in process, for tests of a client."""

    def __init__(self, card: ReplayCard) -> None:
        """Connect to *card*."""
        self._card = card
        self._open = True

    @property
    def atr(self) -> bytes:
        """The recorded answer to reset."""
        return self._card.atr

    def transmit(self, command: bytes) -> bytes:
        """Answer as recorded.

        Raises `UnexpectedCommand`, or `TransportError` where the recorded card left.
        """
        if not self._open:
            raise TransportError("the connection to the recording has been closed")
        response = self._card.transmit(command)
        if len(response) < 2:
            raise TransportError("the recorded card left in the middle of this command")
        return response

    def reset(self) -> None:
        """Warm reset: nothing changes."""
        self._card.reset()

    def close(self) -> None:
        """End the connection."""
        self._open = False
