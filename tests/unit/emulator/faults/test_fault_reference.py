"""The page and the listing of faults say what exists."""

from __future__ import annotations

from pathlib import Path

import pytest

import emulator
from emulator.commands.names import COMMANDS
from emulator.faults import CATALOGUE, PROFILES
from emulator.faults.reference import listing, main, render
from emulator.timing import TITLES

PAGE = Path(emulator.__file__).parents[1] / "docs" / "reference" / "card-faults.md"


@pytest.mark.skipif(
    not PAGE.parent.is_dir(), reason="the installed package has no docs directory"
)
def test_the_committed_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(), (
        "run: python -m emulator.faults.reference docs/reference/card-faults.md"
    )


@pytest.mark.parametrize("text", [render(), listing()], ids=["page", "listing"])
def test_everything_is_on_it(text: str) -> None:
    words = [
        *CATALOGUE,
        *(kind.title for kind in CATALOGUE.values()),
        *(p.title for kind in CATALOGUE.values() for p in kind.parameters),
        *PROFILES,
        *COMMANDS,
        *TITLES,
    ]

    assert [word for word in words if word not in text] == []


def test_the_page_is_written_where_it_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([str(tmp_path / "page.md")])
    main([])

    assert (tmp_path / "page.md").read_bytes() == render().encode()
    assert capsys.readouterr().out == render()
