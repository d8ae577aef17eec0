"""Every code block of the documentation runs, page by page, as a reader would type it.

The blocks of one page share a directory. What follows a block's language says how it
is met:

- `file=NAME`: the reader is told to save it under that name; it is saved there;
- `background`: started and left running, as in a second terminal, until the page
  ends; it is ready once it has printed something;
- `fails`: it must end with a status other than 0;
- `output` (of a block that is only shown): the block before it printed these lines;
  `…` stands for any text within a line and, alone on a line, for any lines;
- `hardware`, `other-system`, `by-ci`: it is not run here (see `blocks.NOT_RUN_HERE`).

Shell blocks find `mynabench` on the PATH. A Japanese page has the very blocks of its
English counterpart, so only one of the two is run.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from .blocks import NOT_RUN_HERE, ROOT, Block, blocks, original, pages, translations
from .terminal import Terminal, missing_line

SHOWN_ONLY = {"text", "console", "http", "mermaid"}
KNOWN_MARKS = {"background", "fails", "output", *NOT_RUN_HERE}
STEP_KEYWORDS = ("前提 ", "もし ", "ならば ", "かつ ", "しかし ")


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    opened = Terminal(tmp_path)
    yield opened
    opened.close()


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", sorted({*pages()} - {*translations()}), ids=_name)
def test_blocks_of_a_page_do_what_the_page_says(page: Path, terminal: Terminal) -> None:
    for block in blocks(page):
        unknown = block.marks - KNOWN_MARKS
        assert not unknown, f"{block.where}: unknown marks {sorted(unknown)}"
        if block.not_run_because is not None:
            continue
        if block.file is not None:
            terminal.save(block)
        if "output" in block.marks:
            missing = missing_line(block.text, terminal.printed)
            assert missing is None, (
                f"{block.where}: not printed: {missing}\n{terminal.printed}"
            )
        else:
            _meet(block, terminal)


def _meet(block: Block, terminal: Terminal) -> None:
    match block.language:
        case "sh" if "background" in block.marks:
            terminal.start(block)
        case "sh":
            terminal.shell(block)
        case "python":
            terminal.python(block)
        case "gherkin" if "機能:" in block.text:
            terminal.feature(block)
        case "gherkin":
            lines = [line.strip() for line in block.text.splitlines()]
            assert all(line.startswith(STEP_KEYWORDS) for line in lines), block.where
        case "json":
            json.loads(block.text)
        case "toml":
            tomllib.loads(block.text)
        case "xml":
            ElementTree.fromstring(block.text)  # noqa: S314 - our own pages.
        case language:
            assert language in SHOWN_ONLY, f"{block.where}: language {language!r}?"


@pytest.mark.parametrize("page", translations(), ids=_name)
def test_a_japanese_page_has_the_blocks_of_its_counterpart(page: Path) -> None:
    assert original(page).exists(), f"there is no {original(page).name}"

    here, there = blocks(page), blocks(original(page))

    for mine, theirs in zip(here, there, strict=False):
        assert mine.essence == theirs.essence, f"{mine.where} is not {theirs.where}"
    assert len(here) == len(there)


def test_what_ci_runs_itself_is_in_ci_run() -> None:
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    marked = [b for page in pages() for b in blocks(page) if "by-ci" in b.marks]

    assert marked
    for block in marked:
        for line in block.text.split("&&"):
            command = line.strip().split()[0]
            assert command in ci, f"{block.where}: {command} is not in .ci/run"


@pytest.mark.parametrize(
    ("shown", "missing"),
    [
        pytest.param("a\nb\n", None, id="two lines in a row"),
        pytest.param("b\n…\nd 4\n", None, id="any lines between"),
        pytest.param("d … \n", None, id="any text within a line"),
        pytest.param("a\nc\n", "c", id="a line is passed over"),
        pytest.param("c\n…\na\n", "a", id="wrong order"),
        pytest.param("d\n", "d", id="half a line"),
    ],
)
def test_shown_output_must_have_been_printed(shown: str, missing: str | None) -> None:
    assert missing_line(shown, "a\nb\nc  \nd 4\n") == missing
