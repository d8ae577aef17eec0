"""The group of all commands; each lives in a file of its own.

A command is imported only when it is called, so that `mynabench --help` and shell
completion stay instant.
"""

from __future__ import annotations

import codecs
import importlib
import io
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from .endings import status_of
from .japanese import speaking_japanese
from .signals import ended_by_sigterm

_COMMANDS = {
    "visit": "初回の訪問から再照会までを通しで行い、証跡を残す",
    "run": "Gherkinの機能ファイルを実行し、レポートを書く",
    "personas": "架空の患者の一覧（物語・暗証番号・番号・生年月日）",
    "card": "仮想マイナンバーカード",
    "oqs": "オンライン資格確認等システムのスタブ",
    "app": "開いた受付ページのために、マイナポータルアプリの代わりをする",
    "msa": "マイナ資格確認アプリ（目視確認）の代わりをする",
    "doctor": "この機械でできること・できないことと、その直し方",
}


class _Program(click.Group):
    """The group that a user calls: speaks Japanese, however it ends."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002 - click's signature.
        windows_expand_args: bool = True,  # noqa: FBT001, FBT002 - click's signature.
        **extra: Any,  # noqa: ANN401 - click's signature.
    ) -> NoReturn:
        """Run the command and end the program with its status."""

        def run() -> object:
            return super(_Program, self).main(
                args,
                prog_name,
                complete_var,
                standalone_mode=False,
                windows_expand_args=windows_expand_args,
                **extra,
            )

        with speaking_japanese(), ended_by_sigterm():
            sys.exit(status_of(run))

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f".{cmd_name}", __package__)
        command: click.Command = module.command
        return command

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """List the commands without importing any of them."""
        with formatter.section("コマンド"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(
    cls=_Program,
    help=(
        "Mynabench: 訪問診療等におけるオンライン資格確認（居宅同意取得型）を、"
        "1台の機械の上で通しで試すための道具です。実在の機関とは関係がありません。"
    ),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(
    package_name="mynabench", prog_name="mynabench", help="版を表示して終わります。"
)
def main() -> None:
    """Run a command; the work is in the command's own module.

    A character that the terminal's encoding lacks is replaced, never an error. Where
    nothing but ASCII is spoken of (LANG=C), nobody has said what the terminal can do.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if codecs.lookup(stream.encoding).name == "ascii":
                # A file name that Python could not read there is written as it came.
                stream.reconfigure(encoding="utf-8", errors="surrogateescape")
            else:
                stream.reconfigure(errors="replace")
