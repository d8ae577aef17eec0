"""`mynabench run`: run Gherkin features on a bench and write the report."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import options
from .conditions import card_conditions, server_conditions
from .lifeline import CLEARING_SECONDS, NONE, lifeline
from .signals import Terminated, ended_by_sigterm

if TYPE_CHECKING:
    from ..card_conditions import CardConditions, ConditionTexts
    from ..server_conditions import ServerConditions


@click.command(
    "run", help="Gherkinの機能ファイルを実行します。指定がなければ付属の全機能。"
)
@click.argument("features", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--bench",
    "bench_name",
    default="virtual",
    show_default=True,
    help="ベンチの名前か、ベンチファイル（TOML）。",
)
@click.option(
    "--tags", help='実行するタグの式。例: "@req:home-visit-19 or @needs:tear"'
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="レポートの置き場所。既定は mynabench-out/run-日時。",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="乱数の種。",
)
@click.option("--now", type=options.Moment(), help="この日時に行ったことにします。")
@click.option(
    "-n",
    "--workers",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="並列に動かす数（仮想のベンチだけ）。",
)
@card_conditions("card-")
@server_conditions("server-")
def command(
    features: tuple[Path, ...],
    bench_name: str,
    tags: str | None,
    out: Path | None,
    seed: int,
    now: datetime | None,
    workers: int,
    conditions: CardConditions,
    serving: ServerConditions,
) -> None:
    """Run them; exit 0 all passed, 1 one failed, 2 bad arguments, 3 no bench."""
    from ..people import People

    spec = options.bench_or_usage_error(bench_name, conditions, serving)
    moment = now or options.system_now()
    people = People(now=moment)
    # Whose cards the scenarios need is not known yet: these two are like most.
    usual = [people.get(name) for name in ("hanako", "taro")]
    options.possible_or_usage_error(spec, usual, people=people, now=moment)
    _check_tags(tags)
    out_dir = options.evidence_directory(out, f"run-{options.stamp(moment)}")
    for path in features:
        if path.is_file() and path.suffix != ".feature":
            raise click.BadParameter(
                f"「{path}」は機能ファイルではありません（名前の終わりは .feature）。",
                param_hint="[FEATURES]...",
            )
    targets = features or (Path(str(resources.files("features"))),)
    arguments = [
        "-p",
        "harness.plugin",
        "-c",
        str(resources.files("harness") / "run.ini"),
        "--rootdir",
        str(Path.cwd()),
        "-p",
        "no:cacheprovider",
        "--no-header",
        f"--bench={bench_name}",
        f"--out={out_dir}",
        f"--seed={seed}",
        f"--now={moment.isoformat()}",
        *([f"--tags={tags}"] if tags else []),
        *_as_arguments(conditions.texts),
        *_as_server_arguments(serving),
        *(["-n", str(workers)] if workers else []),
        *map(str, targets),
    ]
    report = _Report(out_dir)
    try:
        with ended_by_sigterm(), lifeline() as end:
            status = _ended(_started([str(end), *arguments], end=end))
    except KeyboardInterrupt:
        report.tell()
        raise
    if status == _NOTHING_CHOSEN:
        click.echo(
            "実行するシナリオがありません。--tags の式と機能ファイルのタグを"
            "確かめてください。",
            err=True,
        )
        raise click.exceptions.Exit(options.EXIT_USAGE)
    report.tell()
    raise click.exceptions.Exit(_OUR_STATUS.get(status, 1))


def _check_tags(tags: str | None) -> None:
    """Refuse, as a bad argument, an expression that pytest would refuse later."""
    if not tags:
        return
    from ..bdd.tags import TagExpressionError, mark_expression

    try:
        mark_expression(tags)
    except TagExpressionError as error:
        raise click.BadParameter(str(error), param_hint="--tags") from error


def _as_arguments(texts: ConditionTexts) -> list[str]:
    """Write the card's conditions as the plugin takes them."""
    return [
        *(f"--card-fault={fault}" for fault in texts.faults),
        *([f"--card-timing={texts.timing}"] if texts.timing else []),
        *([f"--card-behaviour={texts.behaviour}"] if texts.behaviour else []),
        *([f"--card-fault-seed={texts.seed}"] if texts.seed is not None else []),
    ]


def _as_server_arguments(serving: ServerConditions) -> list[str]:
    """Write the server's conditions as the plugin takes them."""
    return [
        *(f"--server-fault={fault}" for fault in serving.faults),
        *(f"--server-drift={drift}" for drift in serving.drifts),
        *([f"--server-fault-seed={serving.seed}"] if serving.seed is not None else []),
    ]


class _Report:
    """The report of the run, which is told of if it is not that of an earlier one."""

    def __init__(self, out_dir: Path) -> None:
        self._path = out_dir / "report.html"
        self._earlier = self._written_at()

    def tell(self) -> None:
        """Say where it lies, if it has been written meanwhile."""
        if self._written_at() not in (None, self._earlier):
            click.echo(f"レポート: {self._path}")

    def _written_at(self) -> int | None:
        return self._path.stat().st_mtime_ns if self._path.exists() else None


def _started(arguments: list[str], *, end: int = NONE) -> subprocess.Popen[bytes]:
    """Start the run; it inherits that signals are held back until it is ready.

    It inherits *end*, too, which it waits at.
    """
    program = [sys.executable, "-m", "harness.cli.features_process", *arguments]
    environment = {
        **os.environ,
        "PYTHONUTF8": "1",  # pytest keeps a scenario's Japanese name in os.environ.
        "PYTHONIOENCODING": f"{sys.stdout.encoding}:{sys.stdout.errors}",
    }
    if sys.platform == "win32":
        return subprocess.Popen(program, env=environment)  # noqa: S603 - our own interpreter and arguments.
    endings = {signal.SIGINT, signal.SIGTERM}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, endings)
    process: subprocess.Popen[bytes] | None = None
    try:
        inherited = () if end == NONE else (end,)
        process = subprocess.Popen(program, env=environment, pass_fds=inherited)  # noqa: S603 - our own interpreter and arguments.
        return process
    finally:
        try:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        except KeyboardInterrupt as interruption:  # It came while the run began.
            if process is not None:
                _interrupt(process, interruption)
            raise


def _ended(process: subprocess.Popen[bytes]) -> int:
    """Wait for the run and return its status."""
    try:
        return process.wait()
    except KeyboardInterrupt as interruption:
        _interrupt(process, interruption)
        raise


def _interrupt(
    process: subprocess.Popen[bytes], interruption: KeyboardInterrupt
) -> None:
    """Let the run end as well, before the interruption goes on.

    Ctrl-C reaches it too: it is given the time to clear away. SIGTERM has to be passed
    on, and as itself: what a shell has started in the background never hears SIGINT.
    """
    if isinstance(interruption, Terminated):
        process.terminate()
    try:
        process.wait(CLEARING_SECONDS)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        process.kill()
        process.wait()


_NOTHING_CHOSEN = 5
_OUR_STATUS = {0: 0, 1: 1, 2: 1, 3: options.EXIT_UNAVAILABLE, 4: options.EXIT_USAGE}
"""pytest's exit status to ours: 2 is a file that cannot be collected, 4 a usage error.

When somebody interrupts, `_ended` raises; the run's status does not count then."""
