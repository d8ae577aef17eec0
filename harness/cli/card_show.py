"""`mynabench card show`: what is on a persona's card."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from card_profiles.machine_words import system_reason

from . import card_options, options
from .card_upkeep import is_in_a_reader, upkeep
from .conditions import card_variant

if TYPE_CHECKING:
    from card_profiles.model import Persona

    from ..card_shelf import CardShelf
    from ..card_show.page import ShownCard


@click.command(
    "show",
    help=(
        "ペルソナのカードに何が入っているかを表示します。アプリケーション、ファイル、"
        "大きさ、条件、残り回数。--html で、顔写真や券面の画像も見られます。"
    ),
)
@card_options.persona
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    help="画像の入ったページを書く先。1ファイルで、オフラインで開けます。",
)
@click.option("--json", "as_json", is_flag=True, help="JSONで表示します。")
@card_variant
@card_options.state
@card_options.now
def command(
    persona: str,
    html: Path | None,
    as_json: bool,  # noqa: FBT001 - click passes options by name.
    state: Path,
    now: datetime | None,
) -> None:
    """Show, also while a reader has the card; exit 0, 2 for an unknown persona, 3."""
    from ..card_show.page import page_of

    moment = now or options.system_now()
    with upkeep(persona, state, moment) as (shelf, patient):
        card = _shown(shelf, patient, moment)
    if html is not None:
        try:
            html.parent.mkdir(parents=True, exist_ok=True)
            html.write_text(page_of(card), encoding="utf-8")
        except OSError as error:
            raise click.BadParameter(
                f"{html} に書けません: {system_reason(error)}。", param_hint="--html"
            ) from error
    if as_json:
        click.echo(json.dumps(asdict(card), ensure_ascii=False, indent=2, default=str))
        return
    _show(card)
    if html is not None:
        click.echo(f"\n{html} をブラウザーで開いてください。")


def _shown(shelf: CardShelf, patient: Persona, now: datetime) -> ShownCard:
    from ..card_show.page import shown_card
    from ..ports import BenchUnavailable

    try:
        with shelf.take(patient) as stored:
            card = stored.card
            return shown_card(patient, stored.image, card, atr=card.atr, now=now)
    except BenchUnavailable as error:
        copy = shelf.drawer.copy(patient, shelf.pki) if is_in_a_reader(error) else None
        if copy is None:
            raise
        image, card = copy
        return shown_card(patient, image, card, atr=card.atr, now=now, in_reader=True)


def _show(card: ShownCard) -> None:
    click.secho(f"{card.persona}  {card.story}", bold=True)
    click.echo(f"  ATR {card.atr}（{card.form}、{card.interface}）")
    if card.in_reader:
        click.echo("  このカードはいまリーダーに入っています。")
    for line in card.life:
        click.echo(f"  {line}")
    for name, text in card.face.fields.items():
        click.echo(f"  {name}: {text}")
    for picture in card.face.pictures:
        click.echo(f"  {picture.title}の画像: {picture.note}")
    for application in card.applications:
        click.secho(f"\n{application.name}  {application.aid}", bold=True)
        for file in application.files:
            size = "" if file.size is None else f"{file.size}バイト"
            parts = [file.kind, size, file.access, file.tries]
            told = "、".join(part for part in parts if part)
            click.echo(f"  {file.fid}  {file.name}（{told}）")
    if card.objects:
        click.secho("\nMFのデータオブジェクト（GET DATA）", bold=True)
    for entry in card.objects:
        text = f" {entry.text}" if entry.text else ""
        click.echo(f"  {entry.tag}  {entry.name}（{entry.size}バイト）{text}")
