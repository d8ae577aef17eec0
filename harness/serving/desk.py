"""Who drives the slots: carries out orders and answers each with one line."""

from __future__ import annotations

import threading
from collections.abc import Callable

from emulator.reader.events import Event, EventKind
from emulator.reader.vpcd_wire import VPCDUnavailable

from ..ports import BenchUnavailable
from .no_vpcd import no_vpcd
from .orders import Order
from .reader_slot import CardInHand, ReaderSlot, SlotError
from .waiting import wait_unless

CardSource = Callable[[str, int], CardInHand]
"""Takes the card of a persona out for a port, or raises `BenchUnavailable`."""

SAID = {
    EventKind.PLUGGED: "vpcd（{detail}）にカードを挿しました。",
    EventKind.UNPLUGGED: "カードが抜けました。",
    EventKind.WAITING: "vpcdが応答しません。戻り次第カードを挿し直します。",
    EventKind.UNASKED: (
        "vpcd（{detail}）につながりましたが、カードを見に来ません。"
        "別のカードが挿さっていないか確かめてください。"
    ),
    EventKind.FAULT: "カードの不具合です（{detail}）。詳細は終了時に示します。",
}
"""What the operator hears; power and reset come too often to be told."""

UNSEEN = (
    "ポート {port} にカードを挿しましたが、pcscdが電源を入れません。ほかのプログラム"
    "（別の card serve など）のカードが挿さっていないか、確かめてください。"
)
"""What an operator is to do about a card that went in `unseen`."""


class Desk:
    """Slots by their ports, made as they are first named.

    Orders are carried out one after the other; what a card does meanwhile is told
    through *say*. A bug in a card is kept, and raised by `close`.
    """

    def __init__(
        self,
        take: CardSource,
        *,
        host: str,
        stop: threading.Event,
        say: Callable[[str], None],
        time_limit: float,
    ) -> None:
        """Nothing is in any slot yet; setting *stop* ends every wait."""
        self._take = take
        self._host = host
        self._stop = stop
        self._say = say
        self._time_limit = time_limit
        self._slots: dict[int, ReaderSlot] = {}
        self._bug: Exception | None = None

    @property
    def all_gone(self) -> bool:
        """Whether no card is left in any slot: pulled, or gone by itself."""
        return all(slot.holds is None or slot.torn for slot in self._slots.values())

    def insert(self, port: int, persona: str) -> bool:
        """Put a persona's card into a slot; tell whether programs find it there.

        Raises `BenchUnavailable` or `SlotError`.
        """
        slot = self._slot(port)
        slot.require_empty()
        holder = self._port_of(persona)
        if holder is not None:
            raise SlotError(
                f"{persona} のカードはポート {holder} に挿さっています。"
                f"1枚のカードを2つのリーダーに入れることはできません。"
            )
        try:
            seen = slot.insert(self._take(persona, port))
            self._slots[port] = slot
        except VPCDUnavailable as error:
            raise no_vpcd(self._host, port, error) from error
        if not seen and not slot.torn and not self._stop.is_set():
            self._say(UNSEEN.format(port=port))
        return seen

    def answer(self, order: Order) -> str:
        """Carry out an order; the answer begins with `ok` or `error`."""
        try:
            result = self._carry_out(order)
        except (SlotError, BenchUnavailable, TimeoutError) as error:
            return f"error {order.subject}: {_one_line(str(error))}"
        except Exception as error:  # A bug of the card: told here, raised at the end.
            self._bug = self._bug or error
            return (
                f"error {order.subject}: カードの不具合です（{type(error).__name__}）。"
            )
        return f"ok {order.subject}{result}"

    def close(self) -> None:
        """Pull every card; raise the first bug that a card has shown."""
        for slot in self._slots.values():
            if slot.holds is None:
                continue
            try:
                slot.pull()
            except Exception as error:  # The other slots must be emptied as well.
                self._bug = self._bug or error
        bug, self._bug = self._bug, None
        if bug is not None:
            raise bug

    def _carry_out(self, order: Order) -> str:
        match order.word:
            case "insert":
                seen = self.insert(order.port, order.persona)
                return " seen" if seen else " unseen"
            case "pull":
                return f" {self._slot(order.port).pull()}"
            case "reset-tries":
                return f" {self._slot(order.port).reset_tries()}"
            case "status":
                return "".join(f" {text}" for text in self._status())
            case "wait":
                wait_unless(self._stop, order.seconds)
            case "quit":
                self._stop.set()
        return ""

    def _status(self) -> list[str]:
        texts = []
        for port in sorted(self._slots):
            slot = self._slots[port]
            state = slot.holds or "empty"
            texts.append(f"{port}={state}{':out' if slot.torn else ''}")
        return texts

    def _port_of(self, persona: str) -> int | None:
        return next((p for p, s in self._slots.items() if s.holds == persona), None)

    def _slot(self, port: int) -> ReaderSlot:
        """Return a slot; only once a card was in it is it one that `status` names."""
        if port in self._slots:
            return self._slots[port]
        return ReaderSlot(
            self._host,
            port,
            stop=self._stop,
            on_event=self._tell,
            time_limit=self._time_limit,
        )

    def _tell(self, event: Event) -> None:
        words = SAID.get(event.kind)
        if words is not None:
            self._say(words.format(detail=event.detail))


def _one_line(text: str) -> str:
    return " ".join(text.split("\n"))
