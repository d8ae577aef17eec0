"""No result of an earlier visit or run is left for one that was killed half way."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from harness.cli import options
from harness.evidence import forget_run, forget_visit

VISIT = ("visit.json", "report.html", "apdu.txt", "http.har", "files/req/a.xml")
RUN = ("run.json", "report.html", "junit.xml", "failed/own/apdu.txt")


def put(place: Path, *names: str) -> None:
    for name in names:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text("", encoding="utf-8")


BOTH = pytest.mark.parametrize(
    ("forget", "left"), [(forget_visit, VISIT), (forget_run, RUN)], ids=["visit", "run"]
)


@BOTH
def test_what_an_earlier_one_left_goes_and_nothing_else(
    tmp_path: Path, forget: Callable[[Path], None], left: tuple[str, ...]
) -> None:
    put(tmp_path, *left, "mine.txt", "state-1/card.json")

    forget(tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.txt", "state-1"]


@BOTH
def test_where_no_result_of_ours_lies_nothing_is_touched(
    tmp_path: Path, forget: Callable[[Path], None], left: tuple[str, ...]
) -> None:
    put(tmp_path, *left[1:])

    forget(tmp_path)

    assert all((tmp_path / name).exists() for name in left[1:])


def test_a_link_goes_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    put(tmp_path, "out/run.json", "elsewhere/mine.txt")
    (tmp_path / "out" / "failed").symlink_to(tmp_path / "elsewhere")

    forget_run(tmp_path / "out")

    assert not list((tmp_path / "out").iterdir())
    assert (tmp_path / "elsewhere" / "mine.txt").exists()


def test_commands_of_one_moment_get_directories_of_their_own(tmp_path: Path) -> None:
    base = tmp_path / "mynabench-out" / "run-20261121-093000"

    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: options.fresh(base), range(8)))

    assert len(set(made)) == 8
    assert base in made
