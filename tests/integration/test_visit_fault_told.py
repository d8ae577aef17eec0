"""Faults that cannot be, that did not happen, and how a card was lost: all told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from harness.cli import main


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def visit(*arguments: str) -> Result:
    now = ("--now", "2026-11-21T09:30:00+09:00")
    return CliRunner().invoke(main, ["visit", *now, "--out", "out", *arguments])


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("corrupt-file:ef=00FF", "00FF はありません"),
        ("corrupt-file:ef=0017", "0017 はありません"),
        ("other-certificate:whose=nobody", "「nobody」はありません"),
        ("corrupt-file:ef=000A,at=99999", "2048バイト"),
    ],
)
def test_a_fault_that_cannot_be_is_refused_before_anything_runs(
    tmp_path: Path, fault: str, said: str
) -> None:
    for command in ("visit", "run"):
        result = CliRunner().invoke(
            main, [command, "--out", "out", "--card-fault", fault]
        )

        assert result.exit_code == 2
        assert said in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_fault_that_did_not_happen_is_told() -> None:
    fault = "sw:sw=6F00,on=SIGN,nth=2"

    result = visit("--card-fault", fault)

    told = f"カードの障害: 起きませんでした（{fault}）"
    document = json.loads(Path("out/visit.json").read_text(encoding="utf-8"))
    assert result.exit_code == 0
    assert told in result.stdout
    assert told in Path("out/report.html").read_text(encoding="utf-8")
    assert document["card_faults"] == []
    assert document["armed_faults"] == [{"fault": fault, "kind": "sw", "happened": 0}]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("pulled:on=SIGN", "カードが離れました（card_lost）"),
        ("mute:on=SIGN,seconds=0", "カードが答えなくなりました（card_lost）"),
        ("reset:on=SIGN", "カードがリセットされました（card_lost）"),
        ("protocol:on=SIGN", "合わなくなりました（card_lost）"),
    ],
)
def test_how_a_card_was_lost_is_told_apart(fault: str, said: str) -> None:
    result = visit("--card-fault", fault)

    assert said in result.stdout
    assert said in Path("out/report.html").read_text(encoding="utf-8")
