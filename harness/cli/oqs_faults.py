"""`mynabench oqs faults`: every fault the national side can have, and every drift."""

from __future__ import annotations

import json
from typing import Any

import click


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

    if as_json:
        click.echo(json.dumps(_document(), ensure_ascii=False, indent=2))
        return
    for kind in CATALOGUE.values():
        click.secho(f"{kind.name}  {kind.title}（{kind.where}）", bold=True)
        click.echo(f"  {kind.summary}")
        for parameter in kind.parameters:
            click.echo(
                f"    {parameter.name}: {parameter.title}"
                f"（{parameter.form}。既定: {parameter.shown_default}）"
            )
    for profile in PROFILES.values():
        click.secho(f"{profile.name}  {profile.title}", bold=True)
        click.echo(f"  {profile.summary}")
        click.echo(f"    {' '.join(f'--fault {text}' for text in profile.faults)}")
        click.echo(f"    出典: {profile.source}")
    for drift in DRIFTS.values():
        click.secho(f"--drift {drift.name}  {drift.title}", bold=True)
        click.echo(f"  {drift.summary}")
        click.echo(f"    WebAPIのJSON: {drift.in_json.told}")


def _document() -> dict[str, Any]:  # A JSON object.
    from oqs_stub.faults import CATALOGUE, PROFILES
    from oqs_stub.messages.drift import DRIFTS

    return {
        "faults": [
            {
                "name": kind.name,
                "title": kind.title,
                "summary": kind.summary,
                "where": kind.where,
                "parameters": [
                    {
                        "name": parameter.name,
                        "title": parameter.title,
                        "form": parameter.form,
                        "default": parameter.shown_default,
                    }
                    for parameter in kind.parameters
                ],
            }
            for kind in CATALOGUE.values()
        ],
        "profiles": [
            {
                "name": profile.name,
                "title": profile.title,
                "summary": profile.summary,
                "faults": list(profile.faults),
                "source": profile.source,
            }
            for profile in PROFILES.values()
        ],
        "drifts": [
            {
                "name": drift.name,
                "title": drift.title,
                "summary": drift.summary,
                "in_json": drift.in_json.told,
                "applies_to_json": drift.in_json.applies,
            }
            for drift in DRIFTS.values()
        ],
    }
