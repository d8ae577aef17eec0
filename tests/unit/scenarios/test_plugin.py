"""What the plugin does with a tester's own feature files, outside the package."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

import harness.plugin
from scenarios.catalogue import load_steps

from .conftest import Ran, Run

pytest_plugins = ["pytester"]

STEPS = """\
from pytest_bdd import given, parsers, then, when


@given("鍵がある")
def key(): ...


@when(parsers.parse("{count:d}回まわす"))
def turn(count): ...


@then("扉が開く")
def opens(): ...


@then("鐘が鳴る")
def rings():
    heard = "静か"
    assert heard == "鐘", "鐘が聞こえません。"


@then("電気がつく")
def lights():
    raise ValueError("断線")
"""

DOOR = """\
# language: ja
@自作
機能: 扉

  @req:door-1
  シナリオ: 「鍵」で開く
    前提 鍵がある
    もし 2回まわす
    ならば 扉が開く

  @req:door-2
  シナリオ: 鳴らない
    前提 鍵がある
    ならば 鐘が鳴る
    かつ 扉が開く

  シナリオアウトライン: 何回でも開く
    もし <回>回まわす
    ならば 扉が開く

    例:
      | 回 |
      | 1 |
      | 3 |
"""


@pytest.fixture
def folder(tmp_path: Path, pytester: pytest.Pytester) -> Path:
    """A tester's own folder, with steps of their own and a feature."""
    load_steps()  # So that inner runs find them imported and leave them so.
    assert harness.plugin.pytest_plugins
    for place in (pytester.path, tmp_path):
        write(place / "conftest.py", STEPS)
        write(place / "door.feature", DOOR)
    return pytester.path


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def outcomes(folder: Path) -> dict[str, str]:
    document = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    return {one["name"]: one["status"] for one in document["scenarios"]}


ALL = {
    "「鍵」で開く": "passed",
    "鳴らない": "failed",
    "何回でも開く［回=1］": "passed",
    "何回でも開く［回=3］": "passed",
}


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


def test_an_unknown_step_is_told_before_anything_is_done(
    run: Run, folder: Path
) -> None:
    text = DOOR.replace("ならば 鐘が鳴る", "ならば 患者の負担割合は1割と表示")
    (folder / "door.feature").write_text(text)

    shown = run("door.feature", "-k", "鳴らない").shown

    assert "14行目: 知らないステップです: ならば 患者の負担割合は1割と表示" in shown
    assert "近いステップ: 患者の負担割合は1割と表示される" in shown
    assert "docs/reference/steps.md" in shown
    assert "  － 前提 鍵がある" in shown


def test_a_step_under_the_wrong_keyword_is_told_so(run: Run, folder: Path) -> None:
    text = DOOR.replace("ならば 鐘が鳴る", "ならば 2回まわす")
    write(folder / "door.feature", text)

    assert "この文は「もし」でだけ使えます" in run("door.feature").shown


BAD = "# language: ja\n機能：扉\n"
SLIP = "bad.feature 2行目: 「機能：」の全角コロン"


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_a_slip_in_one_feature_fails_and_the_others_run(
    run_as_program: Run, folder: Path, tmp_path: Path, workers: tuple[str, ...]
) -> None:
    assert folder != tmp_path
    write(tmp_path / "bad.feature", BAD)

    done = run_as_program("bad.feature", "door.feature", "--out=out", *workers)

    assert done.status == 1, done.shown
    assert SLIP in done.shown
    assert "Traceback" not in done.shown
    assert "成功 3、失敗 2、実行せず 0" in done.shown
    assert outcomes(tmp_path / "out") == {**ALL, "機能ファイルを読めません": "failed"}


