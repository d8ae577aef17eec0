"""`mynabench card`: virtual cards for programs that speak PC/SC."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from . import options


@click.group("card", help="仮想マイナンバーカードをPC/SCのリーダーに挿します。")
def command() -> None:
    """Group of the card commands."""


@command.command(
    "serve", help="ペルソナのカードを、動いているvpcd仮想リーダーに挿します。"
)
@click.option("--persona", default="hanako", show_default=True, help="カードの持ち主。")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="vpcdのあるホスト。"
)
@click.option("--port", type=click.IntRange(1, 65535), default=35963, show_default=True)
@click.option(
    "--state",
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=options.DEFAULT_STATE,
    show_default=True,
    help="カードの状態（暗証番号の残り回数など）の置き場所。",
)
@click.option(
    "--now", type=options.Moment(), help="カードを作る日時。既定はシステムの時刻。"
)
def serve(
    persona: str, host: str, port: int, state: Path, now: datetime | None
) -> None:
    """Serve until Ctrl-C; exit 3 when there is no vpcd to plug into."""
    from ..card_serve import serve_card
    from ..people import People

    moment = now or options.system_now()
    patient = options.persona_or_usage_error(People(now=moment), persona)
    with options.unavailable_is_exit_3():
        serve_card(patient, options.writable(state), host, port, now=moment)
