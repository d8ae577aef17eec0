"""`mynabench card snapshot`: a card's whole state, kept in a file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from . import card_options, options
from .card_upkeep import upkeep
from .conditions import card_variant


@click.command(
    "snapshot",
    help=(
        "カードの状態（中身・残り回数・変えた暗証番号）をFILEに保存します。"
        "card restore で戻せます。試験用の鍵と暗証番号がそのまま入ります。"
    ),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@card_options.persona
@card_variant
@card_options.state
@card_options.now
def command(file: Path, persona: str, state: Path, now: datetime | None) -> None:
    """Save; exit 0 when saved, 2 when there is nothing to save, 3 when in use."""
    from emulator.drawer.snapshot import save_snapshot

    with upkeep(persona, state, now or options.system_now()) as (shelf, patient):
        save_snapshot(shelf.drawer, patient, shelf.pki, file)
    click.echo(f"{persona} のカードの状態を {file} に保存しました。")
