"""The steps at the window: scenes in which each holds, and in which it must not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from harness.journal import FileRecord
from scenarios.encounter import Encounter
from scenarios.steps import window

from . import stage
from .case import Case
from .scenes import said

BORN = stage.record(birthdate=date(1981, 2, 17))


def asked_for_drugs() -> Encounter:
    one = stage.encounter(known=stage.record())
    one.bench.journal.files.append(
        FileRecord(
            step=1, folder="req", name="YZKsiquc01req_202611300001.xml", content=b""
        )
    )
    return one


WINDOW_CASES = [
    Case(
        window.nothing_was_asked,
        said(file="", known=stage.record()),
        (
            asked_for_drugs,
            said(file=""),
        ),
    ),
    Case(
        window.found_by_name_and_birthday,
        lambda: stage.encounter(imported=[BORN]),
        (
            lambda: stage.encounter(imported=[BORN, BORN]),
            lambda: stage.encounter(imported=[stage.record()]),
            lambda: stage.encounter(imported=[replace(BORN, reference_number="K-1")]),
            stage.encounter,
        ),
    ),
    Case(
        window.payment_stops,
        lambda: stage.encounter(answer=stage.record(ratio=10, limit_class="B05")),
        (
            lambda: stage.encounter(answer=stage.record(ratio=10, limit_class="B04")),
            lambda: stage.encounter(answer=stage.record(ratio=10)),
            lambda: stage.encounter(answer=stage.record(limit_class="B05")),
            stage.encounter,
        ),
        {"cost": 100_000, "pays": 8_000},
    ),
    Case(
        window.payment_stops,
        lambda: stage.encounter(answer=stage.record(ratio=30, limit_class="A03")),
        (lambda: stage.encounter(answer=stage.record(ratio=30, limit_class="A02")),),
        {"cost": 1_000_000, "pays": 87_430},
    ),
    Case(
        window.payment_stops,
        lambda: stage.encounter(answer=stage.record(ratio=30, limit_class="B05")),
        # 8,003 yen are rounded to 8,000: nothing stops them.
        (lambda: stage.encounter(answer=stage.record(ratio=10, limit_class="B04")),),
        {"cost": 80_030, "pays": 8_000},
    ),
]
