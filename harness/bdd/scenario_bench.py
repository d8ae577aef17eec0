"""One scenario's own bench: opened when a step first needs it, closed with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ..bench import Bench, open_bench
from ..evidence import paths
from ..evidence.write import write_traffic
from ..people import People
from .needs import require_capabilities
from .options import RunOptions
from .patients import mentioned
from .prepare import copy_with_cards
from .ready_state import ReadyState
from .recorder import RECORDER


@contextmanager
def open_scenario_bench(
    ready: ReadyState, options: RunOptions, item: pytest.Item
) -> Iterator[Bench]:
    """Open a bench on a fresh copy of the prepared state.

    Skips the scenario when the bench lacks what its `@needs:` tags ask for. Where a
    scenario fails and the run has an `out`, what card and server were told stays
    there, masked, in a folder of the scenario's own.
    """
    people = People(now=options.now)
    recorder = item.stash.get(RECORDER, None)
    named = mentioned(people, recorder.text) if recorder is not None else ()
    with (
        copy_with_cards(ready, options, named) as state,
        open_bench(
            options.spec,
            people=people,
            state_dir=state,
            seed=options.seed,
            now=options.now,
        ) as bench,
    ):
        require_capabilities(item, bench)
        try:
            yield bench
        finally:
            if options.out is not None and recorder is not None and recorder.failed:
                write_traffic(
                    bench.journal,
                    options.out / paths.FAILED / folder_name(item),
                    begun=bench.started_at,
                )


def folder_name(item: pytest.Item) -> str:
    """Return a folder name for one item's traffic, which any file system takes."""
    title = re.sub(r"\W+", "-", item.name.removeprefix("test_")).strip("-")
    return f"{item.path.stem}-{title}"[:80]
