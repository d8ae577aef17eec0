"""`mynabench card make`: many cards at once, with a progress bar."""

from __future__ import annotations

import sys
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import card_options, options
from .conditions import card_variant
from .signals import interrupted_is_exit_130

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from emulator.drawer.factory import Progress

_MOST = 100_000


@click.command(
    "make",
    help=(
        "カードをまとめて作ります。NAMESの人と、種から生成した --count 人のカードです。"
        "すでにあるカードはそのままで、中断したところから続けられます。"
    ),
)
@click.argument("names", nargs=-1)
@click.option(
    "--count", type=click.IntRange(0, _MOST), default=0, help="生成する人の数。"
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="生成する人の種。名前は synth-種-番号（synth-0-0001 など）です。",
)
@options.addresses
@click.option(
    "--key-cache",
    type=click.Path(path_type=Path, file_okay=False),
    help="作った鍵を残し、次に同じ人のカードを作るときに使う場所。",
)
@card_variant
@card_options.state
@card_options.now
def command(
    names: tuple[str, ...],
    count: int,
    seed: int,
    addresses: str,
    key_cache: Path | None,
    state: Path,
    now: datetime | None,
) -> None:
    """Make cards; exit 0 when all are there, 2, 3 when one is in use, or 130."""
    from card_profiles.pki import PKIError
    from card_profiles.synth import Addresses, generate
    from emulator.drawer.factory import make_cards
    from emulator.drawer.store import CardInUse

    from ..card_shelf import CardShelf
    from ..people import People
    from ..ports import BenchUnavailable

    if not names and not count:
        raise click.UsageError("患者の名前か --count を指定してください。")
    moment = now or options.system_now()
    people = People(now=moment)
    named = [
        options.persona_or_usage_error(people, name, hint="NAMES") for name in names
    ]
    with interrupted_is_exit_130(), options.unavailable_is_exit_3():
        shelf = CardShelf(
            options.writable(state),
            now=moment,
            key_cache=None if key_cache is None else options.writable(key_cache),
        )
        made_up = generate(count, seed=seed, now=moment, addresses=Addresses(addresses))
        personas = list(chain(named, made_up))
        if not sys.stderr.isatty():  # No bar: at least say what takes so long.
            click.echo(f"カード {len(personas)} 枚を用意します。", err=True)
        with _bar() as bar:
            task = bar.add_task("カード", total=len(personas))

            def tell(progress: Progress) -> None:
                bar.update(task, completed=progress.done)

            try:
                made = make_cards(personas, shelf.drawer, shelf.pki, on_progress=tell)
            except (CardInUse, PKIError) as error:
                raise BenchUnavailable(str(error)) from error
    click.echo(
        f"{state / 'cards'}: {made} 枚を作りました"
        f"（すでにあったもの {len(personas) - made} 枚）。"
    )


def _bar() -> Bar:
    """A bar with counts and times, on standard error; nothing where none is seen."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    )
