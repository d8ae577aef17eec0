"""`mynabench oqs`: the national side as a stub, for any browser and any レセコン."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import options, oqs_check, oqs_copy, oqs_faults
from .addresses import DatabaseURL, PublicURL
from .conditions import server_conditions
from .control_token import VARIABLE, control_token

if TYPE_CHECKING:
    from ..server_conditions import ServerConditions


@click.group("oqs", help="オンライン資格確認等システムのスタブ（国側の代わり）。")
def command() -> None:
    """Group of the OQS commands."""


command.add_command(oqs_check.command)
command.add_command(oqs_copy.command)
command.add_command(oqs_faults.command)


@command.command(
    "serve", help="受付ページ・資格確認端末の画面・req/res/faceフォルダーを動かします。"
)
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="待ち受けるアドレス。"
)
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
    "--database",
    type=DatabaseURL(),
    metavar="URL",
    envvar="MYNABENCH_DATABASE",
    help="PostgreSQLのURL（postgresql+psycopg://…）。既定は --data の下のSQLite。",
)
@click.option(
    "--database-timeout",
    type=click.FloatRange(min=0),
    default=30.0,
    show_default=True,
    help="PostgreSQLがこの秒数何も返さなければ、届かないとみなします。0なら待ち続けます。",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="ページに答えるプロセスの数。2以上には --database が要ります。",
)
@click.option(
    "--institutions",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="医療機関の一覧（TOML）。既定は付属のもの。",
)
@click.option(
    "--codes",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="STUBコードの代わりに返す正式なコードの表（TOML）。",
)
@click.option(
    "--conventions",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="公開されていない要素名の正式な名前の表（TOML）。",
)
@click.option(
    "--rules",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="公開されていない決まりのうち、変えるもの（TOML）。",
)
@click.option(
    "--settle-seconds",
    type=click.FloatRange(min=0),
    default=5.0,
    show_default=True,
    help="読めない要求がこの秒数変わらなければ .err で断ります。",
)
@click.option(
    "--delivery",
    type=click.Choice(["write", "grow", "move"]),
    default="write",
    show_default=True,
    help="応答をresに直接書く（write）、空で置いて0.5秒後に書く（grow）、書き終えてから移す（move）。",
)
@click.option(
    "--response-file-stay-time",
    type=click.IntRange(min=0),
    default=1440,
    show_default=True,
    help="取り込まれない応答を消すまでの分数。0なら消しません。",
)
@click.option(
    "--keep-messages",
    type=click.Path(path_type=Path, file_okay=False),
    help="受け取った電文と返した電文を、そのままの控えとして残す場所。既定は残しません。",
)
@click.option(
    "--bulk-delay-polls",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="一括の結果の前に「処理中」と答える回数。",
)
@click.option(
    "--bulk-most-rows",
    type=click.IntRange(min=1),
    default=10_000,
    show_default=True,
    help="一括の1回の要求に書ける人数。超えれば処理結果区分 9 で断ります。",
)
@click.option(
    "--bulk-zip", is_flag=True, help="一括の結果を、XMLを入れたZIPで返します。"
)
@click.option(
    "--face-encoding",
    type=click.Choice(["UTF-8", "Shift_JIS"]),
    default="UTF-8",
    show_default=True,
    help="face に置くファイルの文字コード。",
)
@click.option(
    "--webapi-public-paths",
    is_flag=True,
    help="WebAPIを、公開されたプログラムが使うパスでも受け付けます。",
)
@click.option(
    "--public-url",
    type=PublicURL(),
    metavar="URL",
    help="端末やプロキシから見たURL。受付URLと二次元コードに使い、その名前でも答えます。",
)
@click.option(
    "--login-tries",
    type=click.IntRange(min=0),
    default=5,
    show_default=True,
    help="資格確認端末で、続けて間違えるとロックする回数。0ならロックしません。",
)
@click.option(
    "--needs-reboot",
    is_flag=True,
    help="環境設定情報を、再ログインでなく端末の再起動で反映します。",
)
@click.option(
    "--population",
    type=click.IntRange(0, 1_000_000),
    default=0,
    help="この人数の架空の人口を登録してから始めます。",
)
@options.addresses
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="架空の人口と受付URLの乱数の種。",
)
@click.option(
    "--now", type=options.Moment(), help="この日時で止まった時計で動かします。"
)
@click.option(
    "--control",
    is_flag=True,
    help="制御APIと制御ページを動かします（トークンを表示します）。既定は動かしません。",
)
@click.option(
    "--control-token-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="制御APIのトークンを書いたファイル。--control を兼ねます。"
    f"環境変数 {VARIABLE} でも渡せます。",
)
@server_conditions()
def serve(
    host: str,
    port: int,
    folder: Path | None,
    data: Path,
    database: str | None,
    database_timeout: float,
    workers: int,
    institutions: Path | None,
    codes: Path | None,
    conventions: Path | None,
    rules: Path | None,
    settle_seconds: float,
    delivery: str,
    response_file_stay_time: int,
    keep_messages: Path | None,
    bulk_delay_polls: int,
    bulk_most_rows: int,
    bulk_zip: bool,  # noqa: FBT001 - click passes options by name.
    face_encoding: str,
    webapi_public_paths: bool,  # noqa: FBT001 - likewise.
    public_url: str | None,
    login_tries: int,
    needs_reboot: bool,  # noqa: FBT001 - likewise.
    population: int,
    addresses: str,
    seed: int,
    now: datetime | None,
    control: bool,  # noqa: FBT001 - likewise.
    control_token_file: Path | None,
    serving: ServerConditions,
) -> None:
    """Serve until Ctrl-C; exit 3 when the port or the folder cannot be used."""
    from card_profiles.synth import Addresses
    from oqs_stub.clock import SettableClock, SystemClock
    from oqs_stub.config import StubConfig

    from ..oqs_serve import serve_oqs

    with options.unavailable_is_exit_3("スタブを動かせません"):
        config = StubConfig(
            state_dir=options.writable(data),
            folder=folder,
            database=database,
            database_silence_seconds=database_timeout,
            workers=workers,
            institutions=institutions,
            codes=codes,
            conventions=conventions,
            rules=rules,
            seed=seed,
            settle_seconds=settle_seconds,
            delivery=delivery,
            response_stay_minutes=response_file_stay_time,
            keep_messages=None
            if keep_messages is None
            else options.writable(keep_messages),
            bulk_delay_polls=bulk_delay_polls,
            bulk_most_rows=bulk_most_rows,
            bulk_zip=bulk_zip,
            face_encoding=face_encoding,
            webapi_public_paths=webapi_public_paths,
            public_url=public_url,
            terminal_login_tries=login_tries,
            terminal_needs_reboot=needs_reboot,
            clock=SystemClock() if now is None else SettableClock(now),
            control_token=control_token(wanted=control, file=control_token_file),
        )
        serve_oqs(
            config,
            host=host,
            port=port,
            population=population,
            addresses=Addresses(addresses),
            serving=serving,
        )
