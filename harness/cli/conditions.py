"""The options by which a command gives its cards faults, a speed and choices."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click


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
