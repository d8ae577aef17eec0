"""Machines that speak of nothing but ASCII (LANG=C): all is readable all the same."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="locales of POSIX")

PLAIN = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
FEATURE = """# language: ja
機能: 受付
  シナリオ: 知らないことをする
    もし 職員が逆立ちする
    ならば 登録完了の画面が表示される
"""


def mynabench(*arguments: str, within: Path) -> tuple[int, str]:
    """Run a command there; what it shows is UTF-8."""
    environment = dict(os.environ)
    environment.pop("PYTHONIOENCODING", None)  # tox says there what nobody said.
    done = subprocess.run(
        [sys.executable, "-m", "harness.cli", *arguments],
        cwd=within,
        env={**environment, **PLAIN},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=180,
        check=False,
    )
    return done.returncode, done.stdout.decode()


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_a_run_is_told_and_reported_in_japanese(
    tmp_path: Path, workers: tuple[str, ...]
) -> None:
    (tmp_path / "受付.feature").write_text(FEATURE, encoding="utf-8")

    status, shown = mynabench(
        "run", "受付.feature", "--out", "結果", *workers, within=tmp_path
    )

    assert status == 1
    assert "知らないステップです: もし 職員が逆立ちする" in shown
    assert "レポート: 結果/report.html" in shown
    report = tmp_path / "結果" / "junit.xml"
    (case,) = ElementTree.parse(report).iter("testcase")  # noqa: S314 - our own file.
    assert case.get("name") == "test_知らないことをする"


def test_a_visit_is_shown_in_japanese(tmp_path: Path) -> None:
    status, shown = mynabench(
        "visit", "--persona", "kiyoshi", "--out", "evidence", within=tmp_path
    )

    assert status == 1
    assert "結果: 登録できませんでした" in shown
    assert "証跡: evidence" in shown
