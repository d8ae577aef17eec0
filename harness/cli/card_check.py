"""`mynabench card check`: a recording's commands, said again to a live card."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import card_options, options
from .card_target import card_target
from .signals import interrupted_is_exit_130

if TYPE_CHECKING:
    from ..card_against import ReaderChoice, VirtualChoice
    from ..recording.check import Finding

_MARKS = {"same": "✓", "excused": "≈", "different": "✗", "skipped": "–"}


@click.command(
    "check",
    help=(
        "記録のコマンドをカードに送り、応答の違いを1行ずつ報告します。"
        "違いがあればステータス1で終わります。"
    ),
)
@click.argument("recording", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="JSONで表示します。")
@card_target
def command(
    recording: Path,
    as_json: bool,  # noqa: FBT001 - click passes options by name.
    target: VirtualChoice | ReaderChoice,
) -> None:
    """Check; exit 0 when nothing differs, 1 when something does, 2, 3, or 130.

    What was found is told however it ends.
    """
    from ..card_against import card_at_hand
    from ..ports import TransportError
    from ..recording.check import check

    transcript = card_options.recording_or_usage_error(recording)
    findings: list[Finding] = []
    gone = False
    with interrupted_is_exit_130(), options.unavailable_is_exit_3():
        try:
            with card_at_hand(target) as hand:
                for finding in check(
                    transcript, hand.card, hand.secrets, fictitious=hand.fictitious
                ):
                    findings.append(finding)
                    if not as_json:
                        _show(finding)
        except TransportError:
            gone = True
        finally:
            _tell_all(findings, as_json=as_json)
    _tell_whose(findings)
    if gone:
        left = len(transcript.exchanges) - sum(f.line > 0 for f in findings)
        click.echo(f"カードが離れたので、残りの {left} 件は送っていません。", err=True)
    if gone or any(finding.verdict == "different" for finding in findings):
        raise click.exceptions.Exit(options.EXIT_REFUSED)


def _show(finding: Finding) -> None:
    where = f"{finding.line:4d}行目" if finding.line else "      "
    why = f"（{finding.why}）" if finding.why else ""
    click.echo(f"{_MARKS[finding.verdict]} {where} {finding.asked}{why}")
    if finding.verdict == "different":
        click.echo(f"            期待: {finding.expected}")
        click.echo(f"            実際: {finding.came}")


def _tell_all(findings: list[Finding], *, as_json: bool) -> None:
    if as_json:
        rows = [asdict(finding) for finding in findings]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif findings:
        click.echo(_summary(findings))


def _tell_whose(findings: list[Finding]) -> None:
    """Say why so much differs where the recording is of another card."""
    others = {finding.of_another for finding in findings}
    if "issuer" in others:
        click.echo(
            "記録は、別の認証局が発行したカードのものです。"
            "記録したときの --state で照合してください。",
            err=True,
        )
    elif "card" in others:
        click.echo(
            "記録は別のカードのものか、電子証明書を更新する前のものです。"
            "--persona と --state を確かめてください。",
            err=True,
        )


def _summary(findings: list[Finding]) -> str:
    counts = dict.fromkeys(_MARKS, 0)
    for finding in findings:
        counts[finding.verdict] += 1
    return (
        f"同じ {counts['same']} 件、規則により許した {counts['excused']} 件、"
        f"違う {counts['different']} 件、送らなかった {counts['skipped']} 件"
    )
