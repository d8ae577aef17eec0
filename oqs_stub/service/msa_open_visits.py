"""Which visits of マイナ資格確認アプリ can go on, and by which phone."""

from __future__ import annotations

from ..clock import Clock
from ..msa_reasons import MSAReason, MSARefusedError
from ..rules.msa import MSATerms
from .msa_users import MSAUser
from .msa_visits import MSAVisit, MSAVisits


class OpenVisits:
    """Looks visits up for the phone that asks. Refuses with `MSARefusedError`."""

    def __init__(self, visits: MSAVisits, terms: MSATerms, clock: Clock) -> None:
        self._visits = visits
        self._terms = terms
        self._clock = clock

    def own(self, user: MSAUser, visit_id: str) -> MSAVisit:
        """A visit of that phone, however far it has come."""
        visit = self._visits.get(visit_id)
        if visit is None or visit.device_id != user.device.id:
            raise MSARefusedError(MSAReason.VISIT_UNKNOWN)
        return visit

    def open(self, user: MSAUser, visit_id: str) -> MSAVisit:
        """The phone's own visit that can still be gone on with."""
        visit = self.own(user, visit_id)
        age = self._clock.now() - visit.started_at
        if (
            visit.stopped_at is not None
            or visit.registered_at is not None
            or age >= self._terms.visit_life
        ):
            raise self.over()
        return visit

    def over(self) -> MSARefusedError:
        """The refusal of a visit that has ended."""
        minutes = str(self._terms.visit_minutes)
        return MSARefusedError(MSAReason.VISIT_OVER, minutes=minutes)
