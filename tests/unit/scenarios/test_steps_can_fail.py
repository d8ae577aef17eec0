"""Every 「ならば」 passes on what it names and fails on anything else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scenarios.catalogue import load_steps
from scenarios.encounter import Encounter
from scenarios.steps import clinic, staff

from . import stage
from .case import Case
from .desk_cases import DESK_CASES
from .device_cases import DEVICE_CASES
from .facility_cases import FACILITY_CASES
from .server_cases import SERVER_CASES
from .visit_cases import VISIT_CASES
from .window_cases import WINDOW_CASES

CASES = [
    *VISIT_CASES,
    *WINDOW_CASES,
    *DESK_CASES,
    *DEVICE_CASES,
    *FACILITY_CASES,
    *SERVER_CASES,
]


def named(case: Case) -> str:
    return case.step.__name__


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_step_passes_on_what_it_names(case: Case) -> None:
    case.step(case.good(), **case.values)


@pytest.mark.parametrize(
    ("case", "scene"),
    [
        pytest.param(case, scene, id=f"{named(case)}-{number}")
        for case in CASES
        for number, scene in enumerate(case.bad)
    ],
)
def test_a_step_fails_on_anything_else(
    case: Case, scene: Callable[[], Encounter]
) -> None:
    with pytest.raises(AssertionError, match=r"[ぁ-ん]"):
        case.step(scene(), **case.values)


def test_no_step_that_checks_is_left_out() -> None:
    written = {step.function for step in load_steps() if "ならば" in step.keywords}

    assert {named(case) for case in CASES} == written


@pytest.mark.parametrize(
    ("step", "values"),
    [
        (staff.registration_is_refused, {"reason": "気分"}),
        (clinic.validity_is, {"validity": "元気"}),
        (clinic.consents_are, {"kinds": "髪型", "flag": "同意する"}),
        (clinic.consents_are, {"kinds": "薬剤情報", "flag": "たぶん"}),
        (clinic.prescription_is, {"form": "石板"}),
    ],
)
def test_a_word_that_does_not_exist_is_answered_with_those_that_do(
    step: Callable[..., None], values: dict[str, str]
) -> None:
    with pytest.raises(AssertionError, match=r"使える言葉: .+、.+"):
        step(stage.encounter(answer=stage.record()), **values)
