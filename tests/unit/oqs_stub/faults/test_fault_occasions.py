"""When a fault happens: place, time, count and chance, all of them arguments."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from card_profiles.dates import JST
from oqs_stub.faults import Face, Fault, Occasion, parse_faults
from oqs_stub.faults.occasion import is_about, is_due, is_in_force

NIGHT = datetime(2024, 12, 31, 3, 0, tzinfo=JST)
ASKED = Occasion(
    face=Face.EXCHANGE,
    message="OQSmuhvq02",
    institution="9930000014",
    region="西日本",
    person=lambda: "hanako",
)


def fault(text: str) -> Fault:
    return parse_faults(text)[0]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("outage", id="anywhere"),
        pytest.param("outage:region=東日本+西日本", id="region"),
        pytest.param("outage:institution=9930000014", id="institution"),
        pytest.param("outage:patient=taro+hanako", id="patient"),
        pytest.param("outage:on=YZK+OQSmuhvq", id="message"),
        pytest.param("outage:face=exchange", id="face"),
        pytest.param("outage:face=all", id="group-of-faces"),
        pytest.param("outage:from=2024-12-31T03:00,to=2024-12-31T03:01", id="time"),
        pytest.param("err:on=OQSmuhvq02", id="kind-without-face"),
    ],
)
def test_a_fault_is_about_what_its_scope_names(text: str) -> None:
    assert is_about(fault(text), ASKED, now=NIGHT, seed="")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("outage:region=東日本", id="region"),
        pytest.param("outage:institution=9910000018", id="institution"),
        pytest.param("outage:patient=taro", id="patient"),
        pytest.param("outage:on=OQSmuhvq01", id="message"),
        pytest.param("outage:face=phone", id="face"),
        pytest.param("outage:from=2024-12-31T03:01", id="before-it"),
        pytest.param("outage:to=2024-12-31T03:00", id="at-its-end"),
        pytest.param("revocation-down:which=ocsp", id="which"),
    ],
)
def test_a_fault_is_about_nothing_outside_its_scope(text: str) -> None:
    occasion = ASKED
    if text.startswith("revocation"):
        occasion = Occasion(face=Face.CRL)

    assert not is_about(fault(text), occasion, now=NIGHT, seed="")


def test_cuts_last_as_long_and_come_as_often_as_they_are_to() -> None:
    outage = fault("outage:from=2024-12-31T08:00,to=2025-01-01T03:00,cut=3,every=30")
    begin = datetime(2024, 12, 31, 8, 0, tzinfo=JST)
    minutes = [
        is_in_force(outage, now=begin + timedelta(minutes=0.5 * half), seed="7")
        for half in range(19 * 60 * 2)
    ]
    cuts = [sum(minutes[start : start + 60]) for start in range(0, len(minutes), 60)]

    assert len(cuts) == 38
    assert set(cuts) <= {6, 7}
    assert not is_in_force(outage, now=begin - timedelta(seconds=1), seed="7")


def test_another_seed_cuts_at_other_moments() -> None:
    outage = fault("outage:cut=3,every=30")
    moments = [NIGHT + timedelta(minutes=minute) for minute in range(600)]

    def cuts(seed: str) -> list[bool]:
        return [is_in_force(outage, now=now, seed=seed) for now in moments]

    assert cuts("1") == cuts("1") != cuts("2")


@pytest.mark.parametrize(
    ("text", "happens"),
    [
        pytest.param("err", [True, False, False, False], id="once"),
        pytest.param("err:times=2", [True, True, False, False], id="twice"),
        pytest.param("err:times=0", [True] * 4, id="always"),
        pytest.param("err:nth=3", [False, False, True, False], id="third"),
    ],
)
def test_it_happens_as_often_as_it_is_to(text: str, happens: list[bool]) -> None:
    happened, seen = 0, []
    for number in range(1, 5):
        due = is_due(fault(text), seen=number, happened=happened, seed="")
        happened += due
        seen.append(due)

    assert seen == happens


def test_a_rate_is_kept_and_the_same_seed_chooses_the_same() -> None:
    rare = fault("err:rate=0.25")

    def chosen(seed: str) -> list[int]:
        return [
            n for n in range(1, 2001) if is_due(rare, seen=n, happened=0, seed=seed)
        ]

    assert 430 < len(chosen("1")) < 570
    assert chosen("1") == chosen("1") != chosen("2")
