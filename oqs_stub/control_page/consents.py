"""The consents of one person as the 制御ページ shows them: those that count now."""

from __future__ import annotations

from dataclasses import dataclass

from ..records import Consent, Institution, TreatmentCategory
from ..rules.consent_view import ConsentState
from ..stub import Stub

_CATEGORIES = (
    TreatmentCategory.HOME_VISIT,
    TreatmentCategory.ONLINE,
    TreatmentCategory.OUTPATIENT,
)


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
        for category in _CATEGORIES:
            consent = stub.care.current(person_id, institution.code, category, at=now)
            if consent is not None:
                state = stub.care.state(consent, now=now)
                found.append(
                    ShownConsent(institution=institution, consent=consent, state=state)
                )
    return found
