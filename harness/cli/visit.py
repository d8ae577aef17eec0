"""`mynabench visit`: one whole home visit, shown as it happens."""

from __future__ import annotations

import json
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from . import options
from .asking import PIN_VARIABLE
from .conditions import card_conditions, card_variant, server_conditions
from .signals import interrupted_is_exit_130

if TYPE_CHECKING:
    from card_profiles.model import Persona

    from ..bench_spec import BenchSpec
    from ..card_conditions import CardConditions
    from ..server_conditions import ServerConditions


@click.command("visit", help="初回の訪問から再照会までを通しで行い、証跡を残します。")
@click.option(
    "--persona",
    default="hanako",
    show_default=True,
    help="患者。名前（mynabench personas）か、ペルソナのTOMLファイル。",
)
@click.option(
    "--pin",
    type=options.Pin(),
    envvar=PIN_VARIABLE,
    help=f"入力する暗証番号。環境変数 {PIN_VARIABLE} でも渡せます。既定はペルソナの"
    "正しい番号。実カードのベンチでは環境変数を使わず、指定しなければ画面で尋ねます。",
)
@click.option(
    "--bench",
    "bench_name",
    default="virtual",
    show_default=True,
    help="ベンチの名前か、ベンチファイル（TOML）。",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="乱数の種。同じ種と同じ時刻なら同じ結果になります。",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="証跡の置き場所。既定は mynabench-out/日時-患者。",
)
@click.option(
    "--json", "as_json", is_flag=True, help="結果のJSONだけを標準出力に書きます。"
)
@click.option(
    "--now",
    type=options.Moment(),
    help="この日時に訪問したことにします。既定はシステムの時刻。",
)
@click.option(
    "--state",
    type=click.Path(path_type=Path, file_okay=False),
    help="カードとスタブの状態をここに残します。既定は毎回新品。",
)
@card_variant
@card_conditions("card-")
@server_conditions("server-")
@click.pass_context
def command(
    context: click.Context,
    persona: str,
    pin: str | None,
    bench_name: str,
    seed: int,
    out: Path | None,
    as_json: bool,  # noqa: FBT001 - click passes options by name.
    now: datetime | None,
    state: Path | None,
    conditions: CardConditions,
    serving: ServerConditions,
) -> None:
    """Run the visit; exit 0 registered, 1 refused, 2 bad arguments, 3 no bench."""
    from ..bench import open_bench
    from ..evidence import forget_visit, write_evidence
    from ..people import People
    from ..run_visit import run_visit
    from .progress import Progress

    moment = now or options.system_now()
    people = People(now=moment)
    patient = options.persona_or_usage_error(people, persona)
    spec = options.bench_or_usage_error(bench_name, conditions, serving)
    options.possible_or_usage_error(spec, (patient,), people=people, now=moment)
    if not (spec.fictitious_cards or _is_typed(context, "pin")):
        pin = None  # Exported for the fictitious cards: it may not be this card's.
    entered = pin or _pin_of(patient, spec)
    out_dir = options.evidence_directory(out, f"{options.stamp(moment)}-{patient.name}")
    progress = Progress(quiet=as_json)
    with (
        interrupted_is_exit_130(),
        options.unavailable_is_exit_3(),
        tempfile.TemporaryDirectory(
            prefix="state-", dir=out_dir, ignore_cleanup_errors=True
        ) as fresh_state,
        open_bench(
            spec,
            people=people,
            patients=(patient,),
            state_dir=options.writable(state) if state else Path(fresh_state),
            seed=seed,
            now=moment,
            observer=progress.step,
        ) as bench,
    ):
        forget_visit(out_dir)  # Not before: this visit might not have begun.
        progress.begin(patient.name, patient.story, spec.title)
        result = run_visit(bench, patient, pin=entered)
    document = write_evidence(result, out_dir)
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        progress.end(result, out_dir)
    if result.outcome != "registered":
        raise click.exceptions.Exit(options.EXIT_REFUSED)


def _is_typed(context: click.Context, option: str) -> bool:
    """Whether the option stands on the command line, and not in the environment."""
    return context.get_parameter_source(option) is ParameterSource.COMMANDLINE


def _pin_of(patient: Persona, spec: BenchSpec) -> str:
    """Return the persona's PIN, or ask for that of a real card of nobody's we know.

    Guessing would spend one of its owner's tries. What is asked for here stands in no
    list of processes and in no history of a shell.
    """
    if spec.knows_pin_of(patient.name):
        return patient.card.auth_pin
    if not sys.stdin.isatty():
        raise click.BadParameter(
            "実カードの暗証番号が分かりません。ペルソナの番号は使いません"
            f"（違っていれば残り回数が1つ減ります）。環境変数 {PIN_VARIABLE} も"
            "使いません。--pin で渡すか、端末から実行してください。"
            "カードには触れていません。",
            param_hint="--pin",
        )
    typed: str = click.prompt(
        "患者本人が暗証番号（4桁）を入力してください",
        hide_input=True,
        type=options.Pin(),
        err=True,
    )
    return typed
