"""`report.html` and `run.json` of a run of Gherkin scenarios."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import paths
from .earlier import forget_run
from .layers import LayerRow, layer_rows
from .run_result import RunResult, ScenarioResult, Status, Verdict
from .templates import environment
from .version import version
from .write import write_json, write_text

SCHEMA = "mynabench.run/1"
VOLATILE = ("duration", "scenarios[].duration")

_VERDICTS = {
    Verdict.PASSED: ("good", "すべて成功"),
    Verdict.FAILED: ("bad", "失敗したシナリオがあります"),
    Verdict.SKIPPED: ("skip", "実行できたシナリオがありません"),
    Verdict.INTERRUPTED: ("bad", "途中で中断されました"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureView:
    """One feature with its scenarios, in the order in which they ran."""

    name: str
    scenarios: tuple[ScenarioResult, ...]

    def count(self, status: Status) -> int:
        """Return how many of its scenarios ended so."""
        return sum(1 for one in self.scenarios if one.status == status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many scenarios ended one way, for the figures and the bar."""

    name: str
    tone: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPage:
    """Everything the page says that is not simply read off the result."""

    tone: str
    verdict: str
    lead: str
    counts: tuple[Count, ...]
    layers: tuple[LayerRow, ...]
    features: tuple[FeatureView, ...]
    skipped: tuple[tuple[str, tuple[str, ...]], ...]


def begin_run(result: RunResult, out_dir: Path) -> None:
    """Put away what an earlier run left in *out_dir*, and say that this one runs.

    Until `write_run` run.json tells of *result*, an interrupted one: so does a run that
    was killed.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    forget_run(out_dir)
    write_json(out_dir / paths.RUN_JSON, run_document(result))


def write_run(result: RunResult, out_dir: Path) -> dict[str, Any]:
    """Write run.json and report.html into *out_dir*; return run.json's document."""
    out_dir.mkdir(parents=True, exist_ok=True)
    document = run_document(result)
    write_json(out_dir / paths.RUN_JSON, document)
    write_text(out_dir / paths.REPORT, render_run(result))
    return document


def run_document(result: RunResult) -> dict[str, Any]:
    """Return what run.json holds: totals, the bench, and every scenario."""
    return {
        "schema": SCHEMA,
        "mynabench": version(),
        "verdict": result.verdict.value,
        "bench_name": result.bench_name,
        "bench": dict(result.layers),
        "seed": result.seed,
        "now": result.now.isoformat(),
        "totals": {
            "scenarios": len(result.scenarios),
            **{status.value: result.count(status) for status in Status},
        },
        "duration": round(_duration(result.scenarios), 3),
        "scenarios": [
            {**one.as_document(), "duration": round(one.duration, 3)}
            for one in result.scenarios
        ],
        "volatile": list(VOLATILE),
    }


def render_run(result: RunResult) -> str:
    """Return the HTML of a run's report."""
    return (
        environment()
        .get_template("run.html.j2")
        .render(
            result=result,
            page=run_page(result),
            schema=SCHEMA,
            tool_version=version(),
        )
    )


def run_page(result: RunResult) -> RunPage:
    """Work out what the page says."""
    tone, verdict = _VERDICTS[result.verdict]
    skipped = result.count(Status.SKIPPED)
    if result.verdict is Verdict.PASSED and skipped:
        verdict = "実行したシナリオはすべて成功"
    return RunPage(
        tone=tone,
        verdict=verdict,
        lead=(
            f"{len(result.scenarios)}シナリオ、"
            f"所要時間の合計 {_duration(result.scenarios):.1f}秒"
        ),
        counts=(
            Count(name="成功", tone="good", number=result.count(Status.PASSED)),
            Count(name="失敗", tone="bad", number=result.count(Status.FAILED)),
            Count(name="実行せず", tone="skip", number=skipped),
        ),
        layers=layer_rows(result.layers),
        features=_features(result.scenarios),
        skipped=_skipped(result.scenarios),
    )


def _features(scenarios: Iterable[ScenarioResult]) -> tuple[FeatureView, ...]:
    by_name: dict[str, list[ScenarioResult]] = {}
    for scenario in scenarios:
        by_name.setdefault(scenario.feature, []).append(scenario)
    return tuple(
        FeatureView(name=name, scenarios=tuple(members))
        for name, members in by_name.items()
    )


def _skipped(
    scenarios: Iterable[ScenarioResult],
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the skipped scenarios by reason: a skip must never look like a pass."""
    by_reason: dict[str, list[str]] = {}
    for one in scenarios:
        if one.status is Status.SKIPPED:
            by_reason.setdefault(one.reason or "理由の記録なし", []).append(one.name)
    return tuple((reason, tuple(names)) for reason, names in by_reason.items())


def _duration(scenarios: Iterable[ScenarioResult]) -> float:
    return sum(one.duration for one in scenarios)
