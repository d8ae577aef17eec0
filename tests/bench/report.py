"""What the run tells: tables on the screen, charts and figures as files."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from emulator.issuing.key_generation import cores

from .results import Section
from .svg import chart, figure, limit

FIGURES = "figures.json"
_WIDTH = 110


def tell(sections: Sequence[Section], machine: Mapping[str, str]) -> None:
    """Print machine and versions, every figure, and every bar with its verdict."""
    console = Console(highlight=False, soft_wrap=True)
    console.width = max(console.width, _WIDTH)  # In a file or a pipe it is 80.
    console.print(" · ".join(f"{name}: {text}" for name, text in machine.items()))
    figures = Table(title="計測値", title_justify="left")
    for heading in ("項目", "対象", "値"):
        figures.add_column(heading, justify="right" if heading == "値" else "left")
    for section in sections:
        for row in section.rows:
            value = figure(row.value, section.unit)
            figures.add_row(section.title_ja, row.label, value)
    console.print(figures)
    for section in sections:
        console.print(f"{section.title_ja}: {section.how}")
    bars = Table(title="目標", title_justify="left")
    for heading in ("判定", "目標", "基準", "値"):
        bars.add_column(heading, justify="right" if heading == "値" else "left")
    for section in sections:
        for bar in section.bars:
            verdict = "達成" if bar.met else "未達"
            bars.add_row(verdict, bar.text, limit(bar), figure(bar.value, bar.unit))
    console.print(bars)


def busy() -> str:
    """Say that the machine had other work to do, where that can be known; else ""."""
    if not hasattr(os, "getloadavg"):
        return ""
    load = os.getloadavg()[0]
    return f"{load:.1f}" if load > cores() * 0.75 else ""


def write(
    sections: Sequence[Section], machine: Mapping[str, str], directory: Path
) -> None:
    """Write a chart for each section, and all figures as JSON, to *directory*.

    The figures of a section that was not measured this time stay as they were.
    """
    directory.mkdir(parents=True, exist_ok=True)
    for section in sections:
        path = directory / f"{section.key}.svg"
        path.write_text(chart(section), encoding="utf-8", newline="\n")
    figures = directory / FIGURES
    kept = json.loads(figures.read_bytes())["sections"] if figures.exists() else {}
    document = {
        "machine": dict(machine),
        "sections": kept | {section.key: section.to_json() for section in sections},
    }
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    figures.write_text(text, encoding="utf-8", newline="\n")
