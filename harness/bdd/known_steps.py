"""Which steps exist, and what to say when a feature uses one that does not."""

from __future__ import annotations

import difflib
import inspect
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_bdd.parsers import StepParser
from pytest_bdd.parsers import parse as parse_parser
from pytest_bdd.parsers import re as re_parser
from pytest_bdd.steps import StepFunctionContext, step_function_context_registry

if TYPE_CHECKING:
    from pytest_bdd.parser import Scenario, Step

KEYWORDS = {"given": "前提", "when": "もし", "then": "ならば"}
EXAMPLE = "例: "
CATALOGUE = "docs/reference/steps.md"
_GROUP = re.compile(r"\(\?P<(?P<name>\w+)>(?:[^()]|\((?:[^()])*\))*\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownStep:
    """One step as its author wrote it, ready to be shown to a person."""

    keywords: tuple[str, ...]  # "前提", "もし", "ならば"; a step may have several.
    text: str  # With ＜name＞ where a value goes.
    module: str
    function: str
    doc: str  # Its docstring; each line that begins with 例: is an example.
    example: str  # The one that uses these words; the text itself where none does.
    line: int

    @property
    def explanation(self) -> str:
        """What its author says of it, without the examples."""
        lines = self.doc.splitlines()
        return "\n".join(one for one in lines if not one.startswith(EXAMPLE)).strip()


class UnknownStepError(AssertionError):
    """A feature uses steps that nobody wrote; nothing of the scenario was run."""


def known_steps(modules: Iterable[str] | None = None) -> tuple[KnownStep, ...]:
    """Return the registered steps, in the order of their source.

    *modules* limits them to steps of these packages or modules.
    """
    merged: dict[tuple[str, str, str], list[StepFunctionContext]] = {}
    for context in list(step_function_context_registry.values()):
        function = context.step_func
        if function.__module__.startswith("pytest_bdd"):
            continue  # Its own debugging step "trace".
        if modules is not None and not _within(function.__module__, modules):
            continue
        key = (function.__module__, function.__qualname__, wording(context.parser))
        merged.setdefault(key, []).append(context)
    steps = [
        KnownStep(
            keywords=_keywords(contexts),
            text=text,
            module=module,
            function=name,
            doc=_doc(contexts[0]),
            example=_example(contexts[0]) or text,
            line=inspect.unwrap(contexts[0].step_func).__code__.co_firstlineno,
        )
        for (module, name, text), contexts in merged.items()
    ]
    return tuple(sorted(steps, key=lambda step: (step.module, step.line, step.text)))


def require_known(scenario: Scenario) -> None:
    """Raise `UnknownStepError` naming each unknown step, and the closest to it.

    Called before a scenario's first step, so that a slip of the pen spends no try
    of any card.
    """
    unknown = [step for step in scenario.steps if not _is_known(step)]
    if not unknown:
        return
    texts = known_steps()
    lines = []
    for step in unknown:
        keyword = KEYWORDS[step.type]
        lines.append(
            f"{step.line_number}行目: 知らないステップです: {keyword} {step.name}"
        )
        lines.extend(_advice(step, texts))
    lines.append(
        f"使えるステップの一覧: {CATALOGUE}"
        "（python -m scenarios.catalogue でも表示できます）"
    )
    raise UnknownStepError("\n".join(lines))


def _is_known(step: Step) -> bool:
    return any(
        context.type in (None, step.type) and context.parser.is_matching(step.name)
        for context in list(step_function_context_registry.values())
    )


def _advice(step: Step, known: tuple[KnownStep, ...]) -> list[str]:
    elsewhere = sorted(
        {
            KEYWORDS.get(context.type or "", "")
            for context in list(step_function_context_registry.values())
            if context.parser.is_matching(step.name)
        }
    )
    if elsewhere:
        return [f"    この文は「{'」「'.join(elsewhere)}」でだけ使えます。"]
    close = difflib.get_close_matches(
        step.name, [one.example for one in known], n=2, cutoff=0.3
    )
    return [f"    近いステップ: {example}" for example in close]


def _keywords(contexts: list[StepFunctionContext]) -> tuple[str, ...]:
    types = {context.type for context in contexts}
    return tuple(
        word for type_, word in KEYWORDS.items() if None in types or type_ in types
    )


def _doc(context: StepFunctionContext) -> str:
    return inspect.getdoc(context.step_func) or ""


def _example(context: StepFunctionContext) -> str:
    """The example in these words: a step of two wordings gives one for each."""
    lines = (line for line in _doc(context).splitlines() if line.startswith(EXAMPLE))
    examples = (line.removeprefix(EXAMPLE).strip() for line in lines)
    return next((one for one in examples if context.parser.is_matching(one)), "")


def wording(parser: StepParser) -> str:
    """Return a step's pattern with ＜name＞ where a value goes."""
    if isinstance(parser, re_parser):
        return _GROUP.sub(lambda m: f"＜{m['name']}＞", parser.name).replace("\\", "")
    if isinstance(parser, parse_parser):
        return re.sub(r"\{(\w+)(?::[^}]*)?\}", r"＜\1＞", parser.name)
    return str(parser.name)


def _within(module: str, names: Iterable[str]) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in names)
