"""A catalogue of faults as the commands show it: to read, or as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

import click

from card_profiles import fault_spelling


class Kind(fault_spelling.Kind, Protocol):
    """A kind of fault, and what a reader wants to know of it."""

    @property
    def summary(self) -> str: ...

    @property
    def where(self) -> str: ...


class Profile(fault_spelling.Profile, Protocol):
    """Faults that come together."""

    @property
    def summary(self) -> str: ...

    @property
    def source(self) -> str: ...


def show(kinds: Iterable[Kind], profiles: Iterable[Profile]) -> None:
    """Print it."""
    for kind in kinds:
        click.secho(f"{kind.name}  {kind.title}（{kind.where}）", bold=True)
        click.echo(f"  {kind.summary}")
        for parameter in kind.parameters:
            click.echo(
                f"    {parameter.name}: {parameter.title}"
                f"（{parameter.form}。既定: {parameter.shown_default}）"
            )
    for profile in profiles:
        click.secho(f"{profile.name}  {profile.title}", bold=True)
        click.echo(f"  {profile.summary}")
        click.echo(f"    {' '.join(f'--fault {text}' for text in profile.faults)}")
        click.echo(f"    出典: {profile.source}")


def document(kinds: Iterable[Kind], profiles: Iterable[Profile]) -> dict[str, Any]:
    """It as a JSON object."""
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
            for kind in kinds
        ],
        "profiles": [
            {
                "name": profile.name,
                "title": profile.title,
                "summary": profile.summary,
                "faults": list(profile.faults),
                "source": profile.source,
            }
            for profile in profiles
        ],
    }
