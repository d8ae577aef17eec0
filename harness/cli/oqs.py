"""`mynabench oqs`: the national side as a stub, for any browser and any レセコン."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from . import options


@click.group("oqs", help="オンライン資格確認等システムのスタブ（国側の代わり）。")
def command() -> None:
    """Group of the OQS commands."""


@command.command(
    "serve", help="受付ページ・資格確認端末の画面・req/res/faceフォルダーを動かします。"
)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8085,
    show_default=True,
    help="0なら空いている番号を使います。",
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="req・res・face を置く場所。既定は --data の下の oqs/folder。",
)
@click.option(
    "--data",
    "--state",
    "data",
    type=click.Path(path_type=Path, file_okay=False),
    default=options.DEFAULT_STATE,
    show_default=True,
    help="データベースと認証局の置き場所。card serve と共有できます。",
)
@click.option(
    "--institutions",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="医療機関の一覧（TOML）。既定は付属のもの。",
)
@click.option(
    "--now", type=options.Moment(), help="この日時で止まった時計で動かします。"
)
def serve(
    host: str,
    port: int,
    folder: Path | None,
    data: Path,
    institutions: Path | None,
    now: datetime | None,
) -> None:
    """Serve until Ctrl-C; exit 3 when the port or the folder cannot be used."""
    from ..oqs_serve import serve_oqs

    with options.unavailable_is_exit_3():
        serve_oqs(
            host=host,
            port=port,
            folder=folder,
            data=options.writable(data),
            institutions=institutions,
            now=now,
        )
