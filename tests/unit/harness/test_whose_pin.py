"""Which PIN `mynabench visit` presents to whose card."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from harness.cli.options import EXIT_UNAVAILABLE, EXIT_USAGE
from harness.cli.visit import command

REAL = """
[layers]
card = "physical"
reader = "pcsc"
phone = "html"
app = "stand-in"
server = "stub"
clinic = "reference"

[reader]
name = "A reader nobody has"

[card]
certificate_serial = "1"
"""


@pytest.fixture
def real_bench(tmp_path: Path) -> str:
    """A bench with a card of nobody we know."""
    path = tmp_path / "real.toml"
    path.write_text(REAL, encoding="utf-8")
    return str(path)


def visit(tmp_path: Path, *arguments: str, env: str = "") -> Result:
    out = str(tmp_path / "out")
    return CliRunner().invoke(
        command, [*arguments, "--out", out], env={"MYNABENCH_PIN": env or None}
    )


@pytest.mark.parametrize("pin", ["1234", "0000"])
def test_no_pin_of_the_environment_goes_to_a_real_card(
    tmp_path: Path, real_bench: str, pin: str
) -> None:
    done = visit(tmp_path, "--bench", real_bench, env=pin)

    assert done.exit_code == EXIT_USAGE
    assert "実カードの暗証番号が分かりません" in done.stderr
    assert "MYNABENCH_PIN も使いません" in done.stderr


def test_a_pin_on_the_command_line_goes_to_a_real_card(
    tmp_path: Path, real_bench: str
) -> None:
    done = visit(tmp_path, "--bench", real_bench, "--pin", "1234", env="0000")

    assert done.exit_code == EXIT_UNAVAILABLE, "the card was not asked for"


def test_the_pin_of_the_environment_goes_to_a_fictitious_card(tmp_path: Path) -> None:
    done = visit(tmp_path, "--json", env="0000")

    assert json.loads(done.stdout)["reason"] == "pin_wrong"
