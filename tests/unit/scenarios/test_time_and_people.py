"""Steps that move the clock or change people at the server."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any, cast

import pytest

from harness.bench import Bench
from harness.people import People
from harness.ports import Capability
from scenarios.encounter import Encounter
from scenarios.steps import care, server
from scenarios.tasks import patient_called

JST = timezone(timedelta(hours=9))


class Control:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, Any]] = []

    def set_clock(self, now: datetime) -> None:
        self.told.append(("clock", now))

    def register_synthetic(self, count: int, *, seed: int, addresses: str) -> list[str]:
        self.told.append(("people", (count, seed, addresses)))
        return [f"synth-{seed}-{n:04d}" for n in range(1, count + 1)]

    def lose_coverage(self, person: str, **how: object) -> None:
        self.told.append((person, how))

    def coverage_moves(self, person: str, **how: object) -> None:
        self.told.append((person, how))

    def prove_care(self, person: str, institution: str, *, months: list[date]) -> None:
        self.told.append((f"{person} at {institution}", months))

    def mark_house_call(self, person: str, institution: str, *, on: date) -> None:
        self.told.append((f"{person} at {institution}", on))


def on(
    now: datetime, *, control: Control | None = None, settable: bool = True
) -> Encounter:
    bench = SimpleNamespace(
        clock=SimpleNamespace(now=lambda: now),
        capabilities=frozenset({Capability.SET_CLOCK} if settable else ()),
        server=SimpleNamespace(control=control),
        seed=7,
        spec=SimpleNamespace(addresses="prefectures"),
        people=People(now=now),
        institution_code="9930000014",
    )
    return Encounter(cast("Bench", bench), patient="hanako")


@pytest.mark.parametrize(
    ("now", "months", "until"),
    [
        ("2026-11-21", 0, "2026-11-30"),
        ("2026-11-21", 1, "2026-12-31"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-10-31", 4, "2028-02-29"),
        ("2026-12-31", 12, "2027-12-31"),
        ("2026-01-31", 1, "2026-02-28"),
    ],
)
def test_the_end_of_a_later_month_is_its_last_day(
    now: str, months: int, until: str
) -> None:
    control = Control()
    start = datetime.fromisoformat(f"{now}T10:00:00+09:00")

    server.end_of_month_later(on(start, control=control), months)

    assert control.told == [
        ("clock", datetime.fromisoformat(f"{until}T10:00:00+09:00"))
    ]


def test_days_later_keeps_the_time_of_day() -> None:
    control = Control()

    server.days_later(on(datetime(2026, 12, 31, 9, tzinfo=JST), control=control), 14)

    assert control.told == [("clock", datetime(2027, 1, 14, 9, tzinfo=JST))]


def test_a_named_day_begins_at_ten() -> None:
    control = Control()

    server.today_is(on(datetime(2026, 1, 1, tzinfo=JST), control=control), "2027-01-15")

    assert control.told == [("clock", datetime(2027, 1, 15, 10, tzinfo=JST))]


def test_a_clock_that_cannot_move_names_the_tag() -> None:
    encounter = on(datetime(2026, 1, 1, tzinfo=JST), control=Control(), settable=False)

    with pytest.raises(AssertionError, match="@needs:set-clock"):
        server.days_later(encounter, 1)


@pytest.mark.parametrize(
    "step", [server.coverage_is_lost, server.coverage_moves], ids=lambda s: s.__name__
)
def test_a_coverage_changes_on_the_benchs_today(step: Any) -> None:  # noqa: ANN401 - any step.
    control = Control()
    now = datetime(2026, 11, 21, 10, tzinfo=JST)

    step(on(now, control=control))

    [(person, how)] = control.told
    assert (person, how["on"]) == ("hanako", now.date())


def test_a_server_that_cannot_be_changed_names_the_tag() -> None:
    with pytest.raises(AssertionError, match="@needs:control"):
        server.coverage_is_lost(on(datetime(2026, 1, 1, tzinfo=JST)))


def test_two_of_one_name_are_called_by_number_and_known_to_the_server() -> None:
    control = Control()
    encounter = on(datetime(2026, 11, 21, 10, tzinfo=JST), control=control)

    server.register_two_of_one_name(encounter)

    (told,) = control.told
    last = int(encounter.generated[1].rsplit("-", 1)[1])
    assert told == ("people", (last, 7, "prefectures"))
    one, other = (
        encounter.bench.people.get(patient_called(encounter, f"架空の患者{n}")).person
        for n in (1, 2)
    )
    assert one.name == other.name
    assert one.birthdate != other.birthdate


def test_generated_people_come_from_the_benchs_seed_and_add_up() -> None:
    control = Control()
    encounter = on(datetime(2026, 1, 1, tzinfo=JST), control=control)

    server.register_people(encounter, 2)

    assert control.told == [("people", (2, 7, "prefectures"))]
    assert encounter.generated == ["synth-7-0001", "synth-7-0002"]


def test_every_month_up_to_this_one_is_proven() -> None:
    control = Control()

    care.every_month_is_proven(on(datetime(2026, 1, 31, tzinfo=JST), control=control))

    [(whom, months)] = control.told
    assert whom == "hanako at 9930000014"
    assert months[:3] == [date(2026, 1, 1), date(2025, 12, 1), date(2025, 11, 1)]


def test_one_month_can_be_left_out() -> None:
    control = Control()

    care.one_month_is_missing(
        on(datetime(2026, 3, 31, tzinfo=JST), control=control), months=1
    )

    [(_, months)] = control.told
    assert months[:2] == [date(2026, 3, 1), date(2026, 1, 1)]


def test_todays_visit_can_be_a_house_call() -> None:
    control = Control()

    care.todays_visit_was_a_house_call(
        on(datetime(2026, 3, 31, tzinfo=JST), control=control)
    )

    assert control.told == [("hanako at 9930000014", date(2026, 3, 31))]
