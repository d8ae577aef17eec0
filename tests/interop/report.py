"""The table of what ran: every program with its version, what was asserted, the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PROPERTY = "interop"
"""The name under which a test tells which packages it used."""


@dataclass(frozen=True, slots=True)
class Row:
    """One test: the packages it used, its sentence, and how it ended."""

    versions: Mapping[str, str]
    sentence: str
    outcome: str


def rows_of(stats: Mapping[str, Iterable[Any]]) -> list[Row]:
    """Find what the tests of a run told, whichever process they ran in."""
    return [
        Row(value, sentence_of(report.nodeid), report.outcome)
        for kind in ("passed", "failed", "skipped")
        for report in stats.get(kind, ())
        if isinstance(report, pytest.TestReport)
        for name, value in report.user_properties
        if name == PROPERTY and isinstance(value, dict)
    ]


def sentence_of(node_id: str) -> str:
    """Make a sentence of a test's name, its parameters in brackets."""
    name = node_id.rpartition("::")[2].removeprefix("test_")
    words, bracket, case = name.partition("[")
    return words.replace("_", " ") + (f" ({case.rstrip(']')})" if bracket else "")


def table(rows: Iterable[Row]) -> str:
    """Write the report as Markdown: the packages, then what was seen with them."""
    seen = sorted(rows, key=lambda row: (sorted(row.versions), row.sentence))
    packages = {name: v for row in seen for name, v in row.versions.items()}
    lines = ["| package | version | tests |", "| --- | --- | --- |"]
    for name, version in sorted(packages.items()):
        tests = sum(name in row.versions for row in seen)
        lines.append(f"| {name} | {version} | {tests} |")
    lines += ["", "| packages | what was seen | outcome |", "| --- | --- | --- |"]
    for row in seen:
        names = ", ".join(sorted(row.versions))
        lines.append(f"| {names} | {row.sentence} | {row.outcome} |")
    return "\n".join(lines) + "\n"


def write_report(path: Path, rows: Iterable[Row]) -> None:
    """Write the table to a file, in a directory made for it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"# Interop report\n\n{table(rows)}", encoding="utf-8")
