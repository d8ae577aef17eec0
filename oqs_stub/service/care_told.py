"""What is told of the care from outside: claims, 往診, a consent put to another use."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from card_profiles.dates import today

from ..clock import Clock
from ..consents import Consents
from ..database import Database
from ..institutions import Institutions
from ..ledger import Ledger
from ..records import Consent, LapseReason, TreatmentCategory, VisitForm
from ..registry import PersonUnknownError, Registry
from .care import Care

FACE = "control"

HOME_VISIT_FORMS = (VisitForm.REGULAR, VisitForm.HOUSE_CALL)
"""What a home visit can have been; the other forms are of 診療区分 3."""


class VisitFormsMixedError(ValueError):
    """The day had home visits of several forms: to mark it would make them one."""

    def __init__(self, day: date, forms: Collection[VisitForm]) -> None:
        super().__init__(
            f"{day} の訪問には、いくつかの種別（{', '.join(sorted(forms))}）があり、"
            "登録されたままにします。訪問の種別が1つの日を指定してください。"
        )


class CareTold:
    """Stands for what the real system learns from claims and from the institution.

    Every call raises `PersonUnknownError` and `InstitutionUnknownError`.
    """

    def __init__(
        self,
        *,
        database: Database,
        registry: Registry,
        consents: Consents,
        care: Care,
        institutions: Institutions,
        ledger: Ledger,
        clock: Clock,
    ) -> None:
        self._database = database
        self._registry = registry
        self._consents = consents
        self._care = care
        self._institutions = institutions
        self._ledger = ledger
        self._clock = clock

    def months(self, person_id: str, institution_code: str) -> Sequence[date]:
        """The first days of the months in which care is proven there."""
        self._require(person_id, institution_code)
        return self._care.months.of(person_id, institution_code)

    def prove_months(
        self, person_id: str, institution_code: str, months: Collection[date]
    ) -> None:
        """Claims say that care was given in these months (any day), and in no other."""
        with self._database.begin():
            self._require(person_id, institution_code)
            self._care.months.replace(person_id, institution_code, months)
            said = " ".join(sorted(f"{month:%Y-%m}" for month in months))
            self._note("診療の実績", person_id, institution_code, detail=said)

    def mark_visit(
        self, person_id: str, institution_code: str, *, day: date, visit: VisitForm
    ) -> bool:
        """Say what the home visit of that day was; False where there was none.

        Raises `VisitFormsMixedError`.
        """
        with self._database.begin():
            self._require(person_id, institution_code)
            forms = self._forms(person_id, institution_code, day)
            if len(forms) > 1:
                raise VisitFormsMixedError(day, forms)
            marked = self._consents.mark_visit(person_id, institution_code, day, visit)
            self._note("診療形態", person_id, institution_code, detail=f"{day} {visit}")
        return marked > 0

    def change_use(
        self, person_id: str, institution_code: str, category: TreatmentCategory
    ) -> Consent | None:
        """End by 用途変更 what was agreed to for that 診療区分; None without any.

        What ended before keeps its reason.
        """
        with self._database.begin():
            self._require(person_id, institution_code)
            consent = self._care.end(
                person_id,
                institution_code,
                category,
                reason=LapseReason.CHANGE_OF_USE,
                at=self._clock.now(),
            )
            self._note("用途変更", person_id, institution_code, detail=category)
        return consent

    def _forms(
        self, person_id: str, institution_code: str, day: date
    ) -> frozenset[VisitForm]:
        """What the consents and the card checks of that day say of its visits."""
        whose = (institution_code, TreatmentCategory.HOME_VISIT)
        consents = self._consents.given_between(*whose, day, day)
        checks = self._consents.card_checks(person_id, *whose)
        return frozenset(
            consent.visit for consent in consents if consent.person_id == person_id
        ) | frozenset(check.visit for check in checks if today(check.at) == day)

    def _require(self, person_id: str, institution_code: str) -> None:
        self._institutions.get(institution_code)
        if self._registry.get(person_id) is None:
            raise PersonUnknownError(person_id)

    def _note(
        self, action: str, person_id: str, institution_code: str, *, detail: str
    ) -> None:
        self._ledger.record(
            face=FACE,
            action=action,
            person_id=person_id,
            institution_code=institution_code,
            result="ok",
            detail=detail,
        )
