"""`mynabench oqs check`: message files of one's own, checked against the layout."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from card_profiles.machine_words import system_reason

from . import options

if TYPE_CHECKING:
    from oqs_stub.checking import CheckedFile, Finding
    from oqs_stub.messages import Conventions

_LEVELS = {"wrong": "誤り", "notice": "注意"}


@click.command(
    "check",
    short_help="電文のファイルのどこが誤りかを調べます。",
    help=(
        "req・res・face のファイルを調べ、どの要素が、どこで、何を期待され、"
        "何だったかを根拠とともに表示します。誤りがなければ0、あれば1で終わります。"
    ),
)
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
@click.option(
    "--as",
    "kind",
    metavar="種別",
    help="ファイル名から分からないときの電文の種別。例: OQSsiquc01req。",
)
@click.option(
    "--conventions",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="公開されていない要素名の正式な名前の表（TOML）。",
)
@click.option("--strict", is_flag=True, help="注意だけでもステータス1で終わります。")
@click.option("--json", "as_json", is_flag=True, help="JSONで表示します。")
def command(
    files: tuple[Path, ...],
    kind: str | None,
    conventions: Path | None,
    strict: bool,  # noqa: FBT001 - click passes options by name.
    as_json: bool,  # noqa: FBT001 - click passes options by name.
) -> None:
    """Check; exit 0 when nothing is wrong, 1 when something is, 2 for bad arguments."""
    names = _conventions(conventions)
    checked, refusals = _all_checked(files, kind, names)
    if as_json:
        rows = [_row(path, found) for path, found in checked]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for path, found in checked:
            _show(path, found)
    if refusals:
        raise click.BadParameter("\n".join(refusals), param_hint=_hint(kind))
    if any(found.is_wrong or (strict and found.findings) for _, found in checked):
        raise click.exceptions.Exit(options.EXIT_REFUSED)


def _conventions(path: Path | None) -> Conventions:
    from oqs_stub.messages import ConventionsError, load_conventions

    try:
        return load_conventions(path)
    except ConventionsError as error:
        raise click.BadParameter(str(error), param_hint="--conventions") from error


def _all_checked(
    files: Iterable[Path], kind: str | None, names: Conventions
) -> tuple[list[tuple[Path, CheckedFile]], list[str]]:
    """Every file that can be checked, and why the others cannot."""
    from oqs_stub.checking import UncheckableError

    checked, refusals, choice = [], [], []
    for path in files:
        try:
            checked.append((path, _checked(path, kind, names)))
        except click.BadParameter as refusal:
            refusals.append(refusal.message)
        except UncheckableError as error:
            refusals.append(f"{path}: {error.what}")
            choice = [error.choice]
    return checked, [*refusals, *choice]


def _hint(kind: str | None) -> str:
    return "FILE" if kind is None else "--as"


def _checked(path: Path, kind: str | None, names: Conventions) -> CheckedFile:
    from oqs_stub.checking import LARGEST, check_file

    try:
        with open(path, "rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise click.BadParameter(
            f"{path} を読めません: {system_reason(error)}。"
        ) from error
    if len(data) > LARGEST:
        raise click.BadParameter(f"{path} は大きすぎます（{LARGEST}バイトまで）。")
    return check_file(path.name, data, kind=kind, conventions=names)


def _row(path: Path, found: CheckedFile) -> dict[str, object]:
    return {"file": str(path), "wrong": found.is_wrong, **asdict(found)}


def _show(path: Path, found: CheckedFile) -> None:
    encoding = "" if found.encoding is None else f"、{found.encoding.value}"
    click.echo(f"{path}: {found.kind} {found.title}{encoding}")
    for finding in found.findings:
        _show_finding(finding)
    counts = [
        f"{title} {sum(f.level == level for f in found.findings)} 件"
        for level, title in _LEVELS.items()
    ]
    click.echo("、".join(counts))


def _show_finding(finding: Finding) -> None:
    where = f" {finding.line}行目" if finding.line else ""
    path = f" {finding.path}" if finding.path else " ファイル全体"
    click.echo(f"{_LEVELS[finding.level]}{where}{path}")
    click.echo(f"      期待: {finding.expected}")
    click.echo(f"      実際: {finding.came}")
    click.echo(f"      根拠: {finding.source}")
