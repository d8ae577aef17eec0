"""限度額情報変更有無: what of a certificate makes it another one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from card_profiles.model import Coverage, LimitCertificate
from oqs_stub.rules.limit_change import fingerprint, limit_changed

from ..sakura import coverage

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
    told = fingerprint([_with()])

    assert limit_changed([_with(**changes)], told=told) == flag
    assert limit_changed([_with(**changes)], told=None) == "1"
