"""The fidelity pages name only tests, parameters and evidence that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest

from emulator.behaviour import CardBehaviour

TESTS = Path(__file__).parents[2]
INDEX = TESTS.parent / "docs" / "explanation" / "fidelity.md"
TAGS = ("[M]", "[C]", "[S]", "[D]")
HEAD = "| behaviour | real card | ours | evidence | test |"


def pages() -> list[Path]:
    return sorted((INDEX.parent / "fidelity").glob("*.md"))


def rows(page: Path) -> Iterator[list[str]]:
    """Give the cells of each row of a page's tables, heads and rules left out."""
    for line in page.read_text("utf-8").splitlines():
        if line.startswith("|") and line != HEAD and not line.startswith("| ---"):
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


ROWS = [
    pytest.param(row, id=f"{page.stem}-{number}")
    for page in pages()
    for number, row in enumerate(rows(page), start=1)
]


@cache
def defined_tests() -> dict[str, set[str]]:
    """Where each test function is, by its name."""
    found: dict[str, set[str]] = {}
    for path in TESTS.rglob("test_*.py"):
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.M):
            found.setdefault(name, set()).add(path.relative_to(TESTS).as_posix())
    return found


@cache
def files() -> frozenset[str]:
    found = [*TESTS.rglob("test_*.py"), *TESTS.rglob("goldens/*.txt")]
    return frozenset(path.relative_to(TESTS).as_posix() for path in found)


def problem(test: str) -> str | None:
    """Say what is wrong with a test or file that a row names, None if nothing is."""
    path, _, name = test.rpartition("::")
    if "." in name and not path:
        path, name = name, ""
    at = {file for file in files() if f"/{file}".endswith(f"/{path}")} if path else None
    if at is not None and len(at) != 1:
        return f"{test}: {len(at)} files have that path, expected one"
    if not name:
        return None
    there = defined_tests().get(name, set())
    if not there or (at is not None and not there & at):
        return f"{test}: no such test; its name is in {sorted(there) or 'no file'}"
    return None


def test_the_tables_are_there() -> None:
    assert len(pages()) >= 8
    assert len(ROWS) > 200


@pytest.mark.parametrize("row", ROWS)
def test_a_row_says_all_five_things(row: list[str]) -> None:
    assert len(row) == 5, row
    assert all(row)
    behaviour, _, _, evidence, tests = row
    assert evidence.startswith(("–", "as there")) or any(t in evidence for t in TAGS)
    named = re.findall(r"`([^`]+)`", tests)
    assert named or re.fullmatch(r"by hand, 20\d\d-\d\d", tests), behaviour
    assert [said for said in map(problem, named) if said] == []


def test_what_names_no_test_is_noticed() -> None:
    assert problem("test_nobody_wrote_this")
    assert problem("emulator/test_nothing.py")
    assert problem("commands/test_reading.py::test_asking_for_the_tries")
    assert problem("commands/test_reading.py::test_five_wrong_sign_passwords")
    assert problem("test_status_words.py")  # Two files are called so.
    assert problem("status_words/test_status_words_pins.py::test_answers") is None


def test_every_parameter_that_is_named_exists() -> None:
    known = {entry.name for entry in fields(CardBehaviour)}
    named = {
        name
        for page in [INDEX, *pages()]
        for name in re.findall(
            r"`(sw_\w+|(?!test_)\w+_tries)`", page.read_text("utf-8")
        )
    }

    assert named - known == set()


def test_every_parameter_has_its_row() -> None:
    text = "".join(page.read_text("utf-8") for page in pages())

    missing = [e.name for e in fields(CardBehaviour) if f"`{e.name}`" not in text]

    assert missing == []


@pytest.mark.parametrize("tag", [*TAGS, "–"])
def test_each_kind_of_evidence_is_explained(tag: str) -> None:
    assert f"| {tag} |" in INDEX.read_text("utf-8")


def test_the_index_leads_to_every_page() -> None:
    text = INDEX.read_text("utf-8")

    assert [p.name for p in pages() if f"(fidelity/{p.name})" not in text] == []
