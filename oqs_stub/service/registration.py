"""What an authenticated card and the choices become: a consent and a card check."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from card_profiles.dates import today

from ..consents import Consents
from ..database import Database
from ..institutions import Institutions, asks_prescription
from ..reasons import Reason, RefusedError
from ..records import (
    CardCheck,
    ClinicalKind,
    Consent,
    ConsentForm,
    ConsentKind,
    Institution,
    LapseReason,
    Settings,
    TreatmentCategory,
)
from ..registry import InsuredPerson, Registry
from ..rules.consent_view import limit_taken_over, taken_over
from ..rules.functions import (
    FunctionStarts,
    NotStarted,
    category_not_started,
    may_enable,
)
from ..rules.visit_forms import FormMisfit, form_misfit
from .care import Care


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What is stored now: whose card it was, the consent, and our own 受付番号."""

    person: InsuredPerson
    consent: Consent
    receipt: str
    eligibility_only: bool = False  # No consent, for the certificate is in its grace.

    @property
    def form(self) -> ConsentForm:
        """What was stored, as the page that asked for it shows it."""
        return ConsentForm(
            kinds=self.consent.kinds,
            prescription=self.consent.prescription,
            examination_date=self.consent.examination_date,
            visit=self.consent.visit,
            gives_limit=self.consent.gives_limit,
            clinical=self.consent.clinical,
        )


