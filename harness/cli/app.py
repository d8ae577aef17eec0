"""`mynabench app`: the app's part, for a page that a real browser has open."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from ..ports import AppState
from . import options
from .asking import PIN_VARIABLE, ask_hidden


@click.command(
    "app",
    help=(
        "マイナポータルアプリの代わりに、受付ページの「マイナポータルアプリを開く」の"
        "リンク（mynabench-app://…）を受け取り、ペルソナのカードで認証します。"
        "oqs serve と同じ --state を指定してください。"
    ),
)
@click.argument("launch_url")
@click.option(
    "--persona", default="hanako", show_default=True, help="カードをかざす患者。"
)
@click.option(
    "--pin",
    type=options.Pin(),
    envvar=PIN_VARIABLE,
    help=f"暗証番号。環境変数 {PIN_VARIABLE} でも渡せます。なければ尋ねます。",
)
@click.option(
    "--state",
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=options.DEFAULT_STATE,
    show_default=True,
    help="カードと認証局の置き場所。oqs serve の --data と同じにします。",
)
@click.option(
    "--now", type=options.Moment(), help="カードを作る日時。既定はシステムの時刻。"
)
def command(
    launch_url: str, persona: str, pin: str | None, state: Path, now: datetime | None
) -> None:
    """Authenticate; exit 0 registered, 1 refused, 2 bad arguments, 3 no card."""
    from ..app.launch import LaunchError, parse_launch
    from ..app_session import AppSession, existing_state
    from ..people import People

    try:
        parse_launch(launch_url)
    except LaunchError as error:
        raise click.BadParameter(
            "受付ページの「マイナポータルアプリを開く」のリンク"
            "（mynabench-app://authenticate?…）を、引用符で囲んで全部指定してください。"
            f"{error}。",
            param_hint="LAUNCH_URL",
        ) from error
    moment = now or options.system_now()
    people = People(now=moment)
    patient = options.persona_or_usage_error(people, persona)
    with (
        options.unavailable_is_exit_3(),
        AppSession(
            launch_url,
            options.writable(existing_state(state)),
            people=people,
            now=moment,
        ) as session,
    ):
        click.echo(session.screen.message)
        if session.screen.state is AppState.PIN_ENTRY:
            typed = pin or ask_hidden("暗証番号（数字4桁）", kind=options.Pin())
            click.echo(session.authenticate(patient.name, typed).message)
    if session.screen.state is not AppState.FINISHED:
        raise click.exceptions.Exit(options.EXIT_REFUSED)
    click.echo("ブラウザーで「登録状況を確認する」を押してください。")
