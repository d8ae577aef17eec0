"""The benchmark's verdict: a bar that is missed is never passed over in silence."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.bench import __main__ as program
from tests.bench import svg
from tests.bench.results import Bar, Row, Section
from tests.bench.rounds import Rounds, compare
from tests.bench.shelf import Shelf

SVG = "{http://www.w3.org/2000/svg}"


def section(*, value: float = 10.0, missing: tuple[str, ...] = ()) -> Section:
    return Section(
        key="example",
        title="Example <of a section>",
        title_ja="例",
        unit="/s",
        rows=(
            Row(label="ours & nobody else's", value=value, ours=True),
            Row(label="theirs", value=0.1),
        ),
        bars=(Bar(text="ten at least", value=value, limit=10, unit="/s"),),
        how="a test",
        missing=missing,
    )


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[Section], int]:
    monkeypatch.delenv("MYNABENCH_REQUIRE_SYSTEM", raising=False)

    def run(found: Section) -> int:
        def measure(shelf: Shelf) -> Section:
            return found

        monkeypatch.setattr(program, "SECTIONS", (measure,))
        return program.main(["--charts", str(tmp_path / "charts")])

    return run


def test_a_met_bar_ends_well_and_draws(
    run: Callable[[Section], int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(section()) == 0

    said = capsys.readouterr().out
    assert "達成" in said
    assert "cryptography" in said
    figures = json.loads((tmp_path / "charts" / "figures.json").read_bytes())
    assert figures["sections"]["example"]["bars"][0]["met"] is True
    assert figures["machine"]["Python"]


def test_a_missed_bar_ends_with_1_and_is_named(
    run: Callable[[Section], int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(section(value=9.9)) == 1

    said = capsys.readouterr().out
    assert "未達" in said
    assert "目標に届きませんでした: ten at least" in said


def test_one_section_alone_is_measured_and_the_other_figures_stay(
    run: Callable[[Section], int],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def other(shelf: Shelf) -> Section:
        return replace(section(), key="other")

    def never(shelf: Shelf) -> Section:
        raise AssertionError("nobody asked for this one")

    run(section())
    monkeypatch.setattr(program, "SECTIONS", (never, other))
    only = f"{__name__.rpartition('.')[2]}.other"

    assert program.main(["--charts", str(tmp_path / "charts"), "--only", only]) == 0

    figures = json.loads((tmp_path / "charts" / "figures.json").read_bytes())
    assert figures["sections"].keys() == {"example", "other"}
    with pytest.raises(SystemExit):
        program.main(["--only", "nonsense"])
    assert only in capsys.readouterr().err


def test_what_could_not_be_measured_is_named_and_nothing_drawn(
    run: Callable[[Section], int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(section(missing=("Debian package pcscd",))) == 0

    assert "計測できませんでした: Debian package pcscd" in capsys.readouterr().out
    assert not (tmp_path / "charts").exists()


def test_where_packages_are_required_their_absence_is_a_failure(
    run: Callable[[Section], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MYNABENCH_REQUIRE_SYSTEM", "1")

    assert run(section(missing=("Debian package pcscd",))) == 1


@pytest.mark.parametrize(
    ("value", "limit", "at_most", "met"),
    [
        pytest.param(10, 10, False, True, id="just reached"),
        pytest.param(9.99, 10, False, False, id="not reached"),
        pytest.param(10, 10, True, True, id="just within"),
        pytest.param(10.01, 10, True, False, id="above"),
    ],
)
def test_a_bar_is_met_or_not(
    *, value: float, limit: float, at_most: bool, met: bool
) -> None:
    assert Bar(text="", value=value, limit=limit, at_most=at_most).met is met


def test_ratios_are_of_neighbours_in_time() -> None:
    """The machine got slower by half for the second round; the ratio knows nothing."""
    found = Rounds({"ours": [20.0, 10.0, 5.0], "theirs": [10.0, 5.0, 2.5]})

    assert found.ratio("ours", "theirs") == 2
    assert found.median("ours") == 10


def test_contestants_take_turns_in_changing_order() -> None:
    order: list[str] = []

    def contestant(name: str) -> Callable[[], float]:
        def measure() -> float:
            order.append(name)
            return 1.0

        return measure

    compare({"a": contestant("a"), "b": contestant("b")}, rounds=2)

    assert sorted(order[:2]) == sorted(order[2:]) == ["a", "b"]
    assert order[:2] != order[2:]


def test_a_chart_is_well_formed_and_has_every_figure() -> None:
    root = ElementTree.fromstring(svg.chart(section(value=1234567.0)))  # noqa: S314 - our own text.

    words = [text.text or "" for text in root.iter(f"{SVG}text")]
    assert "例" in words
    assert "ours & nobody else's" in words
    assert "1,234,567/s" in words
    assert any(line.startswith("✓ ten at least") for line in words)
    assert any("logarithmic" in line for line in words)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        pytest.param(3329844.2, "/s", "3,329,844/s", id="large"),
        pytest.param(13.37, "ms", "13.4 ms", id="tens"),
        pytest.param(0.989, "×", "0.99×", id="ratio"),
    ],
)
def test_a_figure_has_the_digits_that_mean_something(
    value: float, unit: str, text: str
) -> None:
    assert svg.figure(value, unit) == text
