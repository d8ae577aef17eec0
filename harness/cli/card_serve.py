"""`mynabench card serve`: cards in the slots of a running vpcd."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from . import card_options, options
from .conditions import card_conditions, card_variant

if TYPE_CHECKING:
    from ..card_conditions import CardConditions
    from ..serving.orders import TimedOrder


class _Slot(click.ParamType[tuple[int, str]]):
    """`PORT=PERSONA`."""

    name = "port=persona"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[int, str]:
        from ..serving.orders import OrderError, parse_port

        if isinstance(value, tuple):
            return value
        port, _, persona = str(value).partition("=")
        try:
            if not persona:
                raise OrderError(f"「{value}」に = と患者名がありません。")
            return parse_port(port), persona
        except OrderError as error:
            self.fail(f"{error} 例: 35963=hanako", param, ctx)


@click.command(
    "serve",
    help=(
        "ペルソナのカードを、動いているvpcd仮想リーダーに挿します。"
        "--slot で何枚でも挿せ、--stdin か --script で抜き差しできます。"
    ),
)
@card_options.persona
@card_options.vpcd
@click.option(
    "--slot",
    "slots",
    type=_Slot(),
    multiple=True,
    help="このポートにこの人のカードを挿す。何度でも。例: 35963=hanako",
)
@click.option(
    "--stdin",
    "from_stdin",
    is_flag=True,
    help="標準入力から1行ずつ命令を受け、ok か error で1行ずつ答えます。",
)
@click.option(
    "--script",
    type=click.Path(path_type=Path, dir_okay=False),
    help="命令のファイル。行頭の +2.5 は、前の命令の2.5秒後。",
)
@click.option(
    "--trace",
    metavar="FILE|-",
    help="APDUを1つずつ言葉にして書く先。- は標準出力。暗証番号は伏せます。",
)
@click.option(
    "--record",
    type=click.Path(path_type=Path, dir_okay=False),
    help="やりとりを記録するファイル（card replay・card check で使えます）。",
)
@click.option(
    "--record-files",
    is_flag=True,
    help="記録に、架空の人のファイルの中身も残します（暗証番号は必ず伏せます）。",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0.1, max=600),
    default=30.0,
    show_default=True,
    help="カードがこの秒数で答えなければ、リーダーから外れたものとします。",
)
@card_variant
@card_options.state
@card_options.now
@card_conditions()
@click.pass_context
def command(
    context: click.Context,
    persona: str,
    host: str,
    port: int,
    slots: tuple[tuple[int, str], ...],
    from_stdin: bool,  # noqa: FBT001 - click passes options by name.
    script: Path | None,
    trace: str | None,
    record: Path | None,
    record_files: bool,  # noqa: FBT001 - click passes options by name.
    time_limit: float,
    state: Path,
    now: datetime | None,
    conditions: CardConditions,
) -> None:
    """Serve; exit 0 when told to end, 1 for a failed script, 2, or 3 without vpcd."""
    from ..card_serve import ScriptFailed, Serving, serve_cards
    from ..people import People
    from ..serving.notes import CardNotes, UnwritableFile

    if from_stdin and script is not None:
        raise click.UsageError("--stdin と --script は同時には使えません。")
    if record_files and record is None:
        raise click.UsageError("--record-files は --record と一緒に使います。")
    chosen = {
        name
        for name in ("persona", "port")
        if context.get_parameter_source(name) is not ParameterSource.DEFAULT
    }
    if slots and chosen:
        raise click.UsageError("--slot は --persona・--port の代わりに使います。")
    moment = now or options.system_now()
    hint = "--slot" if slots else "--persona"
    if not slots and (chosen or not (from_stdin or script)):
        slots = ((port, persona),)
    people = People(now=moment)
    names = [
        options.persona_or_usage_error(people, name, hint=hint).name
        for _, name in slots
    ]
    _require_distinct(
        [port for port, _ in slots], "ポート {} に、カードは1枚だけです。"
    )
    _require_distinct(
        names, "{} のカードは1枚だけです。2つのスロットには入れられません。"
    )
    serving = Serving(
        host=host,
        slots=slots,
        script=_script(script),
        orders=_standard_input() if from_stdin else None,
        time_limit=time_limit,
        notes=CardNotes(trace=trace, record=record, show_files=record_files),
        conditions=conditions,
    )
    with options.unavailable_is_exit_3():
        try:
            serve_cards(serving, options.writable(state), now=moment, say=_say)
        except UnwritableFile as error:
            raise click.BadParameter(
                str(error), param_hint="--trace / --record"
            ) from error
        except ScriptFailed as failed:
            click.echo(str(failed), err=True)
            raise click.exceptions.Exit(options.EXIT_REFUSED) from failed


def _require_distinct(values: Sequence[int] | Sequence[str], wrong: str) -> None:
    for place, value in enumerate(values):
        if value in values[:place]:
            raise click.BadParameter(wrong.format(value), param_hint="--slot")


def _script(path: Path | None) -> tuple[TimedOrder, ...]:
    from ..serving.orders import OrderError, parse_script

    if path is None:
        return ()
    text = card_options.readable_text(path, hint="--script")
    try:
        orders = parse_script(text)
    except OrderError as error:
        raise click.BadParameter(f"{path} {error}", param_hint="--script") from error
    if not orders:
        raise click.BadParameter(f"{path} に命令がありません。", param_hint="--script")
    return orders


def _standard_input() -> Iterable[str]:
    """Read lines without a buffer: a thread that waits in one blocks Python's end."""
    try:
        number = sys.stdin.fileno()
    except (OSError, ValueError):  # No file at all, as in a test.
        return sys.stdin
    raw = io.FileIO(number, closefd=False)
    return (line.decode("utf-8", errors="replace") for line in iter(raw.readline, b""))


def _say(line: str) -> None:
    """Write a line at once: a program may wait for it."""
    click.echo(line)
    sys.stdout.flush()
