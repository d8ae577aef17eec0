"""`mynabench card restore`: a card put back to a saved state."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import card_options, options
from .card_upkeep import upkeep
from .conditions import card_variant

if TYPE_CHECKING:
    from card_profiles.model import Persona

    from ..card_shelf import CardShelf


@click.command(
    "restore",
    help=(
        "card snapshot で保存した状態にカードを戻します。残り回数も戻ります。"
        "その後に失効した証明書は、失効したままです。"
    ),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@card_options.persona
@card_variant
@card_options.state
@card_options.now
def command(file: Path, persona: str, state: Path, now: datetime | None) -> None:
    """Restore; exit 0 when restored, 2 when FILE is no snapshot of it, 3 in use."""
    from emulator.drawer.snapshot import restore_snapshot

    moment = now or options.system_now()
    with upkeep(persona, state, moment) as (shelf, patient):
        restore_snapshot(shelf.drawer, patient, shelf.pki, file)
        revoked = _revoked(shelf, patient, now=moment)
    click.echo(f"{persona} のカードを {file} の状態に戻しました。")
    for name, since in revoked:
        click.echo(
            f"{name}電子証明書: この電子証明書は失効しています"
            f"（{since:%Y-%m-%d %H:%M} から）。使えるようにするには card renew で"
            "更新してください。失効する前を試すには、snapshot の前から別の --state を"
            "使います。",
            err=True,
        )


def _revoked(
    shelf: CardShelf, patient: Persona, *, now: datetime
) -> list[tuple[str, datetime]]:
    """Name the certificates of a restored card that were revoked since."""
    from card_profiles.dates import JST
    from emulator.issuing.card_age import auth_certificate, sign_certificate

    copy = shelf.drawer.copy(patient, shelf.pki)
    found: list[tuple[str, datetime]] = []
    if copy is None:
        return found
    for name, certificate, authority in (
        ("利用者証明用", auth_certificate(copy[0]), shelf.pki.auth),
        ("署名用", sign_certificate(copy[0]), shelf.pki.sign),
    ):
        if certificate is not None:
            since = authority.revoked().get(certificate.serial_number)
            if since is not None and since <= now:
                found.append((name, since.astimezone(JST)))
    return found