class Registration:
    """The last act of every 居宅同意取得型, whichever way the patient came.

    Who was authenticated, and how, is the caller's business: マイナ在宅受付Web by a
    PIN, マイナ資格確認アプリ by a PIN or 目視確認.
    """

    def __init__(
        self,
        *,
        database: Database,
        registry: Registry,
        consents: Consents,
        institutions: Institutions,
        care: Care,
        earlier_serials: Callable[[int], Sequence[int]],
    ) -> None:
        """Wire it; *earlier_serials* tells what a renewed certificate replaced."""
        self._database = database
        self._registry = registry
        self._consents = consents
        self._institutions = institutions
        self._care = care
        self._earlier_serials = earlier_serials

    @property
    def starts(self) -> FunctionStarts:
        """The first day of each function."""
        return self._care.rules.starts

    @property
    def takes_over(self) -> bool:
        """Whether a kind that is left open stays as it was (同意引き継ぎ)."""
        return self._care.rules.consent.take_over

    def holder(self, serial_number: int) -> InsuredPerson:
        """Whose card it is, also by the certificates it carried before.

        Refuses (`RefusedError`) a card of nobody, and one that is not registered as a
        健康保険証.
        """
        for serial in (serial_number, *self._earlier_serials(serial_number)):
            person = self._registry.by_certificate(serial)
            if person is None:
                continue
            if not person.insurance_use_registered:
                raise RefusedError(Reason.INSURANCE_USE_NOT_REGISTERED)
            return person
        raise RefusedError(Reason.PERSON_UNKNOWN)

    def register(
        self,
        serial_number: int,
        *,
        institution_code: str,
        category: TreatmentCategory,
        form: ConsentForm,
        channel: str,
        now: datetime,
        eligibility_only: bool = False,
    ) -> Registered:
        """Store consent and card check of the holder of that certificate.

        What the institution no longer asks is left out, and every kind with
        *eligibility_only* (a certificate in its months of grace). Joins an open
        transaction, so that the caller can store its own part with them or nothing.
        Refuses like `holder`, where the function is no longer 「利用する」, and where
        the marked form of care does not fit.
        """
        with self._database.begin():
            institution = self._institutions.get(institution_code)
            settings = self._institutions.settings(institution_code)
            self.require_function(institution_code, category, now=now)
            self._require_fit(category, form, now=now)
            person = self.holder(serial_number)
            kinds, gives_limit = self._agreed(
                person.person_id, institution_code, category, form, now
            )
            self._end_other_uses(person.person_id, institution_code, category, now)
            consent = self._consents.record(
                Consent(
                    person_id=person.person_id,
                    institution_code=institution_code,
                    category=category,
                    kinds=(
                        frozenset()
                        if eligibility_only
                        else kinds & settings.consent_kinds
                    ),
                    gives_limit=gives_limit,
                    clinical=_clinical(
                        form, institution, eligibility_only=eligibility_only
                    ),
                    visit=form.visit,
                    prescription=(
                        form.prescription
                        if asks_prescription(institution, settings)
                        else None
                    ),
                    given_at=now,
                    channel=channel,
                    examination_date=form.examination_date,
                )
            )
            self._consents.add_card_check(
                CardCheck(
                    person_id=person.person_id,
                    institution_code=institution_code,
                    category=category,
                    at=now,
                    visit=form.visit,
                )
            )
        return Registered(
            person=person,
            consent=consent,
            receipt=f"{now:%Y%m%d}-{consent.id:06d}",
            eligibility_only=eligibility_only,
        )

    def require_function(
        self, institution_code: str, category: TreatmentCategory, *, now: datetime
    ) -> None:
        """Refuse (`RefusedError`) care not 「利用する」 there, not begun, out of hours.

        An institution that is not operating (any more) has no such function.
        """
        hours = self._care.rules.hours.web
        if not hours.hold(now):
            raise RefusedError(
                Reason.OUTSIDE_HOURS, told=f"利用時間は、{hours.in_words}です。"
            )
        institution = self._institutions.get(institution_code)
        if not may_enable(institution):
            raise RefusedError(
                Reason.FUNCTION_DISABLED,
                told="この医療機関等は、オンライン資格確認を運用していません。",
            )
        settings = self._institutions.settings(institution_code)
        require_function(settings, category)
        waiting = category_not_started(
            institution, category, on=today(now), starts=self._care.rules.starts
        )
        if waiting is not None:
            raise RefusedError(Reason.FUNCTION_NOT_STARTED, told=waiting.message)

    def _require_fit(
        self, category: TreatmentCategory, form: ConsentForm, *, now: datetime
    ) -> None:
        why = form_misfit(
            form.visit,
            category,
            examination_date=form.examination_date,
            on=today(now),
            starts=self._care.rules.starts,
        )
        if isinstance(why, NotStarted):
            raise RefusedError(Reason.FUNCTION_NOT_STARTED, told=why.message)
        if why is FormMisfit.DAY_PAST:
            raise RefusedError(Reason.EXAMINATION_DATE_PAST)
        if why is not None:
            raise RefusedError(Reason.VISIT_FORM_UNFIT, why)

    def _agreed(
        self,
        person_id: str,
        institution_code: str,
        category: TreatmentCategory,
        form: ConsentForm,
        now: datetime,
    ) -> tuple[frozenset[ConsentKind], bool]:
        """The kinds agreed to, and whether 限度額 is given.

        With 同意引き継ぎ also what was before and is left open.
        """
        before = (
            self._care.current(person_id, institution_code, category, at=now)
            if self.takes_over
            else None
        )
        state = None if before is None else self._care.state(before, now=now)
        return (
            taken_over(form.kinds, form.unanswered, state),
            limit_taken_over(form.gives_limit, before, state),
        )

    def _end_other_uses(
        self,
        person_id: str,
        institution_code: str,
        category: TreatmentCategory,
        now: datetime,
    ) -> None:
        """用途変更, where the rules have it."""
        if not self._care.rules.consent.new_use_ends_old:
            return
        for other in (TreatmentCategory.HOME_VISIT, TreatmentCategory.ONLINE):
            if other is not category:
                self._care.end(
                    person_id,
                    institution_code,
                    other,
                    reason=LapseReason.CHANGE_OF_USE,
                    at=now,
                )


def require_function(settings: Settings, category: TreatmentCategory) -> None:
    """Refuse (`RefusedError`) a kind of care that is not 「利用する」 there."""
    enabled = {
        TreatmentCategory.HOME_VISIT: settings.home_visit,
        TreatmentCategory.ONLINE: settings.online,
    }
    if not enabled.get(category, False):
        raise RefusedError(Reason.FUNCTION_DISABLED)


def _clinical(
    form: ConsentForm, institution: Institution, *, eligibility_only: bool
) -> frozenset[ClinicalKind] | None:
    """What of the 6情報 is agreed to; None where that is not asked."""
    if form.clinical is None or not institution.asks_clinical_information:
        return None
    return frozenset() if eligibility_only else form.clinical
