"""Read a feature file as its author meant it, and say in Japanese what is wrong.

The Gherkin reader is silent about several slips that Japanese input methods make
easy, and some of them would let a scenario pass without having checked anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from gherkin.errors import CompositeParserException, ParserError
from gherkin.parser import Parser

from .slips import OUTLINE_KEYWORDS, Problem, slips_of_the_pen

_PLACEHOLDER = re.compile(r"<([^<>]+)>")
_TAG_SHAPE = re.compile(r"@[\w.+/-]+(:[\w.+/-]+)?")


class FeatureProblems(Exception):  # noqa: N818 - what the author meets, several at once.
    """A feature file that cannot be run as it stands; nothing of it was run."""

    def __init__(self, path: Path, problems: tuple[Problem, ...]) -> None:
        lines = "\n".join(f"  {path.name} {p.line}行目: {p.message}" for p in problems)
        super().__init__(f"{path} を実行できません。次の点を直してください。\n{lines}")
        self.path = path
        self.problems = problems


def check_file(path: Path) -> None:
    """Check one feature file. Raises `FeatureProblems` with every problem found."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        problem = Problem(
            1, "文字コードが UTF-8 ではありません。UTF-8 で保存してください。"
        )
        raise FeatureProblems(path, (problem,)) from None
    problems = check(text)
    if problems:
        raise FeatureProblems(path, problems)


def check(text: str) -> tuple[Problem, ...]:
    """Return every problem of a feature's text, in the order of its lines."""
    slips = tuple(slips_of_the_pen(text))
    if slips:
        return slips  # The reader's own complaints would only repeat them.
    try:
        document = Parser().parse(text)
    except (CompositeParserException, ParserError) as error:
        return tuple(_reader_errors(error))
    problems = _meaning(document, text.splitlines())
    return tuple(sorted(problems, key=lambda problem: problem.line))


def _reader_errors(error: CompositeParserException | ParserError) -> Iterator[Problem]:
    errors = error.errors if isinstance(error, CompositeParserException) else [error]
    for one in errors:
        location: Any = getattr(one, "location", None) or {}
        text = re.sub(r"^\(\d+:\d+\):\s*", "", str(one))
        yield Problem(int(location.get("line", 1)), f"Gherkinとして読めません: {text}")


def _meaning(document: Any, lines: Sequence[str]) -> Iterator[Problem]:  # noqa: ANN401 - the reader's document is an untyped tree.
    feature = document.get("feature")
    if feature is None:
        yield Problem(1, "「機能:」がありません。")
        return
    yield from _tags(feature)
    titles: dict[str, int] = {}
    count = 0
    for background in _backgrounds(feature):
        yield from _description(background, lines)
    for scenario, background in _scenarios(feature):
        count += 1
        yield from _scenario(scenario, background, lines)
        line, name = scenario["location"]["line"], scenario["name"]
        if not name:
            yield Problem(line, "シナリオに題名がありません。")
        if name in titles:
            yield Problem(
                line,
                f"同じ題名のシナリオが{titles[name]}行目にあります。題名を変えてください"
                "（同じ題名では片方が実行されません）。",
            )
        titles.setdefault(name, line)
    if not count:
        yield Problem(feature["location"]["line"], "シナリオが1つもありません。")


def _backgrounds(feature: Any) -> Iterator[Any]:  # noqa: ANN401 - untyped tree.
    for child in feature["children"]:
        if "background" in child:
            yield child["background"]
        yield from _backgrounds(child["rule"]) if "rule" in child else ()


def _scenarios(feature: Any) -> Iterator[tuple[Any, list[Any]]]:  # noqa: ANN401 - untyped tree.
    outer: list[Any] = []
    for child in feature["children"]:
        if "background" in child:
            outer = child["background"]["steps"]
        elif "rule" in child:
            inner: list[Any] = []
            for grandchild in child["rule"]["children"]:
                if "background" in grandchild:
                    inner = grandchild["background"]["steps"]
                elif "scenario" in grandchild:
                    yield grandchild["scenario"], [*outer, *inner]
        elif "scenario" in child:
            yield child["scenario"], outer


def _scenario(
    scenario: Any,  # noqa: ANN401 - untyped tree.
    background: list[Any],
    lines: Sequence[str],
) -> Iterator[Problem]:
    line, steps = scenario["location"]["line"], scenario["steps"]
    yield from _tags(scenario)
    yield from _description(scenario, lines)
    if not steps:
        yield Problem(
            line, "ステップがありません（このままでは何も調べずに合格します）。"
        )
    elif not any(s["keywordType"] == "Outcome" for s in [*background, *steps]):
        yield Problem(
            line, "「ならば」がありません。何を確かめるシナリオかを書いてください。"
        )
    columns: set[str] = set()
    rows = 0
    for examples in scenario["examples"]:
        yield from _tags(examples, on_examples="例のタグにコロンは使えません")
        header = examples.get("tableHeader")
        columns |= {c["value"] for c in header["cells"]} if header else set()
        rows += len(examples.get("tableBody") or ())
    used = {name for step in steps for name in _PLACEHOLDER.findall(str(step))} | set(
        _PLACEHOLDER.findall(scenario["name"])
    )
    if scenario["keyword"] in OUTLINE_KEYWORDS and not rows:
        yield Problem(
            line, "シナリオアウトラインに「例:」の表（見出しと1行以上）が要ります。"
        )
    elif rows and used - columns:
        missing = "、".join(f"<{name}>" for name in sorted(used - columns))
        yield Problem(line, f"{missing} が「例:」の表の見出しにありません。")


def _description(node: Any, lines: Sequence[str]) -> Iterator[Problem]:  # noqa: ANN401 - untyped tree.
    """A first step with a mistyped keyword is read as a description, and not run."""
    text = node.get("description", "").strip()
    if text:
        first = text.splitlines()[0].strip()
        below = node["location"]["line"]  # From 1: the index of the next line.
        yield Problem(
            next(n for n, line in enumerate(lines[below:], below + 1) if first in line),
            f"「{first}」はステップとして読まれません。"
            "前提・もし・ならば・かつ・しかし で始めてください"
            "（説明なら # で始めます）。",
        )


def _tags(node: Any, *, on_examples: str = "") -> Iterator[Problem]:  # noqa: ANN401 - untyped tree.
    for tag in node["tags"]:
        line, name = tag["location"]["line"], tag["name"]
        if _TAG_SHAPE.fullmatch(name) is None:
            yield Problem(
                line,
                f"タグ「{name}」には文字・数字・「-」「_」「.」と、コロン1つだけが使えます。",
            )
        elif on_examples and ":" in name:
            yield Problem(line, f"{on_examples}: {name}")
