"""The page of a card's choices says what the code says."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from emulator.behaviour import DEFAULT, CardBehaviour, load_behaviour
from emulator.behaviour_reference import JAPANESE, choices, main, render

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "card-behaviour.md"
NAMES = [entry.name for entry in fields(CardBehaviour)]


def test_the_committed_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(), (
        "run: python -m emulator.behaviour_reference docs/reference/card-behaviour.md"
    )


def test_every_parameter_is_on_it_once_in_both_languages() -> None:
    page = render()

    assert [name for name in NAMES if page.count(f"| `{name}` |") != 1] == []
    assert sorted(JAPANESE) == sorted(NAMES)
    assert all(choice.meaning.endswith(".") for choice in choices())


def test_every_parameter_stands_in_a_group_of_the_page() -> None:
    headings = [line for line in render().splitlines() if line.startswith("## ")]

    groups = {choice.group for choice in choices()}

    assert [g for g in groups if not any(h.endswith(g) for h in headings)] == []
    assert len(groups) == len(headings)


def test_the_defaults_can_be_copied_into_a_file(tmp_path: Path) -> None:
    file = tmp_path / "defaults.toml"
    file.write_text(
        "".join(f"{choice.name} = {choice.default}\n" for choice in choices()), "utf-8"
    )

    assert list(tomllib.loads(file.read_text("utf-8"))) == NAMES
    assert load_behaviour(file) == DEFAULT


def test_a_range_is_told_as_a_file_has_it() -> None:
    values = {choice.name: choice.values for choice in choices()}

    assert values["sw_blocked"] == "`0x6200`–`0x6FFF`"
    assert values["birthdate_tries"] == "`1`–`15`"
    assert values["filler"] == "`0x00`–`0xFF`"
    assert values["first_command_fails"] == "`true`, `false`"
    assert "`0x001E`" in values["closed_files"]


def test_the_page_is_written_where_it_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([str(tmp_path / "page.md")])
    main([])

    assert (tmp_path / "page.md").read_bytes() == render().encode()
    assert capsys.readouterr().out == render()
