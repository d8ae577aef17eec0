"""A slip in a feature is told with its place, in the tester's words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Run
from .door import ALL, DOOR, outcomes, write

pytest_plugins = ["pytester"]


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

    assert "door.feature を読めません（権限がありません）。" in shown
    assert "Traceback" not in shown


def test_an_unknown_capability_fails_and_names_those_that_exist(
    run: Run, folder: Path
) -> None:
    write(folder / "door.feature", DOOR.replace("@req:door-1", "@needs:teleport"))

    shown = run("door.feature", "-k", "鍵").shown

    assert "@needs:teleport はありません" in shown
    assert "set-clock" in shown
