"""`mynabench card record`: a list of commands, said to a card, and what it answered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from card_profiles.machine_words import system_reason

from . import card_options, options
from .card_target import card_target
from .signals import interrupted_is_exit_130

if TYPE_CHECKING:
    from ..card_against import ReaderChoice, VirtualChoice
    from ..trace.transcript import Transcript


@click.command(
    "record",
    help=(
        "コマンドの一覧をカードに送り、応答をFILEに記録します。暗証番号・個人の"
        "データは、書く前に伏せます。ほかのプログラムのやりとりを記録するには "
        "card serve --record を使います。"
    ),
)
@click.argument("recording", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--commands",
    type=click.Path(path_type=Path, dir_okay=False),
    help="コマンドの一覧（1行に1つ、16進数。暗証番号は1バイトごとに **）か、記録。"
    "既定は、暗証番号なしで読めるもの。",
)
@card_target
def command(
    recording: Path, commands: Path | None, target: VirtualChoice | ReaderChoice
) -> None:
    """Record; exit 0 when the list is through, 2 bad arguments, 3 no card, or 130."""
    from ..card_against import card_at_hand
    from ..ports import BenchUnavailable, TransportError
    from ..recording.check import Verdict, check
    from ..recording.live_card import ObservedLiveCard
    from ..recording.recorder import Recorder

    wanted = _commands(commands)
    skipped = 0
    with interrupted_is_exit_130(), options.unavailable_is_exit_3():
        try:
            with card_at_hand(target) as hand, _opened(recording) as file:
                recorder = Recorder(
                    file.write,
                    atr=hand.card.atr,
                    fictitious=hand.fictitious,
                )
                live = ObservedLiveCard(hand.card, recorder)
                for finding in check(wanted, live, hand.secrets):
                    if finding.verdict is Verdict.SKIPPED:
                        skipped += 1
                        click.echo(f"送らず: {finding.asked}（{finding.why}）")
        except TransportError as error:
            raise BenchUnavailable(
                f"カードが離れました。{recording} にあるのは、それまでのやりとりです。"
            ) from error
    done = len(wanted.exchanges) - skipped
    click.echo(f"記録: {recording}（コマンド {done} 件、送らなかった {skipped} 件）")


def _commands(path: Path | None) -> Transcript:
    from ..recording.command_list import READINGS, read_command_list

    if path is None:
        return read_command_list(READINGS)
    return card_options.recording_or_usage_error(path, commands_only=True)


def _opened(path: Path) -> TextIO:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("w", encoding="utf-8", buffering=1)
    except OSError as error:
        raise click.BadParameter(
            f"{path} に書けません: {system_reason(error)}。"
            "書ける場所を指定してください。",
            param_hint="FILE",
        ) from error
