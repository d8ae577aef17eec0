"""The reports of one run, from when it can begin until it has ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from ..evidence.paths import JUNIT, RUN_JSON
from ..evidence.run_result import RunResult, ScenarioResult
from .options import RunOptions


class RunEvidence:
    """What one run leaves in its directory; without a directory, nothing.

    A run in which nothing could begin leaves there what an earlier one left.
    """

    def __init__(self, options: RunOptions, *, writes: bool) -> None:
        self._options = options
        self._out = options.out if writes else None
        self._begun = False
        self._written = False
        self.results: dict[str, ScenarioResult] = {}  # By the id of the test.

    def begin(self) -> None:
        """Put away what an earlier run left: this one can begin."""
        if self._out is None or self._begun:
            return
        from ..evidence.run_report import begin_run  # Loads the templates only now.

        self._begun = True
        begin_run(self._so_far(interrupted=True), self._out)

    @contextmanager
    def beside_junit(self) -> Iterator[None]:
        """Let pytest write its junit.xml, but not over that of an earlier run."""
        if not self._leaves_earlier:
            self.begin()
            yield
            return
        junit = None if self._out is None else self._out / JUNIT
        earlier = junit.read_bytes() if junit is not None and junit.exists() else None
        yield
        if junit is not None and earlier is not None:
            junit.write_bytes(earlier)

    def write(self, *, interrupted: bool) -> None:
        """Write run.json and report.html, once."""
        if self._out is None or self._written or self._leaves_earlier:
            return
        from ..evidence.run_report import write_run  # Loads the templates only now.

        self._written = True
        write_run(self._so_far(interrupted=interrupted), self._out)

    @property
    def _leaves_earlier(self) -> bool:
        if self._out is None or self._begun or self.results:
            return False
        return (self._out / RUN_JSON).exists()

    def _so_far(self, *, interrupted: bool) -> RunResult:
        return RunResult(
            scenarios=tuple(_in_order(self.results.values())),
            bench_name=self._options.spec.name,
            layers=self._options.spec.layers,
            seed=self._options.seed,
            now=self._options.now,
            interrupted=interrupted,
        )


def _in_order(results: Iterable[ScenarioResult]) -> list[ScenarioResult]:
    """Sort by feature file and line: xdist's workers finish in any order."""

    def place(result: ScenarioResult) -> tuple[str, int]:
        file, _, line = result.source.rpartition(":")
        return file, int(line or 0)

    return sorted(results, key=place)
