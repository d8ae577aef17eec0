"""The 144 titles of the home visit, and what plays each: `scenario-titles.md`.

A title is played by the scenarios that carry its number as a tag
(`@req:home-visit-NN`), or has a reason in `titles.toml` why nothing here plays it.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from pytest_bdd.feature import get_feature

_TAG = re.compile(r"req:home-visit-(?P<number>\d+)")

_HEAD = """\
# 場面の一覧

<!-- features/ から作られます: python -m scenarios.titles FILE -->

居宅同意取得型の業務フローから挙げた144の場面と、それを演じるシナリオです。
シナリオは `mynabench run` で実行できます。場面の番号は、シナリオのタグ
`@req:home-visit-NN` と同じです。
シナリオの名前が場面と同じときは「同じ」とあります。演じないものには理由があります。
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """One situation of the real flow, as it was named before anything was written."""

    number: int
    feature: str
    text: str
    not_played: str = ""  # Why, where nothing plays it.


@dataclass(frozen=True, slots=True, order=True)
class Played:
    """A scenario that plays a title."""

    file: str
    name: str


def titles() -> tuple[Title, ...]:
    """All of them, in the order of their numbers."""
    source = resources.files(__package__).joinpath("titles.toml")
    document = tomllib.loads(source.read_text(encoding="utf-8"))
    reasons = document["not_played"]
    return tuple(
        Title(
            number=number,
            feature=feature["name"],
            text=text,
            not_played=reasons.get(str(number), ""),
        )
        for feature in document["feature"]
        for number, text in feature["titles"]
    )


def played(files: Sequence[Path]) -> Mapping[int, list[Played]]:
    """The scenarios of *files* by the numbers in their tags."""
    found: dict[int, list[Played]] = defaultdict(list)
    for file in sorted(files):
        feature = get_feature(str(file.parent), file.name, encoding="utf-8-sig")
        for scenario in feature.scenarios.values():
            for tag in scenario.tags:
                number = _TAG.fullmatch(tag)
                if number is not None:
                    found[int(number["number"])].append(
                        Played(file.name, scenario.name)
                    )
    return found


def ready_features() -> tuple[Path, ...]:
    """The features that come with the package."""
    import features

    return tuple(Path(str(features.__file__)).parent.glob("*.feature"))


def render(known: Sequence[Title], by_number: Mapping[int, list[Played]]) -> str:
    """Return the page as Markdown."""
    parts, last = [_HEAD], ""
    for title in known:
        if title.feature != last:
            last = title.feature
            parts.append(f"\n## {last}\n\n| | 場面 | 演じるシナリオ |\n|---|---|---|\n")
        parts.append(
            f"| {title.number} | {_cell(title.text)} "
            f"| {_players(title, by_number.get(title.number, []))} |\n"
        )
    return "".join(parts)


def _players(title: Title, scenarios: Sequence[Played]) -> str:
    if not scenarios:
        return f"演じない: {title.not_played}"
    return "<br>".join(
        f"`{one.file}` {'同じ' if one.name == title.text else _cell(one.name)}"
        for one in scenarios
    )


def _cell(text: str) -> str:
    return text.replace("<", "＜").replace(">", "＞").replace("|", "｜")


def main(arguments: list[str]) -> None:
    """Print the page, or write it to the file that is named."""
    page = render(titles(), played(ready_features()))
    if arguments:
        Path(arguments[0]).write_text(page, encoding="utf-8", newline="\n")
    else:
        sys.stdout.write(page)


if __name__ == "__main__":
    main(sys.argv[1:])
