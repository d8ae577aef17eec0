"""`mynabench card reset-tries`: what the municipal counter does for a locked card."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from . import card_options, options
from .card_upkeep import is_in_a_reader, upkeep
from .conditions import card_variant

_WHILE_SERVED = (
    "card serve --stdin で挿しているカードなら、抜かずに、命令 reset-tries ポート で"
    "戻せます。"
)


@click.command(
    "reset-tries",
    help=(
        "カードの暗証番号すべての残り回数を、いっぱいに戻します。"
        "実カードでは市区町村の窓口でしかできません。"
    ),
)
@card_options.persona
@card_variant
@card_options.state
@card_options.now
def command(persona: str, state: Path, now: datetime | None) -> None:
    """Reset; exit 0 when done, 2 for an unknown persona, 3 when in use."""
    from ..ports import BenchUnavailable

    moment = now or options.system_now()
    with upkeep(persona, state, moment) as (shelf, patient):
        try:
            with shelf.take(patient) as stored:
                stored.reset_tries()
        except BenchUnavailable as error:
            if not is_in_a_reader(error):
                raise
            raise BenchUnavailable(f"{error}{_WHILE_SERVED}") from error
    click.echo(f"{persona} のカードの残り回数を戻しました。")
