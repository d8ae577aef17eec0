"""The step catalogue says what exists, and can be followed without Python."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pytest_bdd.steps import step_function_context_registry

import scenarios
from harness.bdd.known_steps import EXAMPLE, KEYWORDS, KnownStep, wording
from harness.bdd.lint import check
from scenarios.catalogue import GROUPS, PLACEHOLDERS, load_steps, main, render

STEPS = load_steps()
PAGE = Path(scenarios.__file__).parents[1] / "docs" / "reference" / "steps.md"


def named(step: KnownStep) -> str:
    return f"{step.module.rpartition('.')[2]}.{step.function}"


@pytest.mark.skipif(
    not PAGE.parent.is_dir(), reason="the installed package has no docs directory"
)
def test_the_committed_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(STEPS), (
        "run: python -m scenarios.catalogue docs/reference/steps.md"
    )


@pytest.mark.parametrize("step", STEPS, ids=named)
def test_every_step_explains_itself_and_gives_an_example(step: KnownStep) -> None:
    assert re.search("[ぁ-ん]", step.explanation)
    assert f"{EXAMPLE}{step.example}" in step.doc.splitlines()


@pytest.mark.parametrize("step", STEPS, ids=named)
def test_every_example_is_a_use_of_its_own_step_and_of_no_other(
    step: KnownStep,
) -> None:
    using = {
        (context.step_func.__name__, wording(context.parser), keyword)
        for context in step_function_context_registry.values()
        for type_, keyword in KEYWORDS.items()
        if context.step_func.__module__.startswith("scenarios.")
        and context.type in (None, type_)
        and context.parser.is_matching(step.example)
    }

    assert using == {(step.function, step.text, word) for word in step.keywords}


@pytest.mark.parametrize("step", STEPS, ids=named)
def test_every_placeholder_has_a_japanese_name(step: KnownStep) -> None:
    assert set(re.findall(r"＜(\w+)＞", step.text)) <= set(PLACEHOLDERS)


def test_every_group_of_steps_is_on_the_page() -> None:
    assert {step.module.rpartition(".")[2] for step in STEPS} == set(GROUPS)


def test_generated_people_can_be_registered_by_number() -> None:
    assert "### 架空の患者を＜人数＞人登録する" in render(STEPS)


def test_the_example_of_the_page_is_a_good_feature() -> None:
    example = re.search(r"```gherkin\n(# language: ja\n.*?)```", render(STEPS), re.S)

    assert example is not None
    assert check(example[1]) == ()


def test_the_page_is_written_where_it_is_asked_for(tmp_path: Path) -> None:
    main([str(tmp_path / "steps.md")])

    assert (tmp_path / "steps.md").read_bytes() == render(STEPS).encode()


def test_the_page_is_printed_where_no_file_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main([])

    assert capsys.readouterr().out == render(STEPS)
