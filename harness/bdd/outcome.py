"""What one scenario came to, from what pytest and the recorder saw of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

import pytest

from ..evidence.run_result import ScenarioResult, Status
from .recorder import RECORDER, words_of

_SIGNS = {Status.PASSED: "○", Status.FAILED: "×", Status.SKIPPED: "－"}


def result_of(
    item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport
) -> ScenarioResult | None:
    """Return the scenario's result where this phase decides it, else None.

    The run of the steps decides; setting up or clearing away does so only by
    failing or skipping.
    """
    if report.when != "call" and report.passed:
        return None
    status = Status(report.outcome)
    reason = _reason(call, report)
    recorder = item.stash.get(RECORDER, None)
    if recorder is not None:
        return recorder.result(status, reason=reason)
    return ScenarioResult(
        feature=item.path.stem, name=item.name, status=status, reason=reason
    )


def unreadable_file(report: pytest.CollectReport) -> ScenarioResult:
    """Return the entry of a file that could not be collected: a failure like others.

    Nobody knows its scenarios; the file stands in their place, with what is wrong.
    """
    file = PurePosixPath(report.nodeid.partition("::")[0]).name or report.nodeid
    message = report.longreprtext.strip()
    line = re.search(r"(\d+)行目", message)
    return ScenarioResult(
        feature=file,
        name="機能ファイルを読めません",
        status=Status.FAILED,
        reason=message,
        source=f"{file}:{line[1] if line else 1}",
    )


def failure_text(result: ScenarioResult, call: pytest.CallInfo[None]) -> str:
    """Return the scenario as its author wrote it, marked where it broke.

    What no assertion said is a fault of a step or of the bench: its place in the
    code follows, for whoever mends it.
    """
    lines = [
        f"{result.source} {result.name}: {_first_line(result)}",
        f"機能: {result.feature}",
        f"シナリオ: {result.name}",
    ]
    told = False
    for step in result.steps:
        lines.append(f"  {_SIGNS[step.status]} {step.keyword} {step.text}")
        if step.error:
            lines.extend(f"      {line}" for line in step.error.splitlines())
            told = True
    if not told:
        lines.extend(f"  {line}" for line in result.reason.splitlines())
    if call.excinfo is not None and not _is_verdict(call.excinfo.value):
        lines.append(str(call.excinfo.getrepr(style="short")))
    return "\n".join(lines)


def summary_lines(
    results: Iterable[ScenarioResult], *, interrupted: bool = False
) -> Iterator[str]:
    """Yield how many scenarios ended how, and each reason for not running some."""
    known = list(results)
    if interrupted:
        yield "途中で中断されました。ここまでに終わったシナリオ:"
    by_status = Counter(result.status for result in known)
    yield (
        f"成功 {by_status[Status.PASSED]}、失敗 {by_status[Status.FAILED]}、"
        f"実行せず {by_status[Status.SKIPPED]}"
    )
    reasons = Counter(r.reason for r in known if r.status is Status.SKIPPED)
    for reason, count in sorted(reasons.items()):
        yield f"  実行せず（{count}件）: {reason}"


def _first_line(result: ScenarioResult) -> str:
    return (result.reason.splitlines() or [""])[0]


def _reason(call: pytest.CallInfo[None], report: pytest.TestReport) -> str:
    if isinstance(report.longrepr, tuple):  # A skip: file, line, reason.
        return report.longrepr[2].removeprefix("Skipped: ")
    return words_of(call.excinfo.value) if call.excinfo is not None else ""


def _is_verdict(error: BaseException) -> bool:
    return isinstance(error, AssertionError | pytest.fail.Exception)
