"""The evidence a visit or a run leaves behind: JSON, transcripts, files, reports."""

from __future__ import annotations

from .earlier import forget_run, forget_visit
from .result import VisitResult
from .run_report import begin_run, write_run
from .run_result import RunResult, ScenarioResult, Status, StepResult
from .visit_json import stable, visit_document
from .write import write_evidence, write_traffic

__all__ = [
    "RunResult",
    "ScenarioResult",
    "Status",
    "StepResult",
    "VisitResult",
    "begin_run",
    "forget_run",
    "forget_visit",
    "stable",
    "visit_document",
    "write_evidence",
    "write_run",
    "write_traffic",
]
