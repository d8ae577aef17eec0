"""report.html and run.json of a run of scenarios."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from card_profiles.dates import JST
from harness.evidence import (
    RunResult,
    ScenarioResult,
    Status,
    StepResult,
    stable,
    write_run,
)
from harness.evidence.run_report import render_run, run_document

PASSED = ScenarioResult(
    feature="初回の訪問",
    name="すべてに同意して登録が完了する",
    status=Status.PASSED,
    duration=0.8,
    tags=("req:home-visit-1",),
    source="first_visit.feature:6",
    steps=(StepResult(keyword="もし", text="患者が同意する", status=Status.PASSED),),
)
FAILED = ScenarioResult(
    feature="訪問先での暗証番号",
    name="残り2回と表示される",
    status=Status.FAILED,
    reason="残り3回です",
    steps=(
        StepResult(
            keyword="ならば",
            text="残り2回と表示される",
            status=Status.FAILED,
            error="assert 3 == 2 <b>",
        ),
        StepResult(keyword="かつ", text="次の手順", status=Status.SKIPPED),
    ),
)
SKIPPED = ScenarioResult(
    feature="訪問先での暗証番号",
    name="ロックされる",
    status=Status.SKIPPED,
    reason="このベンチでは試せません",
)


def run(*scenarios: ScenarioResult) -> RunResult:
    return RunResult(
        scenarios=scenarios,
        bench_name="virtual",
        layers={"card": "virtual"},
        seed=0,
        now=datetime(2025, 11, 21, 9, 30, tzinfo=JST),
    )


def page(*scenarios: ScenarioResult) -> BeautifulSoup:
    return BeautifulSoup(render_run(run(*scenarios)), "html.parser")


@pytest.mark.parametrize(
    ("scenarios", "verdict", "heading"),
    [
        pytest.param((PASSED,), "passed", "すべて成功", id="all passed"),
        pytest.param(
            (PASSED, SKIPPED),
            "passed",
            "実行したシナリオはすべて成功",
            id="one skipped",
        ),
        pytest.param(
            (PASSED, FAILED, SKIPPED),
            "failed",
            "失敗したシナリオがあります",
            id="one failed",
        ),
        pytest.param(
            (SKIPPED,), "skipped", "実行できたシナリオがありません", id="all skipped"
        ),
        pytest.param((), "skipped", "実行できたシナリオがありません", id="none"),
    ],
)
def test_verdict(
    scenarios: tuple[ScenarioResult, ...], verdict: str, heading: str
) -> None:
    heading_found = page(*scenarios).find("h1")

    assert run_document(run(*scenarios))["verdict"] == verdict
    assert heading_found is not None
    assert heading_found.get_text(strip=True) == heading


@pytest.mark.parametrize("scenarios", [(), (PASSED,), (PASSED, FAILED)])
def test_an_interrupted_run_is_no_other_verdict(
    scenarios: tuple[ScenarioResult, ...],
) -> None:
    from dataclasses import replace

    stopped = replace(run(*scenarios), interrupted=True)

    assert run_document(stopped)["verdict"] == "interrupted"
    html = render_run(stopped)
    assert "途中で中断されました" in html
    assert "ひとつも選ばれていません" not in html


def test_the_seconds_are_said_to_be_a_sum() -> None:
    lead = page(PASSED, PASSED).select_one(".lead")

    assert lead is not None
    assert lead.get_text() == "2シナリオ、所要時間の合計 1.6秒"


def test_totals_count_every_scenario_once() -> None:
    assert run_document(run(PASSED, PASSED, FAILED, SKIPPED))["totals"] == {
        "scenarios": 4,
        "passed": 2,
        "failed": 1,
        "skipped": 1,
    }


def test_skipped_scenario_is_listed_with_its_reason() -> None:
    soup = page(PASSED, SKIPPED)

    notes = soup.select_one(".notes")
    assert notes is not None
    assert "このベンチでは試せません" in notes.get_text()
    assert "ロックされる" in notes.get_text()


def test_failed_scenario_is_open_with_its_error_as_text() -> None:
    soup = page(PASSED, FAILED)

    (opened,) = soup.select("details[open]")
    assert "残り2回と表示される" in opened.get_text()
    assert "assert 3 == 2 <b>" in opened.get_text()
    assert opened.select(".mark.skip")


def test_features_keep_their_order_and_count_what_passed() -> None:
    headings = [
        " ".join(heading.get_text(" ", strip=True).split())
        for heading in page(FAILED, PASSED, SKIPPED).select(".feature h3")
    ]

    assert headings == ["訪問先での暗証番号 0 / 2 成功", "初回の訪問 1 / 1 成功"]


def test_both_files_are_written(tmp_path: Path) -> None:
    document = write_run(run(PASSED), tmp_path / "out")

    written = (tmp_path / "out" / "run.json").read_text(encoding="utf-8")
    assert json.loads(written) == document
    assert (tmp_path / "out" / "report.html").stat().st_size > 5000


def test_durations_are_all_that_may_differ() -> None:
    from dataclasses import replace

    first = run_document(run(PASSED))
    second = run_document(run(replace(PASSED, duration=9.0)))

    assert first != second
    assert stable(first) == stable(second)


@pytest.mark.parametrize("scenario", [PASSED, FAILED, SKIPPED])
def test_scenario_survives_json(scenario: ScenarioResult) -> None:
    document = json.loads(json.dumps(scenario.as_document()))

    assert ScenarioResult.from_document(document) == scenario


def test_scenario_can_cross_to_another_process_of_pytest_xdist() -> None:
    execnet = pytest.importorskip("execnet")

    document = execnet.loads(execnet.dumps(FAILED.as_document()))

    assert ScenarioResult.from_document(document) == FAILED


def test_document_of_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="maybe"):
        ScenarioResult.from_document({"feature": "f", "name": "n", "status": "maybe"})
