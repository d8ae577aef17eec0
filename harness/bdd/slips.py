"""Slips of the pen in a feature's text, found line by line before Gherkin reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

OUTLINE_KEYWORDS = (
    "シナリオアウトライン",
    "シナリオテンプレート",
    "シナリオテンプレ",
    "テンプレ",
)
SCENARIO_KEYWORDS = ("シナリオ",)
BACKGROUND_KEYWORDS = ("背景",)
OTHER_TITLES = ("フィーチャ", "機能", "ルール", "例", "サンプル")
STEP_KEYWORDS = (
    *("前提", "もし", "ならば", "かつ", "且つ"),
    *("しかし", "然し", "ただし", "但し"),
)
"""The Japanese keywords of Gherkin."""

_HAVE_STEPS = (*OUTLINE_KEYWORDS, *SCENARIO_KEYWORDS, *BACKGROUND_KEYWORDS)
_TITLES = (*_HAVE_STEPS, *OTHER_TITLES)
_SPACES = " \t\u3000"
_FULL_WIDTH_DIGIT = re.compile("[０-９]")
_HALF_WIDTH_BRACKET = re.compile("[｢｣]")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: the line it is on (from 1) and what to do."""

    line: int
    message: str


def slips_of_the_pen(text: str) -> Iterator[Problem]:
    """Yield what Japanese input methods make easy and Gherkin does not forgive."""
    has_titles = False
    takes_steps = False  # Under 機能 and ルール a line is a description.
    inside_docstring = False
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.strip(_SPACES + "\r\ufeff")
        if line.startswith(('"""', "```")):
            inside_docstring = not inside_docstring
        if inside_docstring or not line or line.startswith("#"):
            continue
        title = next((k for k in _TITLES if _is_title(line, k)), None)
        if title is not None:
            has_titles = True
            takes_steps = title in _HAVE_STEPS
            if line[len(title) :].lstrip(_SPACES).startswith("："):
                yield Problem(
                    number,
                    f"「{title}：」の全角コロンを半角の「:」にしてください"
                    f"（{title}: …）。",
                )
        elif line.startswith("｜"):
            yield Problem(number, "表の全角「｜」を半角の「|」にしてください。")
        elif line.startswith("＠"):
            yield Problem(number, "タグの全角「＠」を半角の「@」にしてください。")
        elif (meant := _meant_title(line)) is not None:
            written, keyword = meant
            yield Problem(
                number,
                f"「{written}:」という見出しはありません。"
                f"「{keyword}:」の書き誤りですか。",
            )
        elif takes_steps:
            yield from _slips_of_a_step(number, line)
    if has_titles and re.match(r"\ufeff?\s*#\s*language\s*:\s*ja\b", text) is None:
        yield Problem(1, "1行目に「# language: ja」と書いてください。")


def _slips_of_a_step(number: int, line: str) -> Iterator[Problem]:
    step = next((k for k in STEP_KEYWORDS if line.startswith(k)), None)
    if step is None:
        return
    rest = line[len(step) :]
    if rest and rest[0] not in _SPACES:
        yield Problem(
            number,
            f"「{line[:12]}…」は「{step}」と「{rest[:8]}…」に分けて読まれます。"
            f"「{step}」の後に空白を入れるか、別の言葉で始めてください。",
        )
    digit = _FULL_WIDTH_DIGIT.search(rest)
    if digit is not None:
        yield Problem(
            number, f"数字「{digit[0]}」が全角です。半角の数字にしてください: {line}"
        )
    bracket = _HALF_WIDTH_BRACKET.search(rest)
    if bracket is not None:
        yield Problem(
            number,
            f"かぎかっこ「{bracket[0]}」が半角です。全角の「」にしてください: {line}",
        )


def _meant_title(line: str) -> tuple[str, str] | None:
    """What stands before a colon, and the keyword that it is almost."""
    written = re.match(r"([^\s:：|]+)\s*[:：]", line)
    if written is None or line.startswith(STEP_KEYWORDS):
        return None
    near = get_close_matches(written[1], _TITLES, n=1, cutoff=0.75)
    return (written[1], near[0]) if near else None


def _is_title(line: str, keyword: str) -> bool:
    rest = line[len(keyword) :].lstrip(_SPACES)
    return line.startswith(keyword) and rest.startswith((":", "："))
