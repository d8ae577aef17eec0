"""A file of rules changes what it names, and says what is wrong with it."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from oqs_stub.rules.parameters import Rules
from oqs_stub.rules.reinquiry import ContinuityRule
from oqs_stub.rules_file import RulesFileError, read_rules, ready_rules


def _file(directory: Path, text: str) -> Path:
    path = directory / "my-rules.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_ready_file_names_every_rule_with_its_default(tmp_path: Path) -> None:
    defaults = json.loads(TypeAdapter(Rules).dump_json(Rules()))
    written = json.loads(json.dumps(tomllib.loads(ready_rules()), default=str))

    assert {key: value for key, value in defaults.items() if value} == written
    assert read_rules(_file(tmp_path, ready_rules())) == Rules()


def test_what_a_file_does_not_name_stays(tmp_path: Path) -> None:
    path = _file(tmp_path, "[continuity]\nfirst_months = 6\n")

    rules = read_rules(path)

    assert rules == replace(Rules(), continuity=ContinuityRule(first_months=6))


def test_a_function_may_start_on_another_day(tmp_path: Path) -> None:
    path = _file(tmp_path, "[starts]\nwindow = 2025-10-01\n")

    assert read_rules(path).starts.window == date(2025, 10, 1)


BAD = {
    "no such table": ("[luck]\nx = 1\n", "luck という項目はありません"),
    "no such rule": ("[continuity]\nyears = 1\n", "continuity.years という項目は"),
    "a text for a number": (
        '[continuity]\nfirst_months = "3"\n',
        "first_months は整数",
    ),
    "a number for a switch": ("[certificate]\non_web = 1\n", "true か false"),
    "below the least": ("[continuity]\nproof_lag_months = 0\n", "1 以上"),
    "above the most": ("[consent]\nwindow_hours = 10000\n", "744 以下"),
    "no date": ("[starts]\ntest = 5\n", "日付"),
    "no time of the day": ("[hours.web]\nopens = 8\n", "08:30:00 のような時刻"),
    "a time of another zone": ('[hours.web]\ncloses = "08:00+01:00"\n', "日本時間"),
    "no such hours": ("[hours.shop]\nopens = 08:00:00\n", "hours.shop という項目"),
    "less than no months": ("[lists]\nkept_months = -1\n", "0 以上"),
    "no table": ("continuity = 3\n", "continuity は表"),
    "no TOML": ("[continuity\n", "TOML として読めません"),
}


@pytest.mark.parametrize(("text", "said"), BAD.values(), ids=BAD.keys())
def test_a_bad_file_is_refused_with_file_and_key(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(RulesFileError, match=said) as refused:
        read_rules(_file(tmp_path, text))

    assert "my-rules.toml" in str(refused.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulesFileError, match="読めません"):
        read_rules(tmp_path / "none.toml")


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sjis.toml"
    path.write_bytes("# 決まり\n".encode("cp932"))

    with pytest.raises(RulesFileError, match="UTF-8"):
        read_rules(path)
