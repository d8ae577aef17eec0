"""What the layers said to each other in one scenario, masked, as files."""

from __future__ import annotations

from pathlib import Path

from ..bench import Bench
from ..evidence import paths
from ..evidence.version import version
from ..evidence.write import write_json, write_text
from ..trace.har import to_har
from ..trace.transcript import write_transcript


def write_traffic(bench: Bench, directory: Path) -> None:
    """Write APDUs, HTTP, screens and exchanged files of the journal to *directory*."""
    journal = bench.journal
    directory.mkdir(parents=True, exist_ok=True)
    steps = {step.index: step.name for step in journal.steps}
    write_text(
        directory / paths.TRANSCRIPT, write_transcript(journal.apdus, steps=steps)
    )
    write_json(
        directory / paths.HAR,
        to_har(journal.http, begun=bench.started_at, version=version()),
    )
    for record in journal.files:
        path = directory / paths.exchanged_path(record)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(record.content)
    for number, shot in enumerate(journal.screens, start=1):
        path = directory / paths.screen_path(shot, number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(shot.image or shot.html.encode("utf-8"))
