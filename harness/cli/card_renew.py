"""`mynabench card renew`: new certificates on the same card."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from . import card_options, options
from .card_upkeep import upkeep
from .conditions import card_variant

if TYPE_CHECKING:
    from card_profiles.renewal import Kind

_NAMES = {"auth": "利用者証明用", "sign": "署名用"}


@click.command(
    "renew",
    help=(
        "カードの中の電子証明書を、新しい鍵で更新します。前の証明書は失効し、"
        "暗証番号と残り回数はそのままです。"
    ),
)
@card_options.persona
@click.option(
    "--certificate",
    "kinds",
    type=click.Choice(["auth", "sign"]),
    multiple=True,
    help="更新する証明書（利用者証明用 auth、署名用 sign）。既定は両方。",
)
@card_variant
@card_options.state
@card_options.now
def command(
    persona: str, kinds: tuple[str, ...], state: Path, now: datetime | None
) -> None:
    """Renew; exit 0 when done, 1 when the office would refuse, 2, or 3 when in use."""
    from emulator.drawer.renewal import BOTH, renew_certificates

    moment = now or options.system_now()
    wanted = cast("tuple[Kind, ...]", kinds) or BOTH
    with upkeep(persona, state, moment) as (shelf, patient):
        after = renew_certificates(
            shelf.drawer, patient, shelf.pki, now=moment, kinds=wanted
        )
    for kind in wanted:
        plan = (
            after.card.auth_certificate
            if kind == "auth"
            else after.card.sign_certificate
        )
        if plan is not None:
            click.echo(
                f"{_NAMES[kind]}電子証明書: シリアル番号 {plan.serial_number}、"
                f"{plan.expires_at:%Y-%m-%d} まで"
            )
