"""The pages agree with the program, and with each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

from card_profiles import loader
from harness.bench_spec import DRIVERS, ready_benches
from harness.cli import main
from harness.ports import Capability
from harness.results import Reason

from .blocks import ROOT, pages

REFERENCE = ROOT / "docs" / "reference"
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_LINK = re.compile(r"\]\((?!https?://)([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def _anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives the page's headings."""
    headings = _HEADING.findall(page.read_text(encoding="utf-8"))
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in headings
    }


def _commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


COMMANDS = dict(_commands(main, "mynabench"))


@pytest.mark.parametrize("page", pages(), ids=_name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = _CODE.sub("", page.read_text(encoding="utf-8"))

    for target in map(unquote, _LINK.findall(text)):
        file, _, anchor = target.partition("#")
        found = (page.parent / file).resolve() if file else page
        assert found.exists(), target
        assert not anchor or anchor in _anchors(found), target


def test_every_page_can_be_reached_from_the_index() -> None:
    reached: set[Path] = set()
    waiting = [ROOT / "docs" / "README.md", ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        for target in _LINK.findall(page.read_text(encoding="utf-8")):
            waiting.append((page.parent / unquote(target).partition("#")[0]).resolve())

    assert set(pages()) - reached == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_the_reference_has_every_option_of_a_command(name: str) -> None:
    text = (REFERENCE / "commands.md").read_text(encoding="utf-8")
    section = text.partition(f"## {name}\n")[2].partition("\n## ")[0]

    missing = [
        option
        for parameter in COMMANDS[name].params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
        if f"`{option}`" not in section
    ]

    assert missing == []


def test_the_reference_has_no_option_that_is_gone() -> None:
    text = (REFERENCE / "commands.md").read_text(encoding="utf-8")
    options = {o for c in COMMANDS.values() for p in c.params for o in p.opts}

    named = {
        o
        for row in re.findall(r"^\| (`-.*?) \|", text, re.MULTILINE)
        for o in re.findall(r"`(-[-\w]+)`", row)
    }

    assert named - options == set()


@pytest.mark.parametrize(
    ("page", "words"),
    [
        pytest.param("reason-codes.md", list(Reason), id="reasons"),
        pytest.param("bench-file.md", [*DRIVERS], id="layers"),
        pytest.param(
            "bench-file.md",
            sorted({d for ds in DRIVERS.values() for d in ds}),
            id="drivers",
        ),
        pytest.param("bench-file.md", ready_benches(), id="benches"),
        pytest.param("bench-file.md", list(Capability), id="capabilities"),
        pytest.param(
            "../how-to/scenarios.md", [f"@needs:{c}" for c in Capability], id="needs"
        ),
        pytest.param("../how-to/personas.md", loader.names(), id="personas"),
    ],
)
def test_a_page_has_every_word_of_the_program(page: str, words: list[str]) -> None:
    text = (REFERENCE / page).read_text(encoding="utf-8")

    assert [word for word in words if f"`{word}`" not in text] == []
