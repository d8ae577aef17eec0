"""What patients agreed to, when it lapsed, and which cards were really checked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    delete,
    insert,
    select,
    update,
)

from card_profiles.dates import today

from ..database import Database
from ..records import (
    CardCheck,
    Consent,
    ConsentKind,
    LapseReason,
    TreatmentCategory,
    VisitForm,
    Withdrawal,
)
from .conditions import of_patient, within
from .rows import card_checks_table as _card_checks
from .rows import consent_of, consent_row, withdrawn_text
from .rows import consents_table as _consents


class Consents:
    """The consents and card checks of one stub."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, consent: Consent) -> Consent:
        """Store *consent* and return it with its id.

        A second one of the same patient, institution, category and day (Japan time),
        for the same form of care and 受診予定日, takes the place of the first, also of
        a cancelled one.
        """
        day = today(consent.given_at)
        with self._database.begin() as connection:
            connection.execute(
                delete(_consents).where(
                    *of_patient(
                        consent.person_id, consent.institution_code, consent.category
                    ),
                    *within(_consents.c.given_at, day, day),
                    _consents.c.visit == consent.visit.value,
                    _consents.c.examination_date == consent.examination_date,
                )
            )
            result = connection.execute(insert(_consents).values(consent_row(consent)))
            key = result.inserted_primary_key
        if key is None:
            raise RuntimeError("the database gave the new consent no id")
        return replace(consent, id=int(key[0]))

    def update(self, consent: Consent) -> None:
        """Store what became of the consent with that id."""
        with self._database.begin() as connection:
            connection.execute(
                update(_consents)
                .where(_consents.c.id == consent.id)
                .values(consent_row(consent))
            )

    def current(
        self,
        person_id: str,
        institution_code: str,
        category: TreatmentCategory,
        *,
        at: datetime | None = None,
    ) -> Consent | None:
        """The latest consent, whether it has lapsed or not; None if there is none.

        With *at*, only what was given up to that time: the clock may have been set
        back since, and nobody sees a consent of the future.
        """
        conditions = of_patient(person_id, institution_code, category)
        if at is not None:
            conditions = (*conditions, _consents.c.given_at <= at)
        with self._database.read() as connection:
            row = connection.execute(
                select(_consents)
                .where(*conditions)
                .order_by(_consents.c.given_at.desc(), _consents.c.id.desc())
                .limit(1)
            ).one_or_none()
        return None if row is None else consent_of(row)

    def of_patient(
        self,
        person_id: str,
        institution_code: str,
        category: TreatmentCategory,
        *,
        at: datetime,
    ) -> list[Consent]:
        """Every consent of one patient there, given up to *at*, oldest first."""
        return self._listed(
            *of_patient(person_id, institution_code, category),
            _consents.c.given_at <= at,
        )

    def get(self, consent_id: int) -> Consent | None:
        """The consent of that id, or None."""
        found = self._listed(_consents.c.id == consent_id)
        return found[0] if found else None

    def given_between(
        self,
        institution_code: str,
        category: TreatmentCategory,
        since: date,
        until: date,
    ) -> list[Consent]:
        """Consents given on these days, both included (Japan time), oldest first."""
        return self._listed(
            _consents.c.institution_code == institution_code,
            _consents.c.category == category.value,
            *within(_consents.c.given_at, since, until),
        )

    def for_examination_between(
        self,
        institution_code: str,
        category: TreatmentCategory,
        since: date,
        until: date,
    ) -> list[Consent]:
        """Consents whose 受診予定日 is one of these days, both included."""
        return self._listed(
            _consents.c.institution_code == institution_code,
            _consents.c.category == category.value,
            _consents.c.examination_date >= since,
            _consents.c.examination_date <= until,
        )

    def at_institution(self, institution_code: str) -> list[Consent]:
        """Every consent given to one institution, oldest first."""
        return self._listed(_consents.c.institution_code == institution_code)

    def everything(self) -> list[Consent]:
        """Every consent of the stub, oldest first."""
        return self._listed()

    def lapse(
        self,
        person_id: str,
        institution_code: str,
        category: TreatmentCategory,
        *,
        reason: LapseReason,
        at: datetime,
        but: Collection[int] = (),
    ) -> Consent | None:
        """End every consent of that time; the latest one, None without any.

        One that has lapsed keeps its first time and reason; *but* those of these ids
        are left alone.
        """
        with self._database.begin() as connection:
            connection.execute(
                update(_consents)
                .where(
                    *of_patient(person_id, institution_code, category),
                    _consents.c.lapsed_at.is_(None),
                    _consents.c.given_at <= at,
                    _consents.c.id.not_in(but),
                )
                .values(lapsed_at=at, lapse_reason=reason.value)
            )
            return self.current(person_id, institution_code, category, at=at)

    def withdraw(
        self,
        person_id: str,
        institution_code: str,
        category: TreatmentCategory,
        *,
        kinds: Collection[ConsentKind],
        at: datetime,
    ) -> None:
        """Take *kinds* out of every consent still standing, for the institution.

        A kind that was taken out before keeps its first time.
        """
        with self._database.begin() as connection:
            for consent in self._listed(
                *of_patient(person_id, institution_code, category),
                _consents.c.lapsed_at.is_(None),
                _consents.c.given_at <= at,
            ):
                before = consent.withdrawn_kinds
                new = [
                    Withdrawal(kind=kind, at=at, reason=LapseReason.BY_INSTITUTION)
                    for kind in sorted(kinds)
                    if kind not in before
                ]
                connection.execute(
                    update(_consents)
                    .where(_consents.c.id == consent.id)
                    .values(withdrawn=withdrawn_text((*consent.withdrawn, *new)))
                )

    def add_card_check(self, check: CardCheck) -> None:
        """Remember that a card was really checked (電子資格確認)."""
        with self._database.begin() as connection:
            connection.execute(
                insert(_card_checks).values(
                    person_id=check.person_id,
                    institution_code=check.institution_code,
                    category=check.category.value,
                    at=check.at,
                    visit=check.visit.value,
                )
            )

    def mark_visit(
        self, person_id: str, institution_code: str, day: date, visit: VisitForm
    ) -> int:
        """Say what the home visit of that day (Japan time) was; how many were marked.

        Consent and card checks of the day are marked together.
        """
        category = TreatmentCategory.HOME_VISIT
        marked = 0
        with self._database.begin() as connection:
            for table, column in ((_consents, "given_at"), (_card_checks, "at")):
                marked += connection.execute(
                    update(table)
                    .where(
                        table.c.person_id == person_id,
                        table.c.institution_code == institution_code,
                        table.c.category == category.value,
                        *within(table.c[column], day, day),
                    )
                    .values(visit=visit.value)
                ).rowcount
        return marked

    def card_checks(
        self, person_id: str, institution_code: str, category: TreatmentCategory
    ) -> list[CardCheck]:
        """The card checks of one person at one institution, oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(_card_checks)
                .where(
                    _card_checks.c.person_id == person_id,
                    _card_checks.c.institution_code == institution_code,
                    _card_checks.c.category == category.value,
                )
                .order_by(_card_checks.c.at, _card_checks.c.id)
            ).all()
        return [
            CardCheck(
                person_id=row.person_id,
                institution_code=row.institution_code,
                category=TreatmentCategory(row.category),
                at=row.at,
                visit=VisitForm(row.visit),
            )
            for row in rows
        ]

    def _listed(self, *conditions: ColumnElement[bool]) -> list[Consent]:
        with self._database.read() as connection:
            rows = connection.execute(
                select(_consents)
                .where(*conditions)
                .order_by(_consents.c.given_at, _consents.c.id)
            ).all()
        return [consent_of(row) for row in rows]
