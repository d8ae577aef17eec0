"""What a scenario needs of the bench, by its `@needs:` tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..ports import Capability

if TYPE_CHECKING:
    from ..bench import Bench

_NEEDS = "needs"


def require_known_capabilities(item: pytest.Item) -> None:
    """Fail a scenario whose `@needs:` names no capability: a slip of its author's."""
    known = {capability.value for capability in Capability}
    unknown = sorted(_wanted(item) - known)
    if unknown:
        pytest.fail(
            f"@needs:{'、@needs:'.join(unknown)} はありません。"
            f"使えるもの: {'、'.join(sorted(known))}",
            pytrace=False,
        )


def require_capabilities(item: pytest.Item, bench: Bench) -> None:
    """Skip, with the reason, a scenario that the bench cannot run."""
    missing = sorted(
        _wanted(item) - {capability.value for capability in bench.capabilities}
    )
    if missing:
        pytest.skip(
            f"ベンチ「{bench.spec.title}」は {'、'.join(missing)} ができません。"
        )


def _wanted(item: pytest.Item) -> set[str]:
    return {str(mark.kwargs.get("id", "")) for mark in item.iter_markers(_NEEDS)}
