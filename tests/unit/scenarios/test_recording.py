"""What a scenario came to is kept step by step, whatever its end."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_bdd.feature import get_feature

from harness.bdd.known_steps import UnknownStepError, require_known
from harness.bdd.outcome import summary_lines
from harness.bdd.recorder import ScenarioRecorder, words_of
from harness.evidence.run_result import ScenarioResult, Status
from scenarios.catalogue import load_steps

TEXT = """\
# language: ja
@受付
機能: 受付

  @req:x
  シナリオ: 登録
    前提 患者は「花子」である
    もし 患者がすべてに同意する
    ならば 登録完了の画面が表示される
"""


@pytest.fixture
def recorder(tmp_path: Path) -> ScenarioRecorder:
    (tmp_path / "x.feature").write_text(TEXT, encoding="utf-8")
    feature = get_feature(str(tmp_path), "x.feature")
    return ScenarioRecorder(
        feature, feature.scenarios["登録"].render({}), example="人=花子"
    )


def test_steps_after_the_one_that_failed_count_as_not_reached(
    recorder: ScenarioRecorder,
) -> None:
    recorder.step_passed()
    recorder.step_failed(AssertionError("違います"))

    result = recorder.result(Status.FAILED, reason="違います")

    assert recorder.failed
    assert [(step.status, step.error) for step in result.steps] == [
        (Status.PASSED, ""),
        (Status.FAILED, "違います"),
        (Status.SKIPPED, ""),
    ]


def test_a_result_says_where_the_scenario_stands_and_what_it_is_tagged(
    recorder: ScenarioRecorder,
) -> None:
    result = recorder.result(Status.SKIPPED, reason="できません")

    assert not recorder.failed
    assert result.name == "登録［人=花子］"
    assert result.source == "x.feature:6"
    assert result.tags == ("req:x", "受付")
    assert result.reason == "できません"


def test_a_result_survives_the_way_from_a_worker(recorder: ScenarioRecorder) -> None:
    recorder.step_passed()
    result = recorder.result(Status.PASSED, reason="")

    assert ScenarioResult.from_document(result.as_document()) == result


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (AssertionError("違います。\nassert 1 == 2\n +  where 1 = f()"), "違います。"),
        (AssertionError("二行の\n説明"), "二行の\n説明"),
        (ValueError("a\nassert b"), "a\nassert b"),
        (KeyError(), "KeyError"),
    ],
)
def test_an_error_speaks_in_its_own_words(error: Exception, words: str) -> None:
    assert words_of(error) == words


def test_a_step_that_differs_in_one_word_is_answered_with_the_right_one(
    tmp_path: Path,
) -> None:
    load_steps()
    (tmp_path / "y.feature").write_text(
        TEXT.replace("登録完了の画面が表示される", "登録完了の画面が出る"), "utf-8"
    )
    scenario = get_feature(str(tmp_path), "y.feature").scenarios["登録"].render({})

    with pytest.raises(UnknownStepError, match="近いステップ: 登録完了の画面が表示"):
        require_known(scenario)


def test_the_summary_counts_and_says_why_scenarios_were_not_run() -> None:
    def one(status: Status, reason: str = "") -> ScenarioResult:
        return ScenarioResult(feature="", name="", status=status, reason=reason)

    told = list(
        summary_lines(
            [
                one(Status.PASSED),
                one(Status.FAILED, "違う"),
                one(Status.SKIPPED, "時計が動きません"),
                one(Status.SKIPPED, "時計が動きません"),
            ]
        )
    )

    assert told == ["成功 1、失敗 1、実行せず 2", "  実行せず（2件）: 時計が動きません"]
