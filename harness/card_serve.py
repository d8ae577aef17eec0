"""A persona's card plugged into a running vpcd, for programs that speak PC/SC."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click

from card_profiles.model import Persona
from card_profiles.pki import PKI, PKIError
from emulator.store import CardDrawer
from emulator.vpcd import Event, EventKind, serve
from emulator.vpcd_wire import VPCDUnavailable

from .drivers.drawer import take_card
from .ports import BenchUnavailable
from .until_stopped import stopped_by_signal

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
        with stopped_by_signal() as stop:
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
