"""What an authenticated card and the choices become: a consent and a card check."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from card_profiles.dates import JST

from ..consents import Consents
from ..database import Database
from ..institutions import Institutions, asks_prescription
from ..labels import KIND_LABELS
from ..reasons import Reason, RefusedError
from ..records import (
    CardCheck,
    Consent,
    ConsentForm,
    Institution,
    Settings,
    TreatmentCategory,
)
from ..registry import InsuredPerson, Registry
from .reception_form import FURTHEST_DAYS, FormRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What is stored now: whose card it was, the consent, and our own 受付番号."""

    person: InsuredPerson
    consent: Consent
    receipt: str


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
        earlier_serials: Callable[[int], Sequence[int]],
    ) -> None:
        """Wire it; *earlier_serials* tells what a renewed certificate replaced."""
        self._database = database
        self._registry = registry
        self._consents = consents
        self._institutions = institutions
        self._earlier_serials = earlier_serials

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
    ) -> Registered:
        """Store consent and card check of the holder of that certificate.

        Kinds that the institution no longer asks are left out. Joins an open
        transaction, so that the caller can store its own part with them or nothing.
        Refuses like `holder`, and where the function is no longer 「利用する」.
        """
        with self._database.begin():
            settings = self._institutions.settings(institution_code)
            require_function(settings, category)
            person = self.holder(serial_number)
            consent = self._consents.record(
                Consent(
                    person_id=person.person_id,
                    institution_code=institution_code,
                    category=category,
                    kinds=form.kinds & settings.consent_kinds,
                    prescription=form.prescription,
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
                )
            )
        return Registered(
            person=person, consent=consent, receipt=f"{now:%Y%m%d}-{consent.id:06d}"
        )


def require_function(settings: Settings, category: TreatmentCategory) -> None:
    """Refuse (`RefusedError`) a kind of care that is not 「利用する」 there."""
    enabled = {
        TreatmentCategory.HOME_VISIT: settings.home_visit,
        TreatmentCategory.ONLINE: settings.online,
    }
    if not enabled.get(category, False):
        raise RefusedError(Reason.FUNCTION_DISABLED)


def form_rules(
    institution: Institution,
    settings: Settings,
    category: TreatmentCategory,
    *,
    now: datetime,
    furthest_days: int = FURTHEST_DAYS,
) -> FormRules:
    """What the patient is asked there today."""
    return FormRules(
        kinds=tuple(kind for kind in KIND_LABELS if kind in settings.consent_kinds),
        asks_prescription=asks_prescription(institution, settings),
        asks_date=category is TreatmentCategory.ONLINE,
        today=now.astimezone(JST).date(),
        furthest_days=furthest_days,
    )