def test_a_slip_in_the_only_feature_is_what_the_report_shows(
    run: Run, folder: Path
) -> None:
    write(folder / "bad.feature", BAD)

    assert run("bad.feature", "--out=out").status == 1

    document = json.loads((folder / "out" / "run.json").read_text(encoding="utf-8"))
    (entry,) = document["scenarios"]
    assert document["verdict"] == "failed"
    assert (entry["feature"], entry["source"]) == ("bad.feature", "bad.feature:2")
    assert SLIP in entry["reason"]
    report = (folder / "out" / "report.html").read_text(encoding="utf-8")
    assert SLIP in report
    assert "ひとつも選ばれていません" not in report


def test_a_feature_that_cannot_be_opened_is_told_without_python(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("harness.bdd.collect.check_file", denied)

    shown = run("door.feature").shown

    assert "door.feature を読めません（Permission denied）。" in shown
    assert "Traceback" not in shown


STOPPED = """
import os
import signal
import tempfile
from pathlib import Path

from pytest_bdd import given


@given("誰かが止める")
def stop(bench):
    pid = int(os.environ["STOP"]) if "PYTEST_XDIST_WORKER" in os.environ else 0
    os.kill(pid or os.getpid(), signal.SIGINT)
    signal.sigtimedwait([], 60) if pid else None


def pytest_configure(config):
    # As at a terminal, even where the tests were started in the background.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if not hasattr(config, "workerinput"):
        os.environ["STOP"] = str(os.getpid())
        tempfile.tempdir = os.environ["TMPDIR"] = str(Path(__file__).parent / "tmp")
        Path(tempfile.tempdir).mkdir()
"""


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_an_interrupted_run_says_so_and_leaves_nothing_behind(
    run_as_program: Run, folder: Path, tmp_path: Path, workers: tuple[str, ...]
) -> None:
    assert folder != tmp_path
    write(tmp_path / "conftest.py", STEPS + STOPPED)
    write(tmp_path / "door.feature", DOOR.replace("前提 鍵がある", "前提 誰かが止める"))

    done = run_as_program("door.feature", "--out=out", *workers)

    assert done.status == pytest.ExitCode.INTERRUPTED, done.shown
    assert "中断しました（Ctrl-C）" in done.shown
    assert "KeyboardInterrupt" not in done.shown
    document = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert document["verdict"] == "interrupted"
    assert not list((tmp_path / "tmp").glob("mynabench-*"))


def test_an_unknown_capability_fails_and_names_those_that_exist(
    run: Run, folder: Path
) -> None:
    write(folder / "door.feature", DOOR.replace("@req:door-1", "@needs:teleport"))

    shown = run("door.feature", "-k", "鍵").shown

    assert "@needs:teleport はありません" in shown
    assert "set-clock" in shown


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
    run: Run, folder: Path
) -> None:
    write(folder / "own.feature", WRONG_EXPECTATION)

    shown = run("own.feature", "--out=out", "--now=2027-01-31T23:50:00").shown

    assert "届いた同意: 手術情報＝同意しない、薬剤情報＝同意する" in shown
    kept = folder / "out" / "failed" / "own-手術情報も届くはず"
    transcript = (kept / "apdu.txt").read_text(encoding="utf-8")
    assert "00200080 04 2A2A2A2A" in transcript
    assert "31323334" not in transcript
    assert list((kept / "files" / "res").glob("OQSmuhvq02res_20270131*.xml"))


NO_BENCH = """
import harness.bdd.prepare
from harness.ports import BenchUnavailable


def unavailable(options):
    raise BenchUnavailable("pcscd を入れてください")


harness.bdd.prepare.prepare = unavailable
"""


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_a_bench_that_cannot_run_ends_the_run_with_status_3(
    run_as_program: Run, folder: Path, tmp_path: Path, workers: tuple[str, ...]
) -> None:
    assert folder != tmp_path
    write(tmp_path / "conftest.py", STEPS + NO_BENCH)
    text = DOOR.replace("前提 鍵がある", "前提 患者は「花子」である")
    write(tmp_path / "door.feature", text)

    done = run_as_program("door.feature", *workers)

    assert done.status == 3
    assert "ベンチの一部が使えません: pcscd を入れてください" in done.shown
