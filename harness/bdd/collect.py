"""Collect a `.feature` file the way pytest collects a Python file.

No Python file has to be written beside it: a tester who knows only Gherkin hands
over a feature, and each scenario becomes a test.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from pytest_bdd.exceptions import GherkinParseError
from pytest_bdd.feature import get_feature
from pytest_bdd.scenario import get_python_name_generator, scenario

from card_profiles.machine_words import system_reason

from .lint import FeatureProblems, check_file

if TYPE_CHECKING:
    from _pytest._code.code import TerminalRepr

ENCODING = "utf-8-sig"  # Windows editors may put a byte order mark first.


class FeatureFile(pytest.Module):
    """One feature file; its scenarios are the test functions of a made-up module."""

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        """Check the file, then yield one item a scenario (one a row of an outline)."""
        check_file(self.path)
        self.obj = self._module_of_scenarios()
        yield from super().collect()

    def repr_failure(  # type: ignore[override]  # pytest.Collector narrows it so.
        self, excinfo: pytest.ExceptionInfo[BaseException]
    ) -> str | TerminalRepr:
        """Show what the author of the feature must mend, without a traceback."""
        if isinstance(excinfo.value, FeatureProblems):
            return str(excinfo.value)
        if isinstance(excinfo.value, GherkinParseError):
            error = excinfo.value
            return (
                f"{self.path.name} {error.line}行目: "
                f"Gherkinとして読めません: {error.message}"
            )
        if isinstance(excinfo.value, OSError):
            why = system_reason(excinfo.value)
            return f"{self.path.name} を読めません（{why}）。"
        return super().repr_failure(excinfo)

    def _module_of_scenarios(self) -> ModuleType:
        module = ModuleType(f"feature_{self.path.stem}")
        module.__file__ = str(self.path)
        base, name = str(self.path.parent), self.path.name
        for title in get_feature(base, name, encoding=ENCODING).scenarios:
            bound = scenario(name, title, encoding=ENCODING, features_base_dir=base)
            setattr(module, _free_name(module, title), bound(_nothing_more))
        return module


def _nothing_more() -> None:
    """A scenario is its steps; nothing follows them."""


def _free_name(module: ModuleType, title: str) -> str:
    return next(
        name for name in get_python_name_generator(title) if not hasattr(module, name)
    )
