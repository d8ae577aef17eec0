"""A catalogue of faults as the commands show it: to read, or as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import click


class Parameter(Protocol):
    """One parameter of a kind of fault, whichever room it comes from."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def form(self) -> str: ...

    @property
    def shown_default(self) -> str: ...


class Kind(Protocol):
    """One kind of fault."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def summary(self) -> str: ...

    @property
    def where(self) -> str: ...

    @property
    def parameters(self) -> Sequence[Parameter]: ...


class Profile(Protocol):
    """Faults that come together."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def summary(self) -> str: ...

    @property
    def faults(self) -> Sequence[str]: ...

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
