"""The steps at the window: scenes in which each holds, and in which it must not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from harness.journal import FileRecord
from harness.results import Eligibility
from scenarios.encounter import Encounter
from scenarios.steps import window

from . import stage
from .case import Case
from .scenes import said

BORN = stage.record(birthdate=date(1981, 2, 17))
OTHER = replace(BORN, birthdate=date(1950, 4, 1))
NUMBERED = replace(BORN, reference_number="K-1")
DOCUMENT = "保険　花子 有効 1981年2月17日\n住所 架空県架空市"


def imported(*records: Eligibility) -> Callable[[], Encounter]:
    return lambda: stage.encounter(imported=records)


def at_desk(text: str) -> Callable[[], Encounter]:
    return lambda: stage.encounter(desk_screen=stage.screen("結果", text=text))


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
        window.namesakes_differ_by_birthday,
        imported(BORN, OTHER),
        (
            imported(BORN, BORN),
            imported(BORN, OTHER, OTHER),
            imported(BORN, replace(OTHER, name="保険　太郎")),
            imported(BORN),
            imported(),
        ),
    ),
    Case(
        window.number_is_of,
        imported(NUMBERED, OTHER),
        (
            imported(BORN, replace(OTHER, reference_number="K-1")),
            imported(NUMBERED, replace(OTHER, reference_number="K-1")),
            imported(replace(NUMBERED, name="保険　太郎")),
            imported(BORN, OTHER),
        ),
        {"number": "K-1", "name": "hanako"},
    ),
    Case(
        window.document_is_of_the_registered,
        at_desk(DOCUMENT),
        (
            at_desk(DOCUMENT.replace("花子", "太郎")),
            at_desk(DOCUMENT.replace("2月17日", "2月18日")),
            at_desk(DOCUMENT.replace("架空市", "見本市")),
            stage.encounter,
        ),
        {"name": "hanako"},
    ),
    Case(
        window.document_is_of_another,
        at_desk(DOCUMENT.replace("花子", "太郎")),
        (at_desk(DOCUMENT), stage.encounter),
        {"name": "hanako"},
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
