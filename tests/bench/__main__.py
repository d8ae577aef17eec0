"""Measure card and stub beside others in one run: `python -m tests.bench`.

Exits 1 when a bar is missed. What needs a package that is not installed is named and
not measured; with MYNABENCH_REQUIRE_SYSTEM=1 that too is a failure.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from . import (
    folder_exchange,
    in_process,
    making,
    oqs_bulk,
    oqs_http,
    oqs_million,
    oqs_start,
    pcsc_path,
    starting,
)
from .machine import machine
from .report import busy, tell, write
from .results import Section
from .shelf import Shelf

SECTIONS: tuple[Callable[[Shelf], Section], ...] = (
    in_process.reading,
    in_process.verifying,
    in_process.signing,
    pcsc_path.through_pcscd,
    starting.starting,
    starting.memory,
    making.personalising,
    making.mass_production,
    folder_exchange.answering,
    oqs_http.eligibility_by_http,
    oqs_million.million,
    oqs_bulk.bulk_inquiry,
    oqs_start.oqs_serve,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, draw; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "--charts",
        type=Path,
        metavar="DIR",
        help="write the charts and figures.json there, if everything was measured",
    )
    parser.add_argument(
        "--only",
        action="append",
        metavar="NAME",
        choices=[_name(measure) for measure in SECTIONS],
        help="measure this alone (repeatable): %(choices)s; its chart replaces the old",
    )
    options = parser.parse_args(arguments)
    wanted = [
        measure
        for measure in SECTIONS
        if options.only is None or _name(measure) in options.only
    ]
    started = time.monotonic()
    load_before = busy()
    with tempfile.TemporaryDirectory(prefix="mynabench-bench-") as directory:
        shelf = Shelf(Path(directory))
        sections = [_measured(measure, shelf) for measure in wanted]
    tell(sections, machine())
    missing = sorted({item for section in sections for item in section.missing})
    missed = [bar for section in sections for bar in section.bars if not bar.met]
    if options.charts is not None and not missing:
        write(sections, machine(), options.charts)
        _say(f"図と計測値: {options.charts}")
    for item in missing:
        _say(
            f"計測できませんでした: {item} がありません"
            "（scripts/system-packages を参照）。"
        )
    if load_before:
        _say(
            f"計測を始めたとき、この機械はほかの仕事で忙しい状態でした"
            f"（負荷 {load_before}）。値は低く出ます。"
        )
    for bar in missed:
        _say(f"目標に届きませんでした: {bar.text}")
    _say(f"所要時間: {time.monotonic() - started:.0f} 秒")
    required = os.environ.get("MYNABENCH_REQUIRE_SYSTEM") == "1"
    return 1 if missed or (missing and required) else 0


def _measured(measure: Callable[[Shelf], Section], shelf: Shelf) -> Section:
    _say(f"計測中: {_name(measure)}")
    return measure(shelf)


def _name(measure: Callable[[Shelf], Section]) -> str:
    return f"{measure.__module__.rpartition('.')[2]}.{measure.__name__}"


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
