"""The consents of one person by page: those that count now, changed and ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..records import Consent, Institution, LapseReason, TreatmentCategory
from ..rules.consent_view import ConsentState
from ..stub import Stub
from .act import Act
from .form import Form, institution_of, kinds_of, person_of, read_as

CATEGORIES = (
    TreatmentCategory.HOME_VISIT,
    TreatmentCategory.ONLINE,
    TreatmentCategory.OUTPATIENT,
    TreatmentCategory.EMERGENCY,
)
"""In the order in which the page has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownConsent:
    """One consent, where it was given, and how it stands."""

    institution: Institution
    consent: Consent
    state: ConsentState

    @property
    def stands(self) -> bool:
        """Whether it can still be changed."""
        return self.state.lapse_reason is None


def consents_of(stub: Stub, person_id: str) -> list[ShownConsent]:
    """What *person_id* agreed to at each institution, where that counts now."""
    now = stub.clock.now()
    found = []
    for institution in stub.institutions.all():
        for category in CATEGORIES:
            consent = stub.care.current(person_id, institution.code, category, at=now)
            if consent is not None:
                state = stub.care.state(consent, now=now)
                found.append(
                    ShownConsent(institution=institution, consent=consent, state=state)
                )
    return found


def _lapse(stub: Stub, form: Form) -> None:
    stub.changes.lapse_consent(
        person_of(form),
        institution_of(form),
        read_as(_category, form, "category", expected="診療区分"),
        reason=read_as(LapseReason, form, "reason", expected="失効の理由"),
    )


def _change_kinds(stub: Stub, form: Form) -> None:
    stub.changes.change_consent(
        person_of(form),
        institution_of(form),
        read_as(_category, form, "category", expected="診療区分"),
        kinds=kinds_of(form),
    )


def _category(text: str) -> TreatmentCategory:
    return TreatmentCategory(text or TreatmentCategory.HOME_VISIT)


LABELS: Mapping[str, str] = MappingProxyType({})

ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "lapse": Act(_lapse, "同意を失効させました。"),
        "change-kinds": Act(_change_kinds, "同意を変えました。"),
    }
)
