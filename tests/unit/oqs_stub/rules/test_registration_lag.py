"""What insurers register late, lose in mid-month, and what is then told of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from card_profiles.model import CardClassification, Coverage, Relation
from oqs_stub.rules.eligibility import (
    Viewer,
    by_card,
    by_number,
    certified,
    lost_on,
)

OLD = Coverage(
    classification=CardClassification.GENERAL,
    insurer_number="01990019",
    insurer_name="架空健康保険協会",
    symbol="010",
    number="123",
    branch="01",
    relation=Relation.INSURED,
    insured_name="架空　花",
    qualified_on=date(2020, 4, 1),
    issued_on=date(2020, 4, 1),
    valid_from=date(2020, 4, 1),
    lost_on=date(2026, 4, 15),
    reason_of_loss="03",
)
NEW = replace(
    OLD,
    insurer_number="06990014",
    number="9",
    qualified_on=date(2026, 4, 15),
    valid_from=date(2026, 4, 15),
    lost_on=None,
    reason_of_loss=None,
    registered_on=date(2026, 4, 25),
)
BOTH = (OLD, NEW)


def day(number: int) -> date:
    return date(2026, 4, number)


def asked(today: int) -> Viewer:
    return Viewer(medical_aid=True, today=day(today))


BY_NUMBER = {
    # Which number; the day it is about; the day of the question; the validity.
    "old, before the change": (OLD, 10, 10, "1"),
    "old, its last day": (OLD, 14, 14, "1"),
    "old, the day of the change, the new one unknown": (OLD, 15, 15, "2"),
    "old, after, the new one unknown": (OLD, 20, 24, "2"),
    "old, after, the new one registered": (OLD, 20, 25, "3"),
    "old, asked late about before": (OLD, 10, 30, "1"),
    "new, before the change": (NEW, 14, 30, "4"),
    "new, not registered yet": (NEW, 20, 24, "4"),
    "new, registered since, about before that": (NEW, 20, 25, "1"),
    "new, its first day": (NEW, 15, 30, "1"),
}


@pytest.mark.parametrize(
    ("coverage", "about", "today", "validity"),
    BY_NUMBER.values(),
    ids=BY_NUMBER.keys(),
)
def test_a_number_is_judged_by_both_days(
    coverage: Coverage, about: int, today: int, validity: str
) -> None:
    finding = by_number((coverage,), BOTH, on=day(about), viewer=asked(today))

    assert finding.validity == validity


BY_CARD = {
    "before the change": (10, 10, "1", (OLD,)),
    "between change and registration": (20, 20, "2", (OLD,)),
    "registered": (20, 25, "1", (NEW,)),
    "asked late about before": (10, 30, "1", (OLD,)),
}


@pytest.mark.parametrize(
    ("about", "today", "validity", "shown"), BY_CARD.values(), ids=BY_CARD.keys()
)
def test_a_card_shows_what_is_registered(
    about: int, today: int, validity: str, shown: tuple[Coverage, ...]
) -> None:
    finding = by_card(BOTH, on=day(about), viewer=asked(today))

    assert (finding.validity, finding.coverages) == (validity, shown)


def test_only_a_new_insurer_that_is_not_registered_is_nothing_at_all() -> None:
    finding = by_card((NEW,), on=day(20), viewer=asked(24))

    assert finding.validity == "4"


LOSSES = {
    "it lies ahead": (14, None),
    "the day itself": (15, date(2026, 4, 15)),
    "after it": (20, date(2026, 4, 15)),
}


@pytest.mark.parametrize(("about", "lost"), LOSSES.values(), ids=LOSSES.keys())
def test_the_day_of_loss_is_told_of_days_from_it_on(
    about: int, lost: date | None
) -> None:
    assert lost_on(OLD, on=day(about)) == lost
    assert lost_on(NEW, on=day(about)) is None


CERTIFICATES = {
    "its first day": (day(10), day(20), 10, True),
    "the day before": (day(10), day(20), 9, False),
    "its last day": (day(10), day(20), 20, True),
    "the day after": (day(10), day(20), 21, False),
    "without an end": (day(10), None, 30, True),
}


@pytest.mark.parametrize(
    ("since", "until", "on", "holds"), CERTIFICATES.values(), ids=CERTIFICATES.keys()
)
def test_a_certificate_holds_from_its_first_day_to_its_last(
    *, since: date, until: date | None, on: int, holds: bool
) -> None:
    assert certified(since, until, on=day(on)) is holds
