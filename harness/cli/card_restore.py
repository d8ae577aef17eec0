"""`mynabench card restore`: a card put back to a saved state."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from . import card_options, options
from .card_upkeep import upkeep


@click.command(
    "restore",
    help=(
        "card snapshot で保存した状態にカードを戻します。残り回数も戻ります。"
        "その後に失効した証明書は、失効したままです。"
    ),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@card_options.persona
@card_options.state
@card_options.now
def command(file: Path, persona: str, state: Path, now: datetime | None) -> None:
    """Restore; exit 0 when restored, 2 when FILE is no snapshot of it, 3 in use."""
    from emulator.snapshot import restore_snapshot

    with upkeep(persona, state, now or options.system_now()) as (shelf, patient):
        restore_snapshot(shelf.drawer, patient, shelf.pki, file)
    click.echo(f"{persona} のカードを {file} の状態に戻しました。")
