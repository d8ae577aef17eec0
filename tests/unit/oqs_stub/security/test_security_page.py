"""The page on security names only tests that exist, and all that attack the stub."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parents[3]
PAGE = TESTS.parent / "docs" / "explanation" / "security.md"
HERE = Path(__file__).parent


def names_in(folder: Path) -> set[str]:
    return {
        name
        for path in folder.rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.M)
    }


def named() -> set[str]:
    return set(re.findall(r"`(test_\w+)`", PAGE.read_text("utf-8")))


def test_every_test_that_the_page_names_is_there() -> None:
    assert not named() - names_in(TESTS)


def test_every_attack_is_named_on_the_page() -> None:
    own = set(re.findall(r"^def (test_\w+)", Path(__file__).read_text("utf-8"), re.M))

    assert not names_in(HERE) - own - named()


def test_each_defence_has_a_test() -> None:
    section = PAGE.read_text("utf-8").partition("## What is defended")[2]
    rows = [
        line
        for line in section.partition("\n## ")[0].splitlines()
        if line.startswith("| ") and not line.startswith(("| ---", "| threat"))
    ]

    assert len(rows) > 25
    assert not [row for row in rows if "`test_" not in row]
