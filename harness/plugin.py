"""The pytest plugin of the bench: `pytest -p harness.plugin visit.feature`.

It collects feature files without any Python beside them, opens a fresh bench for
each scenario, skips what the bench cannot do, and writes the report of the run.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from card_profiles.dates import JST

from .bdd.collect import FeatureFile
from .bdd.interruption import INTERRUPTED, say_in_one_line
from .bdd.known_steps import UnknownStepError, require_known
from .bdd.needs import require_known_capabilities
from .bdd.options import RunOptions, add_options, read_options
from .bdd.outcome import failure_text, result_of, summary_lines, unreadable_file
from .bdd.ready_state import ReadyState
from .bdd.recorder import RECORDER, ScenarioRecorder
from .bdd.run_evidence import RunEvidence
from .bdd.tags import MARKERS, mark_expression, mark_of
from .evidence.paths import JUNIT
from .evidence.run_result import ScenarioResult
from .ports import BenchUnavailable

if TYPE_CHECKING:
    from pytest_bdd.parser import Feature, Scenario, Step

    from .bench import Bench

pytest_plugins = ["scenarios.steps"]  # The steps; named here, never imported.

_OPTIONS = pytest.StashKey[RunOptions]()
_READY = pytest.StashKey[ReadyState]()
_EVIDENCE = pytest.StashKey[RunEvidence]()
_EXIT_UNAVAILABLE = 3
_REPORTED = "mynabench_scenario"  # The attribute that carries a result to the report.


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare --bench, --tags, --out, --seed and --now."""
    add_options(parser)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Check the options, and let pytest's own plugins see what follows from them."""
    options = read_options(config, now=datetime.now(JST).replace(microsecond=0))
    config.stash[_OPTIONS] = options
    writes = not (config.option.collectonly or _is_worker(config))
    config.stash[_EVIDENCE] = RunEvidence(options, writes=writes)
    # A file that cannot be read is a failure of its own, and stops no other.
    config.option.continue_on_collection_errors = True
    config.option.now = options.now.isoformat()  # xdist's workers take it from here.
    for line in MARKERS:
        config.addinivalue_line("markers", line)
    config.pluginmanager.register(_WithConfig(config), "mynabench-with-config")
    if options.tags is not None:
        by_tag, chosen = mark_expression(options.tags), config.option.markexpr
        config.option.markexpr = f"({chosen}) and ({by_tag})" if chosen else by_tag
    if options.out is not None and not config.option.xmlpath:
        config.option.xmlpath = str(options.out / JUNIT)


