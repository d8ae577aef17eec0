"""`mynabench oqs faults`: every fault the national side can have, and every drift."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from .fault_catalogue import document, show

if TYPE_CHECKING:
    from oqs_stub.messages.drift_kinds import Drift


@click.command(
    "faults",
    short_help="国側の障害と、電文の書き方の違いの一覧。",
    help=(
        "国側に起こせる障害と、電文の書き方の違いの一覧。--fault 名前:鍵=値,…、"
        "--drift 名前 の形で oqs serve に渡します。"
    ),
)
@click.option("--json", "as_json", is_flag=True, help="JSONで表示します。")
def command(as_json: bool) -> None:  # noqa: FBT001 - click passes options by name.
    """List the catalogues; exit 0."""
    from oqs_stub.faults import CATALOGUE, PROFILES
    from oqs_stub.messages.drift import DRIFTS

    kinds, profiles, drifts = CATALOGUE.values(), PROFILES.values(), DRIFTS.values()
    if as_json:
        found = document(kinds, profiles) | {"drifts": [_told(one) for one in drifts]}
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    show(kinds, profiles)
    for drift in drifts:
        click.secho(f"--drift {drift.name}  {drift.title}", bold=True)
        click.echo(f"  {drift.summary}")
        click.echo(f"    WebAPIのJSON: {drift.in_json.told}")


def _told(drift: Drift) -> dict[str, object]:
    return {
        "name": drift.name,
        "title": drift.title,
        "summary": drift.summary,
        "in_json": drift.in_json.told,
        "applies_to_json": drift.in_json.applies,
    }
