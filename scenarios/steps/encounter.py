"""The fixture that every step shares: one encounter a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from harness.bdd.recorder import RECORDER

from ..encounter import Encounter

if TYPE_CHECKING:
    from harness.bench import Bench


@pytest.fixture
def encounter(request: pytest.FixtureRequest, bench: Bench) -> Iterator[Encounter]:
    """A new encounter; a refusal nobody looked at fails the scenario at its end."""
    encounter = Encounter(bench)
    yield encounter
    for close in encounter.at_end:
        close()
    if not request.node.stash[RECORDER].failed:
        encounter.require_nothing_refused()
