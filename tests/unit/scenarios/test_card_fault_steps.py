"""The steps that give a card faults and a speed: only where the bench can."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from harness.card_conditions import ConditionsInForce
from harness.ports import Capability
from scenarios.encounter import Encounter
from scenarios.steps import card

from . import stage


def able(conditions: ConditionsInForce) -> Encounter:
    """Return an encounter on a bench whose cards can have faults."""
    one = stage.encounter()
    bench: Any = one.bench
    bench.capabilities = frozenset({Capability.CARD_FAULTS})
    bench.cards = SimpleNamespace(
        arm_fault=conditions.arm,
        clear_faults=conditions.clear,
        set_timing=conditions.pace,
    )
    return one


def test_faults_and_speed_reach_the_cards() -> None:
    conditions = ConditionsInForce()
    inner: Any = SimpleNamespace(atr=b"\x3b\x80", transmit=lambda _: b"\x90\x00")
    encounter = able(conditions)

    card.fault_is_armed(encounter, "状態語の差し替え:sw=6F00")
    assert conditions.around(inner).transmit(b"\x00\xb0\x00\x00\x00") == b"\x6f\x00"

    card.faults_are_cleared(encounter)
    assert conditions.around(inner) is inner

    card.card_takes_its_time(encounter, "実物並み")
    assert conditions.around(inner) is not inner


@pytest.mark.parametrize(
    ("step", "values"),
    [
        (card.fault_is_armed, ["無応答"]),
        (card.faults_are_cleared, []),
        (card.card_takes_its_time, ["実物並み"]),
    ],
)
def test_a_bench_that_cannot_names_the_tag(step: Any, values: list[str]) -> None:  # noqa: ANN401 - any step.
    with pytest.raises(AssertionError, match="@needs:card-faults"):
        step(stage.encounter(), *values)


@pytest.mark.parametrize(
    ("step", "value", "words"),
    [
        (card.fault_is_armed, "pulle", "「pulle」という障害はありません.*pulled"),
        (card.card_takes_its_time, "遅い", "「遅い」という速さはありません.*実物並み"),
    ],
)
def test_a_word_that_does_not_exist_fails_the_step(
    step: Any,  # noqa: ANN401 - any step.
    value: str,
    words: str,
) -> None:
    with pytest.raises(AssertionError, match=words):
        step(able(ConditionsInForce()), value)
