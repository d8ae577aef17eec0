"""A card with renewed certificates still tells the system whose it is."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from harness.cli import main

NOW = ("--now", "2026-11-21T09:00:00")


def visit(state: Path, out: Path) -> dict[str, object]:
    words = ["visit", "--state", str(state), "--out", str(out), *NOW, "--json"]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    outcome: dict[str, object] = json.loads(result.stdout)
    return outcome


def test_a_renewed_card_is_received_as_its_holders(tmp_path: Path) -> None:
    state = tmp_path / "state"
    before = visit(state, tmp_path / "before")

    for _ in range(2):
        renewed = CliRunner().invoke(
            main, ["card", "renew", "--state", str(state), *NOW]
        )
        assert renewed.exit_code == 0, renewed.output
    after = visit(state, tmp_path / "after")

    assert before["outcome"] == after["outcome"] == "registered"
    assert after["eligibility"] == before["eligibility"]
