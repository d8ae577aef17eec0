"""Whether care of a patient goes on somewhere, and how consents given there stand."""

from __future__ import annotations

from datetime import date, datetime

from card_profiles.dates import today

from ..care_months import CareMonths
from ..consents import Consents
from ..records import Consent, LapseReason, TreatmentCategory, VisitForm
from ..rules.consent_view import ConsentState, consent_state, latest_of_each, meant
from ..rules.parameters import Rules
from ..rules.reinquiry import Continuity, continuity

_HOME_VISIT = TreatmentCategory.HOME_VISIT


class Care:
    """Judges by the cards that were checked, the months that are proven, the rules."""

    def __init__(
        self, consents: Consents, months: CareMonths, *, rules: Rules | None = None
    ) -> None:
        self.rules = rules or Rules()
        self.consents = consents
        self.months = months

    def continuity(
        self,
        person_id: str,
        institution_code: str,
        category: TreatmentCategory,
        *,
        on: date,
    ) -> Continuity | None:
        """Whether care continues on a day; None without a card check that counts.

        A card checked at 往診 opens no window: it was for that once.
        """
        checks = self.consents.card_checks(person_id, institution_code, category)
        days = [today(check.at) for check in checks if check.visit is VisitForm.REGULAR]
        return continuity(
            days,
            self.months.of(person_id, institution_code),
            on=on,
            rule=self.rules.continuity,
        )

    def forms(
        self, person_id: str, institution_code: str, *, at: datetime
    ) -> frozenset[VisitForm]:
        """What the home visits were at which the card was checked up to *at*."""
        checks = self.consents.card_checks(person_id, institution_code, _HOME_VISIT)
        return frozenset(check.visit for check in checks if check.at <= at)

    def current(
        self,
        person_id: str,
        institution_code: str,
        category: TreatmentCategory,
        *,
        at: datetime,
    ) -> Consent | None:
        """The consent that counts at that time, lapsed or not; None without any."""
        if category is not _HOME_VISIT:
            return self.consents.current(person_id, institution_code, category, at=at)
        return meant(
            self.consents.of_patient(person_id, institution_code, category, at=at),
            on=today(at),
        )

    def counting(
        self,
        person_id: str,
        institution_code: str,
        category: TreatmentCategory,
        *,
        at: datetime,
    ) -> list[Consent]:
        """Every consent that may stand at that time, lapsed or not, oldest first.

        One for 訪問診療 and one for 往診, or one for each 受診予定日 (online).
        """
        return latest_of_each(
            self.consents.of_patient(person_id, institution_code, category, at=at)
        )

    def state(self, consent: Consent, *, now: datetime) -> ConsentState:
        """How *consent* stands at the time *now*."""
        care: Continuity | None = None
        if consent.category is _HOME_VISIT:  # No other hangs on the care.
            care = self.continuity(
                consent.person_id,
                consent.institution_code,
                consent.category,
                on=today(now),
            )
        return consent_state(consent, now=now, care=care, terms=self.rules.consent)

    def end(
        self,
        person_id: str,
        institution_code: str,
        category: TreatmentCategory,
        *,
        reason: LapseReason,
        at: datetime,
    ) -> Consent | None:
        """End every consent that stands there at that time; the latest, None without.

        What ended before, also by its time alone, keeps its end and its reason.
        """
        whose = (person_id, institution_code, category)
        over = [
            consent.id
            for consent in self.consents.of_patient(*whose, at=at)
            if consent.id is not None
            and self.state(consent, now=at).lapse_reason is not None
        ]
        return self.consents.lapse(*whose, reason=reason, at=at, but=over)
