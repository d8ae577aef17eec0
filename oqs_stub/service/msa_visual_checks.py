"""目視確認: staff compare photo and face, and say so with a one-time passcode."""

from __future__ import annotations

from datetime import datetime

from ..clock import Clock
from ..database import Database
from ..ledger import Ledger
from ..msa_reasons import MSAReason, MSARefusedError
from ..rules.msa import IdentityCheck, MSATerms
from .msa_open_visits import OpenVisits
from .msa_users import MSAUser, note
from .msa_visits import MSAVisit, MSAVisits


class VisualChecks:
    """What comes before a card that is read without a PIN."""

    def __init__(
        self,
        database: Database,
        visits: MSAVisits,
        open_visits: OpenVisits,
        *,
        terms: MSATerms,
        ledger: Ledger,
        clock: Clock,
    ) -> None:
        self._database = database
        self._visits = visits
        self._open_visits = open_visits
        self._terms = terms
        self._ledger = ledger
        self._clock = clock

    def passcode(self, user: MSAUser, visit_id: str) -> tuple[str, datetime]:
        """A 目視確認用パスコード for staff to type, and until when it is good."""
        visit = self._visual(user, visit_id)
        until = self._clock.now() + self._terms.passcode_life
        passcode = self._visits.give_passcode(visit.id, until=until)
        note(self._ledger, user, "目視確認用パスコード取得", "ok")
        return passcode, until

    def confirm(
        self, user: MSAUser, visit_id: str, *, passcode: str, same_person: bool
    ) -> None:
        """Staff compared face and photo, and say with the passcode what they saw.

        Not the same person: the visit ends here, and the patient must not be
        registered.
        """
        with self._database.begin():
            visit = self._visual(user, visit_id)
            refusal = self._spend_passcode(visit, passcode)
            if refusal is None and same_person:
                self._visits.confirm(visit.id, at=self._clock.now())
            elif refusal is None:
                self._visits.stop(visit.id, at=self._clock.now())
                refusal = MSARefusedError(MSAReason.IDENTITY_MISMATCH)
            result = "ok" if refusal is None else refusal.reason
            note(self._ledger, user, "目視確認", result)
        if refusal is not None:
            raise refusal

    def _visual(self, user: MSAUser, visit_id: str) -> MSAVisit:
        visit = self._open_visits.open(user, visit_id)
        if visit.identity_check is not IdentityCheck.VISUAL:
            raise MSARefusedError(
                MSAReason.REQUEST_INVALID, detail="暗証番号で確認する受付です。"
            )
        return visit

    def _spend_passcode(self, visit: MSAVisit, typed: str) -> MSARefusedError | None:
        """Why the passcode does not do; None if it does, and it is spent then."""
        until, terms = visit.passcode_until, self._terms
        left = terms.passcode_tries - visit.passcode_failures
        if until is None or self._clock.now() >= until or left <= 0:
            return MSARefusedError(
                MSAReason.PASSCODE_EXPIRED, minutes=str(terms.passcode_minutes)
            )
        if not visit.passcode_is(typed):
            self._visits.passcode_failed(visit)
            return MSARefusedError(MSAReason.PASSCODE_WRONG, left=str(left - 1))
        self._visits.spend_passcode(visit.id)
        return None
