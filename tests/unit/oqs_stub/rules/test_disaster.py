"""災害時モード holds in its regions and period alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from card_profiles.dates import JST
from oqs_stub.rules.disaster import Disaster, disaster_in_force, regions_in_vain

QUAKE = Disaster(
    name="架空地震",
    since=datetime(2026, 4, 10, 9, tzinfo=JST),
    until=datetime(2026, 4, 17, tzinfo=JST),
    regions=("99",),
)
FLOOD = Disaster(
    name="架空水害",
    since=datetime(2026, 4, 9, tzinfo=JST),
    until=datetime(2026, 4, 11, tzinfo=JST),
)
CASES = {
    "none declared": ((), ("99",), "2026-04-10T10:00", None),
    "its first moment": ((QUAKE,), ("99",), "2026-04-10T09:00", QUAKE),
    "a minute before": ((QUAKE,), ("99",), "2026-04-10T08:59", None),
    "its last minute": ((QUAKE,), ("99",), "2026-04-16T23:59", QUAKE),
    "over": ((QUAKE,), ("99",), "2026-04-17T00:00", None),
    "another region": ((QUAKE,), ("98",), "2026-04-10T10:00", None),
    "one of several places": ((QUAKE,), ("98", "99"), "2026-04-10T10:00", QUAKE),
    "everywhere": ((FLOOD,), ("98",), "2026-04-10T10:00", FLOOD),
    "two hold: the earlier": ((QUAKE, FLOOD), ("99",), "2026-04-10T10:00", FLOOD),
}


@pytest.mark.parametrize(
    ("declared", "places", "now", "holds"), CASES.values(), ids=CASES.keys()
)
def test_a_disaster_holds_in_its_regions_and_period_alone(
    declared: tuple[Disaster, ...],
    places: tuple[str, ...],
    now: str,
    holds: Disaster | None,
) -> None:
    moment = datetime.fromisoformat(f"{now}:00+09:00")

    assert disaster_in_force(declared, places, now=moment) is holds


def test_a_region_where_nobody_is_is_named() -> None:
    both = replace(QUAKE, regions=("99", "98", "*"))

    assert regions_in_vain(both, ("99", "9930000014")) == ("98",)
