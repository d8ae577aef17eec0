"""A tester's own feature runs outside the package, and what its report shows."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from .conftest import Ran, Run
from .door import ALL, DOOR, outcomes, write

pytest_plugins = ["pytester"]


def test_a_feature_outside_the_package_runs_and_leaves_its_report(
    run: Run, folder: Path
) -> None:
    done = run("door.feature", "--out=out", "--strict-markers")

    assert_reported(done, folder / "out")


def test_two_workers_leave_the_same_report(
    run_as_program: Run, folder: Path, tmp_path: Path
) -> None:
    assert folder != tmp_path

    done = run_as_program("door.feature", "--out=out", "-n", "2", "--strict-markers")

    assert_reported(done, tmp_path / "out")


def assert_reported(done: Ran, out: Path) -> None:
    assert done.status == 1, done.shown
    assert outcomes(out) == ALL
    assert "鐘が聞こえません。" in (out / "report.html").read_text(encoding="utf-8")
    cases = ElementTree.parse(out / "junit.xml").iter("testcase")  # noqa: S314 - our own file.
    assert len(list(cases)) == 4


def test_a_failure_is_shown_step_by_step_without_python(run: Run, folder: Path) -> None:
    shown = run("door.feature").shown

    assert "  ○ 前提 鍵がある\n  × ならば 鐘が鳴る\n      鐘が聞こえません。\n" in shown
    assert "  － かつ 扉が開く" in shown
    assert "door.feature:12 鳴らない: 鐘が聞こえません。" in shown
    assert "assert heard" not in shown


def test_a_fault_of_a_step_is_shown_with_its_place_in_the_code(
    run: Run, folder: Path
) -> None:
    write(folder / "door.feature", DOOR.replace("鐘が鳴る", "電気がつく"))

    assert 'raise ValueError("断線")' in run("door.feature").shown


def test_tags_choose_scenarios(run: Run, folder: Path) -> None:
    run("door.feature", "--out=out", "--tags=@自作 and not @req:door-2")

    assert set(outcomes(folder / "out")) == set(ALL) - {"鳴らない"}


WRONG_EXPECTATION = """\
# language: ja
機能: 自院
  シナリオ: 手術情報も届くはず
    前提 医療機関は訪問診療等機能を利用している
    かつ 患者は「花子」である
    もし 職員が訪問診療等の受付を始める
    かつ 患者が「薬剤情報」だけに同意して登録を済ませる
    かつ レセコンが同意済資格情報を取り込む
    ならば 「薬剤情報、手術情報」の同意は「同意する」と届く
"""


def test_a_scenario_that_fails_on_the_bench_leaves_its_masked_traffic(
    run_as_program: Run, folder: Path, tmp_path: Path
) -> None:
    """In a program of its own: pytester takes a bench's modules away behind a run."""
    assert folder != tmp_path
    write(tmp_path / "own.feature", WRONG_EXPECTATION)

    done = run_as_program("own.feature", "--out=out", "--now=2027-01-31T23:50:00")

    assert "届いた同意: 手術情報＝同意しない、薬剤情報＝同意する" in done.shown
    kept = tmp_path / "out" / "failed" / "own-手術情報も届くはず"
    transcript = (kept / "apdu.txt").read_text(encoding="utf-8")
    assert "00200080 04 2A2A2A2A" in transcript
    assert "31323334" not in transcript
    assert list((kept / "files" / "res").glob("OQSmuhvq02res_20270131*.xml"))
