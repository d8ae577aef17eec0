"""The features that come with the package: readable, unambiguous, all there."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_bdd.feature import get_feature
from pytest_bdd.parser import Feature
from pytest_bdd.steps import step_function_context_registry

import features
from harness.bdd.lint import check_file
from harness.ports import Capability
from scenarios.catalogue import load_steps

FOLDER = Path(features.__file__).parent
FILES = sorted(FOLDER.glob("*.feature"))
ASKED_FOR = {
    "home-visit-19": "first visit with all consents",
    "home-visit-20": "薬剤情報 only",
    "home-visit-23": "no consent",
    "home-visit-37": "wrong PIN once, then right",
    "home-visit-39": "locked at the third error",
    "home-visit-E18": "expired certificate",
    "home-visit-51": "revoked certificate",
    "home-visit-81": "insurance no longer valid",
    "home-visit-E03": "wrong kind of URL",
    "home-visit-07": "function not enabled",
    "home-visit-70": "再照会 before any card check",
    "home-visit-67": "再照会 on the second visit",
    "home-visit-77": "consent cancelled, then 再照会",
}


def read(file: Path) -> Feature:
    return get_feature(str(file.parent), file.name, encoding="utf-8-sig")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_feature_has_no_slip(file: Path) -> None:
    check_file(file)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_step_of_a_feature_has_exactly_one_meaning(file: Path) -> None:
    load_steps()
    for template in read(file).scenarios.values():
        rows = [row for table in template.examples for row in table.as_contexts()]
        for row in rows or [{}]:
            for step in template.render(row).steps:
                meanings = [
                    context.step_func.__name__
                    for context in step_function_context_registry.values()
                    if context.step_func.__module__.startswith("scenarios.")
                    and context.type in (None, step.type)
                    and context.parser.is_matching(step.name)
                ]
                assert len(meanings) == 1, f"{step.keyword} {step.name}: {meanings}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_scenario_is_short_and_says_which_requirement_it_shows(file: Path) -> None:
    feature = read(file)
    for template in feature.scenarios.values():
        own = [step for step in template.steps if step.background is None]
        assert 1 <= len(own) <= 7, template.name
        assert any(tag.startswith("req:") for tag in template.tags), template.name


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_needs_name_capabilities_that_exist(file: Path) -> None:
    known = {f"needs:{capability.value}" for capability in Capability}
    for template in read(file).scenarios.values():
        assert {tag for tag in template.tags if tag.startswith("needs:")} <= known


def test_every_scenario_that_was_asked_for_is_there() -> None:
    shown = {
        tag.removeprefix("req:")
        for file in FILES
        for template in read(file).scenarios.values()
        for tag in template.tags
        if tag.startswith("req:")
    }

    assert set(ASKED_FOR) <= shown
