"""What a run of Gherkin scenarios came to, scenario by scenario and step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """The verdict on a scenario or on one of its steps."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"  # Could not run here, or was not reached.


class Verdict(StrEnum):
    """The verdict on a whole run."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"  # Not one scenario could run.
    INTERRUPTED = "interrupted"  # Somebody stopped it; the rest was not run.


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResult:
    """One line of a scenario: 「もし 患者が暗証番号を入力する」 and how it went."""

    keyword: str
    text: str
    status: Status
    error: str = ""  # What went wrong, as a person should read it.


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioResult:
    """One scenario. `reason` says why it was skipped or how it failed."""

    feature: str
    name: str
    status: Status
    steps: tuple[StepResult, ...] = ()
    tags: tuple[str, ...] = ()
    reason: str = ""
    duration: float = 0.0  # Seconds.
    source: str = ""  # "first_visit.feature:12"

    def as_document(self) -> dict[str, Any]:
        """Return plain values that JSON (and a pytest-xdist worker) can carry."""
        return {
            "feature": self.feature,
            "name": self.name,
            "status": self.status.value,
            "steps": [
                {
                    "keyword": step.keyword,
                    "text": step.text,
                    "status": step.status.value,
                    "error": step.error,
                }
                for step in self.steps
            ],
            "tags": list(self.tags),
            "reason": self.reason,
            "duration": self.duration,
            "source": self.source,
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> ScenarioResult:
        """Rebuild a scenario from what `as_document` gave.

        Raises `ValueError` or `KeyError` where the document is not one of those.
        """
        return cls(
            feature=document["feature"],
            name=document["name"],
            status=Status(document["status"]),
            steps=tuple(
                StepResult(
                    keyword=step["keyword"],
                    text=step["text"],
                    status=Status(step["status"]),
                    error=step.get("error", ""),
                )
                for step in document.get("steps", ())
            ),
            tags=tuple(document.get("tags", ())),
            reason=document.get("reason", ""),
            duration=float(document.get("duration", 0.0)),
            source=document.get("source", ""),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """One run of `mynabench run`, with the bench it ran on."""

    scenarios: tuple[ScenarioResult, ...]
    bench_name: str
    layers: Mapping[str, str]
    seed: int
    now: datetime
    interrupted: bool = False

    def count(self, status: Status) -> int:
        """Return how many scenarios ended so."""
        return sum(1 for scenario in self.scenarios if scenario.status is status)

    @property
    def verdict(self) -> Verdict:
        """INTERRUPTED if stopped, FAILED if a scenario failed, SKIPPED if none ran."""
        if self.interrupted:
            return Verdict.INTERRUPTED
        if self.count(Status.FAILED):
            return Verdict.FAILED
        return Verdict.PASSED if self.count(Status.PASSED) else Verdict.SKIPPED
