"""The small model of the card, against the card, many times more often than daily."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.unit.emulator.conftest import (  # noqa: F401 - fixtures are found by name.
    image,
    key_source,
    persona,
    pki,
)
from tests.unit.emulator.test_card_model import CardMachine

if TYPE_CHECKING:
    from emulator.memory.image import CardImage

    from .conftest import Effort

EXAMPLES = 500
STEPS = 80


@pytest.mark.parametrize("contactless", [True, False], ids=["contactless", "contact"])
def test_the_card_behaves_like_its_model(
    image: CardImage,  # noqa: F811 - the fixture.
    effort: Effort,
    *,
    contactless: bool,
) -> None:
    machine = type(
        "Machine", (CardMachine,), {"image": image, "contactless": contactless}
    )

    run_state_machine_as_test(
        seed(effort.seed)(machine),
        settings=settings(
            max_examples=effort.times(EXAMPLES),
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
