"""The fidelity page names only tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[2]
PAGE = TESTS.parent / "docs" / "explanation" / "fidelity.md"


def defined_tests() -> set[str]:
    return {
        name
        for path in TESTS.rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.M)
    }


def test_every_test_the_page_names_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE.read_text("utf-8")))

    assert len(named) > 50
    assert named <= defined_tests()


@pytest.mark.parametrize("tag", ["[M]", "[C]", "[S]", "[D]"])
def test_each_evidence_tag_is_explained(tag: str) -> None:
    assert f"| {tag} |" in PAGE.read_text("utf-8")
