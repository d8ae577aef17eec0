"""Watch a scenario as it runs, step by step, and keep what each step came to."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ..evidence.run_result import ScenarioResult, Status, StepResult

if TYPE_CHECKING:
    from pytest_bdd.parser import Feature, Scenario


class ScenarioRecorder:
    """The record of one running scenario; made when it starts, read when it ends."""

    def __init__(
        self, feature: Feature, scenario: Scenario, *, example: str = ""
    ) -> None:
        self._feature = feature
        self._scenario = scenario
        self._example = example  # The values of an outline's row.
        self._ended: list[tuple[Status, str]] = []
        self._started = time.perf_counter()

    def step_passed(self) -> None:
        """The running step has ended well."""
        self._ended.append((Status.PASSED, ""))

    def step_failed(self, error: BaseException) -> None:
        """The running step has ended with *error*; nothing after it is run."""
        self._ended.append((Status.FAILED, words_of(error)))

    @property
    def failed(self) -> bool:
        """Tell whether a step of the scenario has failed."""
        return any(status is Status.FAILED for status, _ in self._ended)

    @property
    def text(self) -> str:
        """Everything the scenario's lines say, with the values of its row."""
        return "\n".join([*(one.name for one in self._scenario.steps), self._example])

    def result(self, status: Status, *, reason: str) -> ScenarioResult:
        """Return what the scenario came to; steps not reached count as skipped."""
        not_reached = (Status.SKIPPED, "")
        rest = len(self._scenario.steps) - len(self._ended)
        name = self._scenario.name
        return ScenarioResult(
            feature=self._feature.name,
            name=f"{name}［{self._example}］" if self._example else name,
            status=status,
            steps=tuple(
                StepResult(
                    keyword=step.keyword.strip(),
                    text=step.name,
                    status=ended,
                    error=error,
                )
                for step, (ended, error) in zip(
                    self._scenario.steps,
                    [*self._ended, *[not_reached] * rest],
                    strict=True,
                )
            ),
            tags=tuple(sorted(tags_of(self._feature, self._scenario))),
            reason=reason,
            duration=time.perf_counter() - self._started,
            source=f"{Path(self._feature.filename).name}:{self._scenario.line_number}",
        )


def tags_of(feature: Feature, scenario: Scenario) -> frozenset[str]:
    """Return the tags of a scenario with those of its feature and rule."""
    of_rule = scenario.rule.tags if scenario.rule is not None else set()
    return frozenset(feature.tags | scenario.tags | of_rule)


def words_of(error: BaseException) -> str:
    """Return what an error says, without its type unless it says nothing else.

    pytest appends the compared values to an assertion's message; the message of a
    step already names them.
    """
    text = str(error).strip()
    message, separator, _ = text.partition("\nassert ")
    if isinstance(error, AssertionError) and separator:
        text = message
    return text or type(error).__name__


RECORDER = pytest.StashKey[ScenarioRecorder]()
"""Where a running item keeps its recorder."""
