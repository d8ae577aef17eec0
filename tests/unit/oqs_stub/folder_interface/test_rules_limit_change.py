"""限度額情報変更有無: what of a certificate makes it another one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from card_profiles.model import Coverage, LimitCertificate
from oqs_stub.rules.limit_change import fingerprint, limit_changed

from ..sakura import coverage

TODAY = date(2026, 4, 10)

LIMIT = LimitCertificate(
    classification="01",
    classification_flag="A03",
    issued_on=date(2025, 8, 1),
    valid_from=date(2025, 8, 1),
    valid_until=date(2026, 7, 31),
)


def _with(**changes: object) -> Coverage:

    return replace(coverage(), limit=replace(LIMIT, **changes))  # type: ignore[arg-type]  # by field.


LIMITS = {
    "the same": ({}, "0"),
    "another class": ({"classification_flag": "A04"}, "1"),
    "another kind": ({"classification": "02"}, "1"),
    "issued anew": ({"issued_on": date(2026, 1, 1)}, "1"),
    "another end": ({"valid_until": None}, "1"),
    "long term": ({"long_term_on": date(2026, 1, 1)}, "1"),
}


@pytest.mark.parametrize(("changes", "flag"), LIMITS.values(), ids=LIMITS.keys())
def test_limit_data_changed_or_not(changes: dict[str, object], flag: str) -> None:
    told = fingerprint([_with()], on=TODAY)

    assert limit_changed([_with(**changes)], told=told, on=TODAY) == flag
    assert limit_changed([_with(**changes)], told=None, on=TODAY) == "1"


DAYS = {
    "the same day": (TODAY, TODAY, "0"),
    "it began meanwhile": (date(2025, 7, 31), date(2025, 8, 1), "1"),
    "not begun yet": (date(2025, 7, 30), date(2025, 7, 31), "0"),
    "its last day": (TODAY, date(2026, 7, 31), "0"),
    "it ended meanwhile": (TODAY, date(2026, 8, 1), "1"),
}


@pytest.mark.parametrize(("then", "now", "flag"), DAYS.values(), ids=DAYS.keys())
def test_limit_data_change_with_the_days_too(then: date, now: date, flag: str) -> None:
    told = fingerprint([_with()], on=then)

    assert limit_changed([_with()], told=told, on=now) == flag
