"""`mynabench card faults`: every fault that a virtual card can have."""

from __future__ import annotations

import json

import click

from .fault_catalogue import document, show


@click.command(
    "faults",
    help=(
        "カードに起こせる障害の一覧。--fault 名前:鍵=値,… の形で、"
        "card serve などに渡します。"
    ),
)
@click.option("--json", "as_json", is_flag=True, help="JSONで表示します。")
def command(as_json: bool) -> None:  # noqa: FBT001 - click passes options by name.
    """List the catalogue; exit 0."""
    from emulator.faults import CATALOGUE, PROFILES

    kinds, profiles = CATALOGUE.values(), PROFILES.values()
    if as_json:
        found = document(kinds, profiles)
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        show(kinds, profiles)
