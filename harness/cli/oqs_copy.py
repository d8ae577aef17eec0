"""`mynabench oqs copy`: what one database holds into another, of either kind."""

from __future__ import annotations

import sys

import click

from ..ports import BenchUnavailable
from . import options
from .addresses import DatabaseURL
from .japanese import complain


@click.command(
    "copy",
    short_help="データベースの中身を、別のデータベースに写します。",
    help=(
        "スタブのデータベースの中身をすべて、別のデータベースに写します"
        "（SQLiteからPostgreSQLへ、その逆へ、同じ種類の間でも）。写せるのは全部か、"
        "失敗して何も写らないかのどちらかです。試験用認証局とフォルダーは --data の下の"
        "ファイルなので、写しません。"
    ),
)
@click.option(
    "--from",
    "source",
    type=DatabaseURL(),
    metavar="URL",
    required=True,
    help="写す元。例: sqlite:///.mynabench/oqs/oqs.sqlite3",
)
@click.option(
    "--to",
    "target",
    type=DatabaseURL(),
    metavar="URL",
    required=True,
    help="写す先。例: postgresql+psycopg://利用者@ホスト/名前",
)
@click.option(
    "--replace", is_flag=True, help="写す先にあるものを消して、置き換えます。"
)
def command(
    source: str,
    target: str,
    replace: bool,  # noqa: FBT001 - click passes options by name.
) -> None:
    """Copy; exit 1 where the target holds something, 3 where one cannot be used."""
    from rich.progress import Progress

    from oqs_stub.database import DatabaseError
    from oqs_stub.database_copy import CopyRefusedError, copy_database

    with (
        options.unavailable_is_exit_3(),
        Progress(transient=True, disable=not sys.stdout.isatty()) as bar,
    ):
        task = bar.add_task("写しています", total=None)
        try:
            counts = copy_database(
                source,
                target,
                replacing=replace,
                told=lambda done, everything: bar.update(
                    task, completed=done, total=everything
                ),
            )
        except DatabaseError as error:
            raise BenchUnavailable(str(error)) from error
        except CopyRefusedError as error:
            complain(str(error))
            raise click.exceptions.Exit(options.EXIT_REFUSED) from error
    for table, count in counts.items():
        click.echo(f"  {table:<28}{count:>9} 行")
    click.echo(f"{sum(counts.values())} 行を写し、件数を確かめました。")
