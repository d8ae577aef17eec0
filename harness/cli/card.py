"""`mynabench card`: virtual cards, for programs that speak PC/SC and by themselves.

Each subcommand lives in a file of its own and is imported only when it is called.
"""

from __future__ import annotations

import importlib

import click

_COMMANDS = {
    "serve": "ペルソナのカードを、vpcdの仮想リーダーに挿す（抜き差し・記録もできる）",
    "show": "カードに何が入っているか（アプリケーション・ファイル・残り回数）",
    "make": "カードをまとめて作る",
    "snapshot": "カードの状態をファイルに保存する",
    "restore": "保存した状態にカードを戻す",
    "reset-tries": "暗証番号の残り回数を戻す（市区町村窓口の代わり）",
    "renew": "電子証明書をカードの中で更新する（市区町村窓口の代わり）",
    "record": "カードにコマンドの一覧を送り、応答を記録する",
    "replay": "記録を、カードとして仮想リーダーに挿す",
    "check": "記録のコマンドをカードに送り、違いを1行ずつ報告する",
    "faults": "カードに起こせる障害の一覧",
}


class _LazyCardGroup(click.Group):
    """A group whose commands are imported on first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(
            f".card_{cmd_name.replace('-', '_')}", __package__
        )
        command: click.Command = module.command
        return command

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """List the commands without importing any of them."""
        with formatter.section("コマンド"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(
    "card", cls=_LazyCardGroup, help="仮想マイナンバーカードと、カードの記録。"
)
def command() -> None:
    """Group of the card commands."""
