"""Every title of the home visit is played, or says why not; the page says which."""

from __future__ import annotations

from pathlib import Path

import pytest

import scenarios
from scenarios.titles import Title, main, played, ready_features, render, titles

PAGE = Path(scenarios.__file__).parents[1] / "docs/reference/scenario-titles.md"
TITLES = titles()
PLAYED = played(ready_features())


def numbered(title: Title) -> str:
    return str(title.number)


@pytest.mark.skipif(
    not PAGE.parent.is_dir(), reason="the installed package has no docs directory"
)
def test_the_committed_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(TITLES, PLAYED), (
        "run: python -m scenarios.titles docs/reference/scenario-titles.md"
    )


def test_there_are_144_in_order() -> None:
    assert [one.number for one in TITLES] == list(range(1, 145))


@pytest.mark.parametrize("title", TITLES, ids=numbered)
def test_a_title_is_played_or_says_why_not(title: Title) -> None:
    by = PLAYED.get(title.number, [])

    assert bool(by) != bool(title.not_played), (
        f"{title.text}: {by or 'nothing'} plays it, reason: {title.not_played!r}"
    )


def test_a_scenario_of_that_name_carries_the_number() -> None:
    everything = "\n".join(file.read_text("utf-8") for file in ready_features())
    for title in TITLES:
        if f"シナリオ: {title.text}\n" in everything:
            names = [one.name for one in PLAYED.get(title.number, [])]
            assert title.text in names, f"{title.number} {title.text}: no tag"


def test_a_tag_names_a_title() -> None:
    assert set(PLAYED) <= {one.number for one in TITLES}


def test_a_feature_without_the_tag_plays_nothing(tmp_path: Path) -> None:
    file = tmp_path / "mine.feature"
    file.write_text(
        "# language: ja\n機能: 試し\n  @req:home-visit-19\n  シナリオ: あ\n"
        "    ならば 登録完了の画面が表示される\n  シナリオ: い\n"
        "    ならば 登録完了の画面が表示される\n",
        encoding="utf-8",
    )

    assert {n: [one.name for one in by] for n, by in played([file]).items()} == {
        19: ["あ"]
    }


def test_the_page_can_be_printed(capsys: pytest.CaptureFixture[str]) -> None:
    main([])

    assert "| 144 |" in capsys.readouterr().out
