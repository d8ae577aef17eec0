"""`mynabench card reset-tries`: what the municipal counter does for a locked card."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from . import card_options, options
from .card_upkeep import upkeep


@click.command(
    "reset-tries",
    help=(
        "カードの暗証番号すべての残り回数を、いっぱいに戻します。"
        "実カードでは市区町村の窓口でしかできません。"
    ),
)
@card_options.persona
@card_options.state
@card_options.now
def command(persona: str, state: Path, now: datetime | None) -> None:
    """Reset; exit 0 when done, 2 for an unknown persona, 3 when in use."""
    moment = now or options.system_now()
    with (
        upkeep(persona, state, moment) as (shelf, patient),
        shelf.take(patient) as stored,
    ):
        stored.reset_tries()
    click.echo(f"{persona} のカードの残り回数を戻しました。")
