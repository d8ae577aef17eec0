"""`mynabench card …` as a user types it, without any reader, on two cards."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from harness.cli import main

NOW = "2026-11-21T09:00:00"

Card = Callable[..., Result]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two cards and the keys they were made with."""
    directory = tmp_path_factory.mktemp("cards")
    result = CliRunner().invoke(
        main,
        [
            *("card", "make", "hanako", "taro", "--now", NOW),
            *("--key-cache", str(directory / "keys")),
            *("--state", str(directory / "state")),
        ],
    )
    assert result.exit_code == 0, result.output
    return directory


@pytest.fixture
def state(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made / "state", tmp_path / "state")
    return tmp_path / "state"


@pytest.fixture
def card(state: Path) -> Card:
    def run(command: str, *arguments: str | Path, where: Path = state) -> Result:
        options = [] if command in ("faults", "replay") else ["--state", str(where)]
        dated = [] if command in ("faults", "replay") else ["--now", NOW]
        words = ["card", command, *map(str, arguments), *options, *dated]
        return CliRunner().invoke(main, words)

    return run
