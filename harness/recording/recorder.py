"""Writing down, masked at the source, what is said to a card and what it answers."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from ..trace.card_place import CardPlace
from ..trace.mask import hidden
from ..trace.masked import Masked
from ..trace.meaning import describe
from ..trace.rules import default_rules
from ..trace.transcript import (
    RECORDING_TITLE,
    Exchange,
    Power,
    PowerEvent,
    atr_line,
    exchange_lines,
    power_lines,
)


class CardObserver(Protocol):
    """Whoever looks on while a reader and a card talk. Called once the card is done."""

    def power(self, power: Power) -> None: ...
    def exchange(self, command: bytes, response: bytes, *, ms: float) -> None: ...


class Recorder:
    """Writes a recording line by line, so that a killed program leaves a whole one.

    PINs, keys, secure messaging and personal data never reach *write*. The holder's
    certificate is kept only for a *fictitious* holder, the contents of personal files
    only with *show_files* besides.
    """

    def __init__(
        self,
        write: Callable[[str], object],
        *,
        atr: bytes,
        fictitious: bool = False,
        show_files: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin a recording; *write* takes lines of text that end in a line break."""
        self._write = write
        self._fictitious = fictitious
        self._show_files = show_files
        self._clock = clock
        self._begun = clock()
        self._place = CardPlace()
        self._lines([RECORDING_TITLE, atr_line(atr)])

    def power(self, power: Power) -> None:
        """Note a power event. From then on nothing is known to be selected."""
        self._place = CardPlace()
        self._lines(["", *power_lines(PowerEvent(power, self._now()))])

    def exchange(self, command: bytes, response: bytes, *, ms: float) -> None:
        """Note one command and its answer, which took *ms* milliseconds."""
        in_command, in_response = hidden(
            command,
            response,
            at=self._place,
            fictitious=self._fictitious,
            show_files=self._show_files,
        )
        noted = Exchange(
            Masked.of(command, in_command),
            Masked.of(response, in_response),
            tuple(sorted(default_rules(command))),
            at=max(0.0, self._now() - ms / 1000),
            ms=ms,
        )
        meaning = describe(command, response, at=self._place)
        self._lines(["", *exchange_lines(noted, meaning=meaning)])
        self._place = self._place.after(command, response)

    def _now(self) -> float:
        return self._clock() - self._begun

    def _lines(self, lines: list[str]) -> None:
        self._write("\n".join(lines) + "\n")
