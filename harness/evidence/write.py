"""Write everything a visit leaves behind into one directory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from ..journal import Journal
from ..trace.har import to_har
from ..trace.transcript import write_transcript
from . import paths
from .earlier import forget_visit
from .report import render_visit
from .result import VisitResult
from .version import version
from .visit_json import visit_document


def write_evidence(result: VisitResult, out_dir: Path) -> dict[str, Any]:
    """Write visit.json, apdu.txt, http.har, files/, screens/ and report.html.

    Returns the document that visit.json holds. What an earlier visit left there is
    replaced, its files and screens too, so that evidence is of one visit; nothing
    else in *out_dir* is touched. Only what the journal holds is written, and a
    journal holds masked traffic only.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    forget_visit(out_dir)
    document = visit_document(result)
    write_json(out_dir / paths.VISIT_JSON, document)
    write_traffic(result.journal, out_dir, begun=result.now)
    write_text(out_dir / paths.REPORT, render_visit(result))
    return document


def write_traffic(journal: Journal, out_dir: Path, *, begun: datetime) -> None:
    """Write what the layers said to each other: apdu.txt, http.har, files, screens.

    *begun* dates the first HTTP request; the journal itself knows only distances.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    steps = {step.index: step.name for step in journal.steps}
    write_text(
        out_dir / paths.TRANSCRIPT,
        write_transcript(journal.apdus, atr=journal.atr, steps=steps),
    )
    write_json(
        out_dir / paths.HAR, to_har(journal.http, begun=begun, version=version())
    )
    _write_files(journal, out_dir)
    _write_screens(journal, out_dir)


def write_json(path: Path, document: Mapping[str, Any]) -> None:
    """Write JSON as a person and a diff can read it: UTF-8, two spaces, LF."""
    write_text(path, json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 with LF on every system, so that bytes compare."""
    path.write_bytes(text.encode("utf-8"))


def _write_files(journal: Journal, out_dir: Path) -> None:
    for record in journal.files:
        path = out_dir / paths.exchanged_path(record)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(record.content)


def _write_screens(journal: Journal, out_dir: Path) -> None:
    for number, shot in enumerate(journal.screens, start=1):
        path = out_dir / paths.screen_path(shot, number)
        path.parent.mkdir(parents=True, exist_ok=True)
        if shot.html:
            write_text(path, shot.html)
        if shot.image is not None:
            path.with_suffix(paths.image_extension(shot)).write_bytes(shot.image)
