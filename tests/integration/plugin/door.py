"""A tester's own steps and feature, of a door, and what becomes of them."""

from __future__ import annotations

import json
from pathlib import Path

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

ALL = {
    "「鍵」で開く": "passed",
    "鳴らない": "failed",
    "何回でも開く［回=1］": "passed",
    "何回でも開く［回=3］": "passed",
}


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def outcomes(folder: Path) -> dict[str, str]:
    document = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    return {one["name"]: one["status"] for one in document["scenarios"]}
