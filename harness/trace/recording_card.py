"""A card connection that writes down, masked, what goes through it."""

from __future__ import annotations

import time

from ..journal import APDUExchange, Journal
from ..ports import CardConnection
from .card_place import CardPlace
from .mask import mask
from .meaning import describe


class RecordingCard:
    """Pass everything on to another connection and enter it into a journal.

    The far end sees exactly the bytes it would see without the recorder. A command
    that finds no answer is entered with an empty one.
    """

    def __init__(
        self, connection: CardConnection, journal: Journal, *, fictitious: bool = False
    ) -> None:
        """Record *connection*; say whether the card's holder is *fictitious*."""
        self._connection = connection
        self._journal = journal
        self._fictitious = fictitious
        self._place = CardPlace()

    @property
    def atr(self) -> bytes:
        return self._connection.atr

    def transmit(self, command: bytes) -> bytes:
        response = b""
        started = time.perf_counter()
        try:
            response = self._connection.transmit(command)
        finally:
            self._enter(command, response, ms=(time.perf_counter() - started) * 1000)
        return response

    def reset(self) -> None:
        self._place = CardPlace()
        self._connection.reset()

    def close(self) -> None:
        self._connection.close()

    def _enter(self, command: bytes, response: bytes, *, ms: float) -> None:
        shown, answer = mask(
            command, response, at=self._place, fictitious=self._fictitious
        )
        self._journal.apdus.append(
            APDUExchange(
                step=self._journal.current,
                command=shown,
                response=answer,
                meaning=describe(command, response, at=self._place),
                ms=ms,
            )
        )
        self._place = self._place.after(command, response)
