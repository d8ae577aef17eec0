"""The steps that change the national side: what they ask of it, and their words."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from harness.ports import Capability
from scenarios.encounter import Encounter
from scenarios.steps import faults

from . import stage


class Control:
    """A control port that writes down what it is asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any method of the port.
        def ask(*values: object, **named: object) -> None:
            if "nonsense" in values or ["nonsense"] in values:
                raise ValueError("「nonsense」はありません。使えるもの: slow")
            self.asked.append((name, *values, *sorted(named.items())))

        return ask


def able(control: Control) -> Encounter:
    one = stage.encounter()
    bench: Any = one.bench
    bench.capabilities = frozenset({Capability.SERVER_FAULTS})
    bench.server = SimpleNamespace(control=control)
    return one


@pytest.mark.parametrize(
    ("step", "values", "asked"),
    [
        (faults.fault_is_armed, ["停止"], ("arm_fault", "停止")),
        (faults.faults_are_cleared, [], ("clear_faults",)),
        (
            faults.messages_drift,
            ["順序違い、空の要素"],
            ("set_drifts", ["順序違い", "空の要素"]),
        ),
        (faults.certificate_is_revoked, [], ("revoke_certificate", "hanako")),
        (faults.certificate_is_reinstated, [], ("reinstate_certificate", "hanako")),
        (
            faults.consent_lapses,
            ["患者による取消し"],
            ("lapse_consent", "hanako", stage.INSTITUTION, ("reason", "2")),
        ),
        (
            faults.institution_is_in,
            ["西日本"],
            ("change_institution", stage.INSTITUTION, ("region", "西日本")),
        ),
        (
            faults.institution_leaves_service,
            [],
            ("change_institution", stage.INSTITUTION, ("state", "exempt")),
        ),
        (
            faults.minutes_later,
            [20],
            ("set_clock", stage.NOW + timedelta(minutes=20)),
        ),
    ],
)
def test_a_step_asks_for_what_it_says(
    step: Any,  # noqa: ANN401 - any step.
    values: list[object],
    asked: tuple[object, ...],
) -> None:
    control = Control()

    step(able(control), *values)

    assert control.asked == [asked]


@pytest.mark.parametrize(
    ("step", "value"),
    [
        (faults.fault_is_armed, "nonsense"),
        (faults.messages_drift, "nonsense"),
        (faults.consent_lapses, "気まぐれ"),
    ],
)
def test_a_word_that_does_not_exist_fails_the_step_in_words(
    step: Any,  # noqa: ANN401 - any step.
    value: str,
) -> None:
    with pytest.raises(AssertionError, match="使える"):
        step(able(Control()), value)


@pytest.mark.parametrize(
    ("step", "values"),
    [
        (faults.fault_is_armed, ["停止"]),
        (faults.faults_are_cleared, []),
        (faults.messages_drift, ["順序違い"]),
    ],
)
def test_a_bench_that_cannot_names_the_tag(step: Any, values: list[str]) -> None:  # noqa: ANN401 - any step.
    with pytest.raises(AssertionError, match="@needs:server-faults"):
        step(stage.encounter(), *values)
