"""The care of thousands at one institution, with few queries for all of them.

Consents and months answer as the stores they stand for; whatever was not read before
is asked of the database as ever.
"""

from __future__ import annotations

from datetime import date, datetime

from ..care_months import CareMonths
from ..consents import Consents
from ..consents.of_many import card_checks_of_many, consents_of_many
from ..database import Database
from ..records import CardCheck, Consent, TreatmentCategory
from ..rules.parameters import Rules
from .care import Care

_CATEGORY = TreatmentCategory.HOME_VISIT
"""The only one whose consents hang on cards and months."""


def care_at_once(
    database: Database, people: frozenset[str], institution_code: str, *, rules: Rules
) -> Care:
    """`Care` with what it asks of *people* there at hand.

    To be used in the transaction in which it was made.
    """
    return Care(
        _Consents(database, people, institution_code),
        _Months(database, people, institution_code),
        rules=rules,
    )


class _Consents(Consents):
    def __init__(
        self, database: Database, people: frozenset[str], institution_code: str
    ) -> None:
        super().__init__(database)
        self._people, self._code = people, institution_code
        with database.read() as connection:
            self._checks = card_checks_of_many(
                connection, people, institution_code, _CATEGORY
            )
            self._given = consents_of_many(
                connection, people, institution_code, _CATEGORY
            )

    def card_checks(
        self, person_id: str, institution_code: str, category: TreatmentCategory
    ) -> list[CardCheck]:
        if not self._holds(person_id, institution_code, category):
            return super().card_checks(person_id, institution_code, category)
        return self._checks.get(person_id, [])

    def of_patient(
        self,
        person_id: str,
        institution_code: str,
        category: TreatmentCategory,
        *,
        at: datetime,
    ) -> list[Consent]:
        if not self._holds(person_id, institution_code, category):
            return super().of_patient(person_id, institution_code, category, at=at)
        return [one for one in self._given.get(person_id, ()) if one.given_at <= at]

    def _holds(
        self, person_id: str, institution_code: str, category: TreatmentCategory
    ) -> bool:
        return (
            category is _CATEGORY
            and institution_code == self._code
            and person_id in self._people
        )


class _Months(CareMonths):
    def __init__(
        self, database: Database, people: frozenset[str], institution_code: str
    ) -> None:
        super().__init__(database)
        self._people, self._code = people, institution_code
        self._proven = self.of_people(people, institution_code)

    def of(self, person_id: str, institution_code: str) -> list[date]:
        if institution_code != self._code or person_id not in self._people:
            return super().of(person_id, institution_code)
        return self._proven.get(person_id, [])
