"""Faults and speed of the card in a bench file and on a command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from emulator.timing import find_timing
from harness.bench_spec import BenchError, BenchSpec, load_bench
from harness.card_conditions import CardConditions, ConditionTexts
from harness.cli.conditions import card_conditions

LAYERS = """
[layers]
card = "{card}"
reader = "{reader}"
phone = "html"
app = "stand-in"
server = "stub"
clinic = "reference"
"""


@pytest.fixture
def bench_file(tmp_path: Path) -> Callable[..., BenchSpec]:
    def load(card_table: str, card: str = "virtual", reader: str = "none") -> BenchSpec:
        path = tmp_path / "own.toml"
        layers = LAYERS.format(card=card, reader=reader)
        path.write_text(f"{layers}\n[card]\n{card_table}\n", encoding="utf-8")
        return load_bench(str(path))

    return load


def test_a_bench_file_says_what_the_card_is_like(
    bench_file: Callable[..., BenchSpec], tmp_path: Path
) -> None:
    (tmp_path / "mine.toml").write_text("[[rule]]\nleast_ms = 5\n", encoding="utf-8")

    spec = bench_file(
        'fault = ["mute:nth=2", "wrong-key"]\ntiming = "mine.toml"\nfault_seed = 7'
    )

    assert [fault.text for fault in spec.conditions.faults] == [
        "mute:nth=2",
        "wrong-key",
    ]
    assert spec.conditions.timing is not None
    assert spec.conditions.timing.name == "mine"
    assert spec.conditions.seed == 7


def test_one_fault_needs_no_list(bench_file: Callable[..., BenchSpec]) -> None:
    (fault,) = bench_file('fault = "mute"').conditions.faults

    assert fault.text == "mute"


@pytest.mark.parametrize(
    ("card_table", "words"),
    [
        ('fault = "pulle"', "card.fault: 「pulle」という障害はありません"),
        ("fault = 5", "card.fault: 文字列か"),
        ("fault = [5]", "card.fault: 文字列か"),
        ('timing = "slow"', "card.timing: 「slow」という速さ"),
        ("timing = 5", "card.timing: 文字列に"),
        ('behaviour = "nowhere.toml"', "card.behaviour: .*nowhere.toml"),
        ("fault_seed = -1", "card.fault_seed: 0以上の整数"),
        ("fault_seed = true", "card.fault_seed: 0以上の整数"),
        ('faults = "mute"', "card.faults: 知らない項目です.*fault_seed"),
    ],
)
def test_a_slip_in_a_bench_file_is_named_with_its_key(
    bench_file: Callable[..., BenchSpec], card_table: str, words: str
) -> None:
    with pytest.raises(BenchError, match=rf"own\.toml: {words}"):
        bench_file(card_table)


def test_a_real_card_has_no_conditions_but_its_own(
    bench_file: Callable[..., BenchSpec],
) -> None:
    with pytest.raises(BenchError, match="実カードのベンチ"):
        bench_file('fault = "mute"', card="physical", reader="pcsc")

    real = bench_file("", card="physical", reader="pcsc")
    assert real.under(CardConditions()).conditions.usual
    with pytest.raises(BenchError, match="実カードのベンチ"):
        real.under(ConditionTexts(timing="typical").read())


def invoke(*arguments: str, prefix: str = "") -> tuple[Any, list[CardConditions]]:
    got: list[CardConditions] = []

    @click.command()
    @click.option("--other")
    @card_conditions(prefix)
    def command(other: str | None, conditions: CardConditions) -> None:
        got.append(conditions)

    return CliRunner().invoke(command, arguments), got


def test_a_command_gets_its_conditions_as_one_argument() -> None:
    result, got = invoke(
        *("--fault", "mute", "--fault", "署名の誤り:bits=2", "--timing", "worst"),
        *("--fault-seed", "3", "--other", "x"),
    )

    assert result.exit_code == 0
    assert [fault.text for fault in got[0].faults] == ["mute", "wrong-signature:bits=2"]
    assert got[0].timing == find_timing("worst")
    assert got[0].seed == 3
    assert got[0].texts.faults == ("mute", "署名の誤り:bits=2")


def test_a_command_without_options_has_no_conditions() -> None:
    _, got = invoke()

    assert got[0].usual


@pytest.mark.parametrize(
    ("prefix", "option", "value"),
    [
        ("", "--fault", "pulle"),
        ("card-", "--card-fault", "pulle"),
        ("card-", "--card-timing", "slow"),
        ("card-", "--card-behaviour", "nowhere.toml"),
    ],
)
def test_a_slip_on_the_command_line_is_a_usage_error_that_names_the_option(
    prefix: str, option: str, value: str
) -> None:
    result, got = invoke(option, value, prefix=prefix)

    assert result.exit_code == 2
    assert option in result.output
    assert got == []