class _WithConfig:
    """The hooks that pytest calls without the configuration they need."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    def pytest_bdd_apply_tag(self, tag: str, function: Callable[..., object]) -> bool:
        """Mark the scenario's function; True tells pytest-bdd that it is done."""
        mark_of(tag, self._config)(function)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Gather results; the last word on a scenario counts (its clearing away)."""
        document = getattr(report, _REPORTED, None)
        if document is not None:
            result = ScenarioResult.from_document(document)
            self._config.stash[_EVIDENCE].results[report.nodeid] = result

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Count a file that cannot be read; each worker tells of it."""
        if report.failed:
            unreadable = unreadable_file(report)
            self._config.stash[_EVIDENCE].results[report.nodeid] = unreadable

    @pytest.hookimpl(trylast=True)
    def pytest_keyboard_interrupt(
        self, excinfo: pytest.ExceptionInfo[BaseException]
    ) -> None:
        """Note that somebody stopped the run; that is no fault to explain."""
        if isinstance(excinfo.value, KeyboardInterrupt):
            self._config.stash[INTERRUPTED] = True
            say_in_one_line(self._config)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Before workers start, prepare what they share, or say what is missing."""
    config = session.config
    if config.option.collectonly or _is_worker(config):
        return
    if getattr(config.option, "numprocesses", None):
        _ready(config)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:  # noqa: ANN401 - xdist publishes no type for it.
    """Tell an xdist worker where the prepared state lies."""
    node.workerinput["mynabench_ready"] = str(_ready(node.config).home)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(
    node: Any,  # noqa: ANN401 - xdist publishes no type for it.
    ids: Sequence[str],
) -> None:
    """Begin once a worker has found scenarios: none runs before all have looked."""
    if ids:
        node.config.stash[_EVIDENCE].begin()


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """Before the first scenario, prepare what they share, or say what is missing."""
    if session.items and not session.config.option.collectonly:
        _ready(session.config)
        session.config.stash[_EVIDENCE].begin()


def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> FeatureFile | None:
    """Take every .feature file that pytest is pointed at."""
    if file_path.suffix != ".feature":
        return None
    return FeatureFile.from_parent(parent, path=file_path)


@pytest.fixture(scope="session")
def run_options(pytestconfig: pytest.Config) -> RunOptions:
    """Which bench, seed and time this run was asked for."""
    return pytestconfig.stash[_OPTIONS]


@pytest.fixture
def bench(request: pytest.FixtureRequest, run_options: RunOptions) -> Iterator[Bench]:
    """A bench of this scenario's own: fresh cards, fresh server, a clock at the start.

    Skips the scenario, with the reason, when it needs what the bench cannot do.
    """
    from .bdd.scenario_bench import open_scenario_bench  # Loads every layer.

    with open_scenario_bench(
        _ready(request.config), run_options, request.node
    ) as opened:
        yield opened


def pytest_bdd_before_scenario(
    request: pytest.FixtureRequest, feature: Feature, scenario: Scenario
) -> None:
    """Refuse a scenario with an unknown step before anything of it is done."""
    request.node.stash[RECORDER] = ScenarioRecorder(
        feature, scenario, example=_example(request.node)
    )
    require_known_capabilities(request.node)
    try:
        require_known(scenario)
    except UnknownStepError as error:
        pytest.fail(str(error), pytrace=False)


def pytest_bdd_after_step(request: pytest.FixtureRequest) -> None:
    """Note that a step went well."""
    request.node.stash[RECORDER].step_passed()


def pytest_bdd_step_error(
    request: pytest.FixtureRequest, step: Step, exception: BaseException
) -> None:
    """Note how a step failed."""
    request.node.stash[RECORDER].step_failed(exception)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Attach what the scenario came to; it travels with the report, over xdist too."""
    report = yield
    if not isinstance(item.parent, FeatureFile):
        return report
    result = result_of(item, call, report)
    if result is not None:
        setattr(report, _REPORTED, result.as_document())
        if report.failed and not item.config.option.fulltrace:
            report.longrepr = failure_text(result, call)
    return report


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say in Japanese how many scenarios did what, and why some were not run."""
    results = list(config.stash[_EVIDENCE].results.values())
    interrupted = config.stash.get(INTERRUPTED, False)
    if results or interrupted:
        terminalreporter.section("シナリオ")
        for line in summary_lines(results, interrupted=interrupted):
            terminalreporter.line(line)


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None, None, None]:
    """Write run.json and report.html, beside the junit.xml of pytest."""
    config = session.config
    evidence = config.stash[_EVIDENCE]
    with evidence.beside_junit():
        yield
    evidence.write(interrupted=config.stash.get(INTERRUPTED, False))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Write the report of a run that was stopped before its session had begun."""
    if config.stash.get(INTERRUPTED, False):
        config.stash[_EVIDENCE].write(interrupted=True)


def _ready(config: pytest.Config) -> ReadyState:
    """Return the prepared state, preparing it on first use.

    A bench that cannot run here ends the run with status 3: a silent skip would
    look like success.
    """
    if _READY not in config.stash:
        given = getattr(config, "workerinput", {}).get("mynabench_ready")
        if given is not None:
            config.stash[_READY] = ReadyState(Path(given))
        else:
            from .bdd.prepare import prepare  # Loads every layer only now.

            try:
                ready = prepare(config.stash[_OPTIONS])
            except BenchUnavailable as error:
                pytest.exit(
                    f"ベンチの一部が使えません: {error}", returncode=_EXIT_UNAVAILABLE
                )
            config.add_cleanup(ready.discard)  # However the run ends.
            config.stash[_READY] = ready
    return config.stash[_READY]


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def _example(item: pytest.Item) -> str:
    callspec = getattr(item, "callspec", None)
    row = callspec.params.get("_pytest_bdd_example", {}) if callspec else {}
    return "、".join(f"{name}={value}" for name, value in row.items())
