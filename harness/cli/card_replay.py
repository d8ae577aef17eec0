"""`mynabench card replay`: a recording as a card in a vpcd reader."""

from __future__ import annotations

from pathlib import Path

import click

from . import card_options, options


@click.command(
    "replay",
    help=(
        "記録（card serve --record などのFILE）を、カードとして、動いている"
        "vpcd仮想リーダーに挿します。"
        "記録にないコマンドには6F00と答え、何が違うかを表示します。"
    ),
)
@click.argument("recording", metavar="FILE", type=click.Path(path_type=Path))
@card_options.vpcd
@click.option(
    "--match",
    "matching",
    type=click.Choice(["order", "anywhere"]),
    default="order",
    show_default=True,
    help="order: 記録の順どおり。anywhere: 合うものを、続きから探します。",
)
@click.option("--timed", is_flag=True, help="記録と同じ時間をかけて答えます。")
def command(
    recording: Path,
    host: str,
    port: int,
    matching: str,
    timed: bool,  # noqa: FBT001 - click passes options by name.
) -> None:
    """Serve until Ctrl-C; exit 1 when a command came that the recording lacks."""
    from ..card_replay import serve_recording
    from ..recording.replay import Matching, ReplayCard

    transcript = card_options.recording_or_usage_error(recording)
    replay = ReplayCard(
        transcript, matching=Matching(matching), again=True, timed=timed
    )
    click.echo(f"記録 {recording}: コマンド {len(transcript.exchanges)} 件")
    with options.unavailable_is_exit_3():
        unexpected = serve_recording(replay, host, port, name=recording.name)
    click.echo("記録をしまいました。")
    if unexpected:
        click.echo(f"記録にないコマンドが {unexpected} 件来ました。", err=True)
        raise click.exceptions.Exit(options.EXIT_REFUSED)
