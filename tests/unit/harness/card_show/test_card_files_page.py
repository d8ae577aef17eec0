"""The page of a card's files says what is on a card made now."""

from __future__ import annotations

from pathlib import Path

import pytest

from emulator.memory.image import CardImage
from harness.card_show.reference import example, render

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "card-files.md"


@pytest.fixture(scope="module")
def image() -> CardImage:
    return example()


def test_the_committed_page_is_current(image: CardImage) -> None:
    assert PAGE.read_text(encoding="utf-8") == render(image), (
        "run: python -m harness.card_show.reference docs/reference/card-files.md"
    )


def test_every_file_and_every_object_is_on_it(image: CardImage) -> None:
    page = render(image)
    _, *sections = page.split("\n## ")

    assert len(sections) == len(image.applications) + 1
    for section, application in zip(sections, image.applications, strict=False):
        assert f"AID `{application.aid.hex().upper()}`" in section
        rows = [line[2:6] for line in section.splitlines() if line[2:4].isdigit()]
        assert rows == sorted(f"{file.fid:04X}" for file in application.files)
    assert all(f"| {tag:04X} |" in sections[-1] for tag, _ in image.data_objects)
