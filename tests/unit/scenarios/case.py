"""One step that checks something, and where it must pass and must not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from scenarios.encounter import Encounter


@dataclass(frozen=True)
class Case:
    """A step, a scene in which it holds, and scenes in which it must not."""

    step: Callable[..., None]
    good: Callable[[], Encounter]
    bad: tuple[Callable[[], Encounter], ...]
    values: dict[str, object] = field(default_factory=dict)
