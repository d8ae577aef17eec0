"""URLs on the command line of `oqs serve`."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from harness.cli import main


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--database", "nonsense", "データベースのURLではありません"),
        ("--database", "localhost/mynabench", "データベースのURLではありません"),
        ("--public-url", "192.0.2.10:8085", "http:// か https:// で始まる"),
        ("--public-url", "foo", "http:// か https:// で始まる"),
        ("--public-url", "http://", "http:// か https:// で始まる"),
        ("--public-url", "http://[", "http:// か https:// で始まる"),
    ],
)
def test_a_slip_in_a_url_starts_nothing(option: str, value: str, told: str) -> None:
    ended = CliRunner().invoke(main, ["oqs", "serve", "--port", "0", option, value])

    assert ended.exit_code == 2
    assert told in ended.output


def test_a_mistyped_database_in_the_environment_starts_nothing() -> None:
    ended = CliRunner().invoke(
        main,
        ["oqs", "serve", "--port", "0"],
        env={"MYNABENCH_DATABASE": "localhost/mynabench"},
    )

    assert ended.exit_code == 2
    assert "postgresql+psycopg://" in ended.output
