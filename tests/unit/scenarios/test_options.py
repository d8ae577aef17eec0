"""The options of a run are checked before anything starts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from harness.bdd.options import RunOptions, read_options

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


class Given:
    """As much of `pytest.Config` as the options are read from."""

    def __init__(self, **options: object) -> None:
        self.options = {"bench": "virtual", "seed": "0", **options}

    def getoption(self, name: str) -> object:
        return self.options.get(name.removeprefix("--"))


def read(**options: object) -> RunOptions:
    return read_options(cast("pytest.Config", Given(**options)), now=NOW)


def test_without_options_the_virtual_bench_runs_now_and_writes_nothing() -> None:
    options = read()

    assert (options.spec.name, options.seed, options.now) == ("virtual", 0, NOW)
    assert (options.out, options.tags) == (None, None)


def test_a_date_without_an_offset_is_japan_time() -> None:
    now = read(now="2027-01-15T10:00:00").now

    assert now.utcoffset() == timedelta(hours=9)


def test_the_output_directory_is_made(tmp_path: Path) -> None:
    assert read(out=str(tmp_path / "new")).out == tmp_path / "new"
    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("seed", "３", "0以上の整数"),
        ("seed", "-1", "0以上の整数"),
        ("now", "きょう", "日時として読めません"),
        ("bench", "noise", "ベンチ「noise」はありません"),
        ("card-fault", "pulle", "「pulle」という障害"),
        ("card-timing", "slow", "「slow」という速さ"),
        ("card-behaviour", "nowhere.toml", "nowhere.toml"),
        ("card-fault-seed", "-1", "0以上の整数"),
        ("tags", "a=b", "タグの式"),
        ("tags", "@a and", "タグの式"),
        ("out", f"{__file__}/out", "書けません"),
    ],
)
def test_a_bad_option_is_a_usage_error_in_words(
    option: str, value: str, words: str
) -> None:
    given: object = [value] if option == "card-fault" else value

    with pytest.raises(pytest.UsageError, match=f"--{option}: .*{words}"):
        read(**{option: given})


def test_the_card_is_met_under_the_conditions_that_were_asked_for() -> None:
    options = read(
        **{"card-fault": ["mute", "署名の誤り"], "card-timing": "実物並み"},
        **{"card-fault-seed": "7"},
    )

    conditions = options.spec.conditions
    assert [fault.text for fault in conditions.faults] == ["mute", "wrong-signature"]
    assert conditions.timing is not None
    assert (conditions.timing.name, conditions.seed) == ("typical", 7)
