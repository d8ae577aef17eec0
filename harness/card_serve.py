"""A persona's card plugged into a running vpcd, for programs that speak PC/SC."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import FrameType

import click

from card_profiles.model import Persona
from card_profiles.pki import PKI, PKIError
from emulator.store import CardDrawer
from emulator.vpcd import Event, EventKind, serve
from emulator.vpcd_wire import VPCDUnavailable

from .drivers.drawer import take_card
from .ports import BenchUnavailable

_SAID = {
    EventKind.PLUGGED: "vpcd（{detail}）にカードを挿しました。",
    EventKind.UNPLUGGED: "カードが抜けました。",
    EventKind.WAITING: "vpcdが応答しません。戻り次第カードを挿し直します。",
    EventKind.UNASKED: (
        "vpcd（{detail}）につながりましたが、カードを見に来ません。"
        "別のカードが挿さっていないか確かめてください。"
    ),
    EventKind.FAULT: "エミュレーターの不具合です（{detail}）。詳細は終了時に示します。",
}
"""What the operator hears; power and reset come too often to be told."""


def serve_card(
    persona: Persona,
    state_dir: Path,
    host: str,
    port: int,
    *,
    now: datetime,
    say: Callable[[str], None] = click.echo,
) -> None:
    """Serve the persona's card until SIGINT or SIGTERM.

    The card and the CAs that issued it are kept under *state_dir* and made the first
    time. Raises `BenchUnavailable` when no vpcd listens or when the card is in
    another reader, and whatever bug of the emulator a command has uncovered.
    """
    try:
        pki = PKI.open(state_dir / "pki", now=now)
    except PKIError as error:
        raise BenchUnavailable(str(error)) from error
    with take_card(CardDrawer(state_dir / "cards"), persona, pki) as stored:
        say(f"{persona.person.name} さんのカード（{persona.name}）: {persona.story}")
        with _stopped_by_signal() as stop:
            try:
                serve(
                    stored.card,
                    host,
                    port,
                    stop=stop,
                    on_event=lambda event: _tell(event, say),
                )
            except VPCDUnavailable as error:
                raise BenchUnavailable(
                    f"vpcd（{host}:{port}）につながりません。"
                    "Debianパッケージ pcscd と vsmartcard-vpcd を入れて"
                    "（scripts/system-packages）、pcscd を起動してください"
                    "（sudo systemctl restart pcscd、または sudo pcscd -f）。"
                ) from error
        say("カードをしまいました。")


def _tell(event: Event, say: Callable[[str], None]) -> None:
    words = _SAID.get(event.kind)
    if words is not None:
        say(words.format(detail=event.detail))


@contextmanager
def _stopped_by_signal() -> Iterator[threading.Event]:
    """Give an event that SIGINT and SIGTERM set, in the main thread only."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def on_signal(number: int, frame: FrameType | None) -> None:
        # In another thread: this one may hold the event's lock right now.
        threading.Thread(target=stop.set).start()

    before = {
        number: signal.signal(number, on_signal)
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
