"""`mynabench msa`: マイナ資格確認アプリ, for a stub that `oqs serve` serves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from . import options
from .asking import PIN_VARIABLE, ask_hidden

if TYPE_CHECKING:
    from ..msa.stand_in import MSAScreen, StandInMSA
    from ..msa_phone import MSAPhone

Command = TypeVar("Command", bound=Callable[..., object])

_UNUSABLE = "アプリを使えません"
_CHECKS = {"目視確認": "visual", "暗証番号": "pin"}
_FORMS = ("電子処方箋", "紙の処方箋")


@click.group(
    "msa",
    help=(
        "マイナ資格確認アプリ（居宅同意取得型）の代わり。"
        "oqs serve のスタブを相手にします。"
    ),
)
def command() -> None:
    """Group of the app's commands."""


def _phone_options(function: Command) -> Command:
    """Add the options that say which phone and which stub."""
    for add in (
        click.option(
            "--now",
            type=options.Moment(),
            help="カードを作る日時。既定はシステムの時刻。",
        ),
        click.option("--url", help="スタブのアドレス。既定は --state のスタブ。"),
        click.option(
            "--state",
            "--data",
            type=click.Path(path_type=Path, file_okay=False),
            default=options.DEFAULT_STATE,
            show_default=True,
            help="カードと端末の置き場所。oqs serve の --data と同じにします。",
        ),
    ):
        function = add(function)
    return function


@command.command("enrol", help="端末を登録します（アクティベーション）。")
@click.option(
    "--institution", default="9930000014", show_default=True, help="機関コード10桁。"
)
@click.option(
    "--user",
    default="viewer",
    show_default=True,
    help="権限区分が「医療情報閲覧」のユーザーID。",
)
@click.option(
    "--password", default="mynabench", show_default=True, help="そのパスワード。"
)
@click.option(
    "--code",
    help="アクティベーションコード。なければ、資格確認端末で発行します（管理者の代わり）。",
)
@click.option(
    "--device", default="訪問用スマートフォン", show_default=True, help="端末の名前。"
)
@_phone_options
def enrol(
    institution: str,
    user: str,
    password: str,
    code: str | None,
    device: str,
    state: Path,
    url: str | None,
    now: datetime | None,
) -> None:
    """Enrol; exit 0 enrolled, 1 refused, 3 no stub."""
    with options.unavailable_is_exit_3(_UNUSABLE), _phone(state, url, now) as phone:
        screen = phone.app.enrol(
            institution=institution,
            user=user,
            password=password,
            code=code or _issue(phone.server, institution, device),
            device=device,
        )
        _refuse(screen)
        click.echo(f"端末を登録しました: {screen.message}（{institution}）")


@command.command("page", help="アプリの画面を、ブラウザーで人が操作します。")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8086,
    show_default=True,
    help="0なら空いている番号を使います。",
)
@_phone_options
def page(port: int, state: Path, url: str | None, now: datetime | None) -> None:
    """Serve the phone's screens until Ctrl-C; exit 3 without a stub or a port."""
    from ..msa_page.serve import serve_page

    with options.unavailable_is_exit_3(_UNUSABLE), _phone(state, url, now) as phone:
        serve_page(phone, port=port, now=now or options.system_now())


@command.command("visit", help="1人の患者を受け付け、資格情報を表示します。")
@click.option(
    "--persona", default="shizu", show_default=True, help="カードをかざす患者。"
)
@click.option(
    "--check",
    type=click.Choice(list(_CHECKS)),
    default="目視確認",
    show_default=True,
    help="本人確認の方法。",
)
@click.option(
    "--same-person/--not-same-person",
    default=None,
    help="顔写真と本人が一致するか（目視確認）。なければ尋ねます。",
)
@click.option(
    "--pin",
    type=options.Pin(),
    envvar=PIN_VARIABLE,
    help=f"暗証番号。環境変数 {PIN_VARIABLE} でも渡せます。なければ尋ねます。",
)
@click.option(
    "--consents",
    help="同意する種別のコード（YZK,SRJ,SHJ,TKK,TSR）。既定はすべて。空ならどれにも同意しない。",
)
@click.option(
    "--prescription",
    type=click.Choice(_FORMS),
    default=_FORMS[0],
    show_default=True,
    help="処方箋の発行形態（尋ねられたとき）。",
)
@_phone_options
def visit(
    persona: str,
    check: str,
    same_person: bool | None,  # noqa: FBT001 - click passes options by name.
    pin: str | None,
    consents: str | None,
    prescription: str,
    state: Path,
    url: str | None,
    now: datetime | None,
) -> None:
    """Receive a patient; exit 0 registered, 1 refused, 2 bad arguments, 3 no stub."""
    from ..people import People

    people = People(now=now or options.system_now())
    patient = options.persona_or_usage_error(people, persona)
    with options.unavailable_is_exit_3(_UNUSABLE), _phone(state, url, now) as phone:
        app = phone.app
        _refuse(app.open())
        _refuse(app.start(_CHECKS[check]))
        if check == "目視確認":
            click.echo(app.screen.message)
            if same_person is None:
                same_person = click.confirm("カードの顔写真と本人は一致しますか")
            _refuse(app.confirm(same_person=same_person))
        _refuse(_choose(app, consents, prescription))
        if check == "暗証番号":
            _refuse(
                app.enter_pin(
                    pin or ask_hidden("暗証番号（数字4桁）", kind=options.Pin())
                )
            )
        screen = phone.hold_card(patient.name)
        _refuse(screen)
        _tell(screen)


def _choose(app: StandInMSA, consents: str | None, prescription: str) -> MSAScreen:
    """What the patient chooses; without *consents* everything that is asked."""
    asked = app.screen.asked
    kinds = tuple(asked.kinds) if asked else ()
    if consents is not None:
        kinds = tuple(one.strip() for one in consents.split(",") if one.strip())
    forms = asked.prescriptions if asked else {}
    form = next((code for code, name in forms.items() if name == prescription), None)
    return app.choose(kinds, form)


def _tell(screen: MSAScreen) -> None:
    result = screen.result
    if result is None:
        return
    if result.notice:
        click.echo(result.notice)
    click.echo(f"資格有効性  {result.validity}    受付番号  {result.receipt}")
    for label, value in result.rows:
        click.echo(f"  {label}  {value}" if value else f"［{label}］")


def _refuse(screen: MSAScreen) -> None:
    """End with status 1 where the app was refused, saying why."""
    if screen.reason is None:
        return
    click.echo(f"{screen.heading}（{screen.reason}）\n{screen.message}", err=True)
    raise click.exceptions.Exit(options.EXIT_REFUSED)


def _issue(server: str, institution: str, label: str) -> str:
    """What 管理者 does at the terminal's screens."""
    from ..drivers.terminal_activation import issue_activation_code
    from ..drivers.terminal_pages import TerminalClient, TerminalRefused
    from ..journal import Journal

    terminal = TerminalClient.with_journal(
        Journal(), server, institution_code=institution
    )
    try:
        return issue_activation_code(terminal, label)
    except TerminalRefused as error:
        raise click.UsageError(
            f"資格確認端末でコードを発行できません（機関コード {institution}、"
            f"利用者 admin）。--institution を確かめるか、発行済みのコードを --code で"
            f"渡してください。{error}"
        ) from error
    finally:
        terminal.close()


@contextmanager
def _phone(state: Path, url: str | None, now: datetime | None) -> Iterator[MSAPhone]:
    from ..msa_phone import MSAPhone
    from ..people import People

    moment = now or options.system_now()
    with MSAPhone(state, url=url, people=People(now=moment), now=moment) as phone:
        yield phone
