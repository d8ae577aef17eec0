"""One slot of a vpcd reader: a card goes in, is seen, is pulled out again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from emulator.reader.events import Event, EventKind
from emulator.reader.plugged import PluggedCard

from .waiting import wait_unless
from .watched_card import WatchedCard

SEEN_EMPTY_SECONDS: Final = 1.0
"""How long a slot stays empty between two cards. pcscd looks every 0.4 s; if it has
not seen the slot empty it takes the next card for the last one, ATR and all."""

_SEEN_SECONDS: Final = 4.0  # By then it is known whether pcscd looks at it at all.
_CONNECT_SECONDS: Final = 8.0  # More than connecting may take.
_LOOK_SECONDS: Final = 0.01


class SlotError(Exception):
    """An order that this slot cannot carry out now; the message says what to do."""


def _nothing() -> None:
    """What is to be done with a card that nobody has to put away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardInHand:
    """A card on its way into a slot: its name, itself, and what it can be asked.

    *put_away* is called when it is out again, whatever happened.
    """

    name: str
    card: WatchedCard
    reset_tries: Callable[[], None] | None = None
    put_away: Callable[[], None] = _nothing


class ReaderSlot:
    """One port of vpcd. Not thread-safe: one operator drives it."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        stop: threading.Event,
        on_event: Callable[[Event], None],
        time_limit: float = 30.0,
    ) -> None:
        """Nothing is in it yet. Waits end early when *stop* is set.

        A card that needs more than *time_limit* seconds for an answer loses its
        link, which the program at the reader meets as a card error.
        """
        self.host = host
        self.port = port
        self._stop = stop
        self._on_event = on_event
        self._time_limit = time_limit
        self._in_hand: CardInHand | None = None
        self._plugged: PluggedCard | None = None
        self._empty_since: float | None = None
        self._connected = threading.Event()
        self._seen = threading.Event()
        self._unasked = threading.Event()

    @property
    def holds(self) -> str | None:
        """The name of the card in the slot, also if it was torn out; None if empty."""
        return None if self._in_hand is None else self._in_hand.name

    @property
    def torn(self) -> bool:
        """Whether the card has left the slot by itself, by a fault or a bug."""
        return self._plugged is not None and self._plugged.wait_until_out(0)

    def insert(self, in_hand: CardInHand) -> bool:
        """Put a card in; tell whether programs at the reader find it there.

        Waits until pcscd must have seen the slot empty. A card that pcscd looks at
        and gives no power goes in a second time: it was taken for the one that
        another process had there a moment ago. Whatever keeps the card out is raised,
        and the card put away: `SlotError`, or `VPCDUnavailable` when nobody listens.
        """
        try:
            self.require_empty()
            self._wait_until_seen_empty()
        except BaseException:
            in_hand.put_away()
            raise
        self._in_hand = in_hand
        try:
            self._plug(in_hand)
            if not self._wait_until_seen() and self._unplug_for_a_while():
                self._plug(in_hand)
                self._wait_until_seen()
        except BaseException:
            self._take_out()
            raise
        return self._seen.is_set()

    def require_empty(self) -> None:
        """Raise `SlotError` unless a card could go in now."""
        if self._in_hand is not None:
            raise SlotError(
                f"ポート {self.port} には {self._in_hand.name} のカードが挿さって"
                f"います。先に pull {self.port} で抜いてください。"
            )

    def pull(self) -> str:
        """Take the card out at once; return its name.

        Raises `SlotError` if there is none, and what went wrong inside the card.
        """
        in_hand = self._require_card()
        self._take_out()
        return in_hand.name

    def reset_tries(self) -> str:
        """Fill the card's retry counters between two commands; return its name."""
        in_hand = self._require_card()
        if in_hand.reset_tries is None:
            raise SlotError(
                f"ポート {self.port} の {in_hand.name} には残り回数がありません。"
            )
        in_hand.card.between_commands(in_hand.reset_tries)
        return in_hand.name

    def _require_card(self) -> CardInHand:
        if self._in_hand is None:
            raise SlotError(
                f"ポート {self.port} にカードはありません。"
                f"insert {self.port} 患者名 で挿してください。"
            )
        return self._in_hand

    def _plug(self, in_hand: CardInHand) -> None:
        self._connected.clear()
        self._seen.clear()
        self._unasked.clear()
        self._plugged = PluggedCard(
            in_hand.card,
            self.host,
            self.port,
            on_event=self._hear,
            time_limit=self._time_limit,
        )
        self._wait_for_connection(self._plugged)

    def _unplug_for_a_while(self) -> bool:
        """Leave the slot until pcscd has seen it empty; tell whether to come back."""
        if self._plugged is None or self._given_up():
            return False
        plugged, self._plugged = self._plugged, None
        plugged.unplug()
        return wait_unless(self._stop, SEEN_EMPTY_SECONDS)

    def _take_out(self) -> None:
        in_hand, self._in_hand = self._in_hand, None
        plugged, self._plugged = self._plugged, None
        try:
            if plugged is not None:
                plugged.unplug()
        finally:
            self._empty_since = time.monotonic()
            if in_hand is not None:
                in_hand.put_away()

    def _wait_until_seen_empty(self) -> None:
        if self._empty_since is None:
            return
        left = self._empty_since + SEEN_EMPTY_SECONDS - time.monotonic()
        if not wait_unless(self._stop, left):
            raise SlotError("終了するところなので、カードは挿しません。")

    def _wait_for_connection(self, plugged: PluggedCard) -> None:
        deadline = time.monotonic() + _CONNECT_SECONDS
        while not self._connected.wait(_LOOK_SECONDS):
            if plugged.wait_until_out(0):
                plugged.unplug()  # Raises why.
            if time.monotonic() > deadline:
                raise SlotError(
                    f"vpcd（{self.host}:{self.port}）が {_CONNECT_SECONDS:g} 秒待っても"
                    "応答しません。pcscd が動いているか確かめてください。"
                )

    def _wait_until_seen(self) -> bool:
        deadline = time.monotonic() + _SEEN_SECONDS
        while not self._seen.wait(_LOOK_SECONDS):
            if self._given_up() or time.monotonic() > deadline:
                return self._seen.is_set()
        return True

    def _given_up(self) -> bool:
        """Tell whether waiting is in vain: all ends, or the slot is not ours."""
        return self._stop.is_set() or self.torn or self._unasked.is_set()

    def _hear(self, event: Event) -> None:
        match event.kind:
            case EventKind.PLUGGED:
                self._connected.set()
            case EventKind.READY:
                self._seen.set()
            case EventKind.UNASKED:
                self._unasked.set()
        self._on_event(event)
