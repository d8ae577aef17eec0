"""The options by which a command gives its cards faults, a speed and choices."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from .options import USUAL_PERSONA


def card_variant(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--variant`: other cards for the personas that it is told.

    The command sees it in their names alone (`card_profiles.variant.variant_name`),
    be they its `persona`, its `names` or those of its `slots`.
    """

    @click.option(
        "--variant",
        metavar="KEY=VALUE,…",
        help="カードの変種。form（plastic、face-only、android、iphone、blank、"
        "unresponsive）、interface（contact、contactless）、atr、"
        "certificates（standard、test-card）を変えます。"
        "例: form=android。ふつうのカードとは別に保管します。",
    )
    @functools.wraps(function)
    def command(
        *arguments: Any,  # noqa: ANN401 - the command's own.
        variant: str | None,
        **options: Any,  # noqa: ANN401 - the command's own.
    ) -> Any:  # noqa: ANN401 - the command's own.
        if variant is None:
            return function(*arguments, **options)
        from card_profiles.loader import PersonaError
        from card_profiles.variant import parse_variant, variant_name

        try:
            changes = parse_variant(variant)
        except PersonaError as error:
            raise click.BadParameter(str(error), param_hint="--variant") from error
        if options.get("count"):
            raise click.UsageError(
                "--variant は名前を書いた人のカードだけに使えます（--count とは"
                "一緒に使えません）。"
            )
        if "persona" in options:
            persona = options["persona"] or USUAL_PERSONA
            options["persona"] = variant_name(persona, changes)
        if "names" in options:
            options["names"] = tuple(
                variant_name(name, changes) for name in options["names"]
            )
        if "slots" in options:
            options["slots"] = tuple(
                (port, variant_name(name, changes)) for port, name in options["slots"]
            )
        return function(*arguments, **options)

    return command


def server_conditions(
    prefix: str = "",
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command `--fault`, `--drift` and `--fault-seed` of the national side.

    The command gets one argument for them all, `serving`, a `ServerConditions`.
    Where the stub is not what the command is about, *prefix* (`server-`) says so.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @click.option(
            f"--{prefix}fault",
            "server_faults",
            multiple=True,
            metavar="NAME[:KEY=VALUE,…]|FILE.toml",
            help="国側の障害（mynabench oqs faults）。何度でも書けます。"
            "例: outage:region=西日本",
        )
        @click.option(
            f"--{prefix}drift",
            "server_drifts",
            multiple=True,
            metavar="NAME",
            help="電文の書き方の違い。何度でも書けます。例: shuffled",
        )
        @click.option(
            f"--{prefix}fault-seed",
            "server_seed",
            type=click.IntRange(min=0),
            help="国側の障害の乱数の種。",
        )
        @functools.wraps(function)
        def command(
            *arguments: Any,  # noqa: ANN401 - the command's own.
            server_faults: tuple[str, ...],
            server_drifts: tuple[str, ...],
            server_seed: int | None,
            **options: Any,  # noqa: ANN401 - the command's own.
        ) -> Any:  # noqa: ANN401 - the command's own.
            from ..conditions_error import ConditionsError
            from ..server_conditions import ServerConditions

            texts = ServerConditions(
                faults=server_faults, drifts=server_drifts, seed=server_seed
            )
            try:
                serving = texts.read()
            except ConditionsError as error:
                raise click.BadParameter(
                    str(error), param_hint=f"--{prefix}{error.key}"
                ) from error
            return function(*arguments, serving=serving, **options)

        return command

    return decorate


def card_conditions(
    prefix: str = "",
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command `--fault`, `--timing`, `--behaviour` and `--fault-seed`.

    The command gets one argument for them all, `conditions`, a `CardConditions`.
    Where a card is not what the command is about, *prefix* (`card-`) says so.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @click.option(
            f"--{prefix}fault",
            "condition_faults",
            multiple=True,
            metavar="NAME[:KEY=VALUE,…]",
            help="カードの障害。何度でも書けます。例: pulled:on=VERIFY,when=processed",
        )
        @click.option(
            f"--{prefix}timing",
            "condition_timing",
            metavar="instant|typical|worst|FILE",
            help="カードの速さ。既定は待ち時間なし（instant）。",
        )
        @click.option(
            f"--{prefix}behaviour",
            "condition_behaviour",
            type=click.Path(path_type=Path, dir_okay=False),
            help="公開されていない動作を選ぶ表（TOML）。",
        )
        @click.option(
            f"--{prefix}fault-seed",
            "condition_seed",
            type=click.IntRange(min=0),
            help="障害と速さのゆらぎの乱数の種。",
        )
        @functools.wraps(function)
        def command(
            *arguments: Any,  # noqa: ANN401 - the command's own.
            condition_faults: tuple[str, ...],
            condition_timing: str | None,
            condition_behaviour: Path | None,
            condition_seed: int | None,
            **options: Any,  # noqa: ANN401 - the command's own.
        ) -> Any:  # noqa: ANN401 - the command's own.
            from ..card_conditions import ConditionsError, ConditionTexts

            texts = ConditionTexts(
                faults=condition_faults,
                timing=condition_timing or "",
                behaviour=str(condition_behaviour or ""),
                seed=condition_seed,
            )
            try:
                conditions = texts.read()
            except ConditionsError as error:
                raise click.BadParameter(
                    str(error), param_hint=f"--{prefix}{error.key}"
                ) from error
            return function(*arguments, conditions=conditions, **options)

        return command

    return decorate
