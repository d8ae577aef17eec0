"""Options that the card commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from card_profiles.machine_words import file_reason

from . import options

if TYPE_CHECKING:
    from ..trace.transcript import Transcript

DEFAULT_PORT = 35963  # Debian's vpcd; the reader's second slot is one above.

_Command = Callable[..., Any]


def persona(function: _Command) -> _Command:
    """`--persona`: whose card it is."""
    return click.option(
        "--persona", default="hanako", show_default=True, help="カードの持ち主。"
    )(function)


def state(function: _Command) -> _Command:
    """`--state`: where cards and CAs are kept."""
    return click.option(
        "--state",
        "--data",
        type=click.Path(path_type=Path, file_okay=False),
        default=options.DEFAULT_STATE,
        show_default=True,
        help="カードと認証局の置き場所（暗証番号の残り回数もここに残ります）。",
    )(function)


def now(function: _Command) -> _Command:
    """`--now`: when a card that is not there yet is made."""
    return click.option(
        "--now", type=options.Moment(), help="カードを作る日時。既定はシステムの時刻。"
    )(function)


def vpcd(function: _Command) -> _Command:
    """`--host` and `--port` of a vpcd."""
    function = click.option(
        "--port",
        type=click.IntRange(1, 65535),
        default=DEFAULT_PORT,
        show_default=True,
        help="vpcdのポート。2つ目のスロットは1つ上の番号です。",
    )(function)
    return click.option(
        "--host", default="127.0.0.1", show_default=True, help="vpcdのあるホスト。"
    )(function)


def reader(function: _Command) -> _Command:
    """`--reader` and `--certificate-serial`: a named card in a PC/SC reader."""
    function = click.option(
        "--certificate-serial",
        metavar="N",
        help="--reader のカードの、利用者証明用電子証明書のシリアル番号（10進数）。"
        "名指しされていないカードには何も送りません。",
    )(function)
    return click.option(
        "--reader", metavar="NAME", help="PC/SCのリーダーの名前（全体）。"
    )(function)


def readable_text(path: Path, *, hint: str) -> str:
    """Read a text file; one that cannot be read is a bad argument."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.BadParameter(
            f"{path} を読めません。{file_reason(error, path)}。",
            param_hint=hint,
        ) from error


def recording_or_usage_error(path: Path, *, commands_only: bool = False) -> Transcript:
    """Read a recording, or a list of commands; one that is none is a bad argument."""
    from ..recording.command_list import read_command_list
    from ..trace.transcript_reader import TranscriptError, read_transcript

    text = readable_text(path, hint="FILE")
    try:
        transcript = read_command_list(text) if commands_only else read_transcript(text)
    except TranscriptError as error:
        raise click.BadParameter(f"{path} {error}", param_hint="FILE") from error
    if not transcript.exchanges:
        raise click.BadParameter(
            f"{path} にコマンド（A>>）がありません。", param_hint="FILE"
        )
    return transcript
