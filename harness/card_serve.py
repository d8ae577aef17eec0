"""Personas' cards in the slots of a running vpcd, for programs that speak PC/SC."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from emulator.faults import FaultEvent

from .card_conditions import CardConditions, ConditionsInForce
from .card_shelf import CardShelf
from .ports import BenchUnavailable
from .recording.recorder import CardObserver
from .serving.desk import UNSEEN, Desk
from .serving.notes import CardNotes
from .serving.orders import Order, OrderError, TimedOrder, parse_order
from .serving.reader_slot import CardInHand, SlotError
from .serving.waiting import SLICE_SECONDS, wait_unless
from .serving.watched_card import WatchedCard
from .until_stopped import stopped_by_signal


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """What to serve and how: which cards at first, and who gives orders after that.

    Orders come from *script*, or line by line from *orders*; with neither, cards stay
    until a signal comes or all have left by themselves.
    """

    host: str
    slots: Sequence[tuple[int, str]]
    script: Sequence[TimedOrder] = ()
    orders: Iterable[str] | None = None
    time_limit: float = 30.0
    notes: CardNotes
    conditions: CardConditions

    @property
    def driven(self) -> bool:
        """Whether somebody gives orders, and reads the answers."""
        return self.orders is not None or bool(self.script)


class ScriptFailed(Exception):  # noqa: N818 - what happened, as users say it.
    """An order of the script failed, or a card went in unseen; nothing after it
    was done."""


def serve_cards(
    serving: Serving,
    shelf_dir: Path,
    *,
    now: datetime,
    say: Callable[[str], None] = click.echo,
) -> None:
    """Serve until SIGINT or SIGTERM, `quit`, or the end of the orders.

    Cards and the CAs that issued them are kept under *shelf_dir* and made the first
    time. Raises `BenchUnavailable` when no vpcd listens or a card is in another
    reader, `ScriptFailed`, and whatever bug of a card came to light.
    """
    note = _remark(say) if serving.driven else say
    with ExitStack() as stack:
        shelf = CardShelf(shelf_dir, now=now)
        stack.enter_context(serving.notes)
        stop = stack.enter_context(stopped_by_signal())
        in_force = ConditionsInForce(
            serving.conditions,
            record=lambda event: _tell_fault(event, serving.notes, note),
            time_limit=serving.time_limit,
        )
        desk = Desk(
            _cards(shelf, in_force, serving.notes, note, stop=stop),
            host=serving.host,
            stop=stop,
            say=note,
            time_limit=serving.time_limit,
        )
        stack.callback(note, "カードをしまいました。")
        stack.callback(desk.close)
        for port, persona in serving.slots:
            try:
                desk.insert(port, persona)
            except SlotError as error:
                raise BenchUnavailable(str(error)) from error
        if serving.script:
            _play(serving.script, desk, stop, say)
        if serving.orders is not None:
            _obey(serving.orders, desk, stop, say)
        else:
            _stay(desk, stop, until_gone=not serving.driven)


def _tell_fault(
    event: FaultEvent, notes: CardNotes, note: Callable[[str], None]
) -> None:
    text = f"障害 {event.fault}: {event.what}"
    note(text)
    notes.remark(text)


def _cards(
    shelf: CardShelf,
    in_force: ConditionsInForce,
    notes: CardNotes,
    note: Callable[[str], None],
    *,
    stop: threading.Event,
) -> Callable[[str, int], CardInHand]:
    def take(name: str, port: int) -> CardInHand:
        persona = shelf.persona(name)
        stored = shelf.take(persona, conditions=in_force)
        try:
            observers: list[CardObserver] = notes.observers(
                f"{port} {persona.name}", atr=stored.card.atr, say=note
            )
            # A card that is slow or mute on purpose does not delay the end.
            inside = in_force.around(stored.card, sleep=stop.wait)
            card = WatchedCard(inside, observers)
        except BaseException:
            stored.close()
            raise
        note(f"{persona.person.name} さんのカード（{persona.name}）: {persona.story}")
        return CardInHand(
            name=name,
            card=card,
            reset_tries=stored.reset_tries,
            put_away=stored.close,
        )

    return take


def _play(
    script: Sequence[TimedOrder],
    desk: Desk,
    stop: threading.Event,
    say: Callable[[str], None],
) -> None:
    """Carry out a script, each order at its time after the one before it."""
    for timed in script:
        if not wait_unless(stop, timed.after):
            return
        answer = desk.answer(timed.order)
        say(answer)
        if answer.startswith("error"):
            raise ScriptFailed(f"スクリプトの{timed.line}行目: {answer}")
        if answer.endswith(" unseen") and not stop.is_set():
            unseen = UNSEEN.format(port=timed.order.port)
            raise ScriptFailed(f"スクリプトの{timed.line}行目: {unseen}")


def _obey(
    lines: Iterable[str],
    desk: Desk,
    stop: threading.Event,
    say: Callable[[str], None],
) -> None:
    """Carry out orders as they come; the end of the lines is `quit`."""
    orders: queue.Queue[str] = queue.Queue()

    def read() -> None:
        for line in lines:
            orders.put(line)
        orders.put("quit")

    # A thread of its own: reading cannot be interrupted, and a signal must end us.
    threading.Thread(target=read, name="orders", daemon=True).start()
    while not stop.is_set():
        try:
            line = orders.get(timeout=SLICE_SECONDS)
        except queue.Empty:
            continue
        if line.strip() and not line.lstrip().startswith("#"):
            say(_answer(line, desk))


def _answer(line: str, desk: Desk) -> str:
    try:
        order: Order = parse_order(line)
    except OrderError as error:
        return f"error {error}"
    return desk.answer(order)


def _stay(desk: Desk, stop: threading.Event, *, until_gone: bool) -> None:
    while not stop.wait(SLICE_SECONDS):
        if until_gone and desk.all_gone:
            return


def _remark(say: Callable[[str], None]) -> Callable[[str], None]:
    """Mark lines for people, so that programs find the answers between them."""

    def remark(text: str) -> None:
        for line in text.splitlines():
            say(f"# {line}")

    return remark
