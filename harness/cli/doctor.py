"""`mynabench doctor`: what this machine can and cannot do."""

from __future__ import annotations

import dataclasses
import json

import click


@click.command("doctor", help="この機械でできること・できないことと、その直し方。")
@click.option("--json", "as_json", is_flag=True, help="JSONで表示します。")
def command(as_json: bool) -> None:  # noqa: FBT001 - click passes options by name.
    """Look at the machine; always exits 0, for a lack is an answer, not a failure."""
    from ..doctor import examine

    findings = list(examine())
    if as_json:
        rows = [dataclasses.asdict(finding) for finding in findings]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for finding in findings:
        mark = (
            click.style("○", fg="green") if finding.ok else click.style("×", fg="red")
        )
        click.echo(f"{mark} {finding.name}: {finding.found}（{finding.used_for}）")
        if not finding.ok and finding.mend:
            click.echo(f"    直し方: {finding.mend}")
