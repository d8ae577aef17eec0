"""Which cards are made ready for a scenario: those of whom it names, once for all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from card_profiles.dates import JST
from harness.bdd.options import RunOptions
from harness.bdd.patients import mentioned
from harness.bdd.prepare import copy_with_cards, prepare
from harness.bench_spec import load_bench
from harness.people import People

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=JST)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("患者は「花子」である", {"hanako"}),
        (
            "患者は「保険 花子」である\n職員が次の患者「太郎」の受付を始める",
            {"hanako", "taro"},
        ),
        ("患者は「shigeru」である", {"shigeru"}),
        ("患者は「<名前>」である\n名前=文子", {"fumiko"}),
        ("患者は「jiro.toml」である", set()),
        ("医療機関は訪問診療等機能を利用している", set()),
    ],
    ids=["given name", "two", "persona", "row of an outline", "own file", "nobody"],
)
def test_a_scenario_speaks_of(text: str, names: set[str]) -> None:
    assert {one.name for one in mentioned(People(now=NOW), text)} == names


def test_each_card_is_made_once_and_those_of_others_are_not(tmp_path: Path) -> None:
    options = RunOptions(
        spec=load_bench("virtual"), seed=0, now=NOW, out=None, tags=None
    )
    people = People(now=NOW)
    ready = prepare(options)
    try:
        assert not list(ready.directory.glob("cards/*/card.json"))

        def card(name: str) -> bytes:
            with copy_with_cards(ready, options, [people.get(name)]) as state:
                return (state / "cards" / name / "card.json").read_bytes()

        with ThreadPoolExecutor(3) as workers:
            seen = list(workers.map(card, ["hanako", "shigeru", "hanako"]))

        assert seen[0] == seen[2] != seen[1]
        made = {path.parent.name for path in ready.directory.glob("cards/*/card.json")}
        assert made == {"hanako", "shigeru"}
    finally:
        ready.discard()
    assert not ready.home.exists()
