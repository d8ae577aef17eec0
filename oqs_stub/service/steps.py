"""A request answered in two steps, so that nobody waits while thousands are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .inquiry_context import Asker, Outcome, Stores


@dataclass(frozen=True, slots=True)
class Steps:
    """First it is worked out, while others write; then it is written down.

    Between the two anything may change: the second step looks at whatever of that
    matters.
    """

    work_out: Callable[[Stores, Asker, Any], object]
    write_down: Callable[[Stores, Asker, Any, Any], Outcome]

    def __call__(self, stores: Stores, asker: Asker, request: object) -> Outcome:
        """Both steps at once."""
        return self.write_down(
            stores, asker, request, self.work_out(stores, asker, request)
        )
