"""A scenario that the bench cannot run is skipped with the reason, never passed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from harness.bdd.needs import require_capabilities, require_known_capabilities
from harness.bdd.scenario_bench import folder_name
from harness.bench import Bench
from harness.ports import Capability


def scenario(*needs: str) -> pytest.Item:
    marks = [SimpleNamespace(kwargs={"id": need}) for need in needs]
    return cast("pytest.Item", SimpleNamespace(iter_markers=lambda _: marks))


def bench(*capabilities: Capability) -> Bench:
    return cast(
        "Bench",
        SimpleNamespace(
            capabilities=frozenset(capabilities),
            spec=SimpleNamespace(title="実カード"),
        ),
    )


def test_a_bench_that_can_runs_it() -> None:
    require_capabilities(scenario("tear"), bench(Capability.TEAR))


def test_a_bench_that_cannot_skips_it_and_says_why() -> None:
    with pytest.raises(pytest.skip.Exception, match="実カード」は set-clock、tear が"):
        require_capabilities(
            scenario("tear", "set-clock", "control"), bench(Capability.CONTROL)
        )


def test_a_capability_that_nobody_knows_fails() -> None:
    with pytest.raises(pytest.fail.Exception, match="@needs:fly はありません"):
        require_known_capabilities(scenario("tear", "fly"))


def test_a_folder_name_is_safe_everywhere() -> None:
    item: Any = SimpleNamespace(
        name="test_鍵/「で」: 開く?[回=1]", path=SimpleNamespace(stem="door")
    )

    assert folder_name(item) == "door-鍵-で-開く-回-1"
