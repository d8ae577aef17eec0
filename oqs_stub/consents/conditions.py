"""Which consents are meant: those of a patient somewhere, or those of some days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import Column, ColumnElement

from card_profiles.dates import JST

from ..records import TreatmentCategory
from .rows import consents_table

_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(9999, 12, 30)


def within(
    column: Column[datetime], since: date, until: date
) -> tuple[ColumnElement[bool], ...]:
    """Whether it is of these days, both included (Japan time)."""
    return column >= _start_of(since), column < _start_of(until) + timedelta(days=1)


def of_patient(
    person_id: str, institution_code: str, category: TreatmentCategory
) -> tuple[ColumnElement[bool], ...]:
    """Whether it is of this patient, there, for this 診療区分."""
    return (
        consents_table.c.person_id == person_id,
        consents_table.c.institution_code == institution_code,
        consents_table.c.category == category.value,
    )


def _start_of(day: date) -> datetime:
    """Midnight in Japan; a day no consent can be of (99991231: open) comes nearer."""
    return datetime.combine(min(max(day, _FIRST_DAY), _LAST_DAY), time.min, JST)
