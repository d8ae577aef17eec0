"""同意照会・更新 and すべての同意を取消す: what a patient does with stored consents."""

from __future__ import annotations

from dataclasses import replace

from ..clock import Clock
from ..consents import Consents
from ..database import Database
from ..launch import Purpose
from ..ledger import Ledger
from ..reasons import Reason, RefusedError
from ..records import (
    CardCheck,
    ConsentForm,
    LapseReason,
)
from ..rules.own_consents import Standing, standing, updated
from .care import Care
from .reception import CHANNEL, FACE, Reception
from .reception_rows import ReceptionSession, SessionState
from .reception_sessions import ReceptionSessions


class ConsentReview:
    """The patient's own consents at one institution, once the card was read.

    Only what the URL's kind of care is about is shown, changed or cancelled.
    """

    def __init__(
        self,
        *,
        database: Database,
        consents: Consents,
        sessions: ReceptionSessions,
        ledger: Ledger,
        clock: Clock,
        care: Care,
    ) -> None:
        self._database = database
        self._consents = consents
        self._sessions = sessions
        self._ledger = ledger
        self._clock = clock
        self._care = care

    def standing(self, reception: Reception) -> tuple[Standing, ...]:
        """What stands now. Refuses a reception whose card was not read."""
        now, session = self._clock.now(), reception.session
        whose = (_person(session), session.institution_code, session.category)
        found = self._care.counting(*whose, at=now)
        return standing([(one, self._care.state(one, now=now)) for one in found])

    def one(self, reception: Reception, consent_id: int | None) -> Standing:
        """The standing consent of that id, of this patient. Refuses any other."""
        for found in self.standing(reception):
            if found.consent.id == consent_id:
                return found
        raise RefusedError(Reason.CONSENT_ENDED)

    def draft(self, reception: Reception, consent_id: int, form: ConsentForm) -> None:
        """Keep other choices for that consent; nothing is changed before `update`."""
        one = self.one(reception, consent_id)
        kept = replace(  # What the page does not ask stays as it is.
            form,
            examination_date=one.consent.examination_date,
            visit=one.consent.visit,
        )
        if not reception.entrance.rules.asks_limit:
            kept = replace(kept, gives_limit=one.consent.gives_limit)
        if not reception.entrance.rules.asks_clinical:
            kept = replace(kept, clinical=one.consent.clinical)
        self._sessions.draft(reception.session.id, kept, consent_id=consent_id)

    def update(self, reception: Reception) -> None:
        """Put the kept choices in force. Doing so twice does it once."""
        now = self._clock.now()
        with self._database.begin():
            session = self._open(reception, Purpose.VIEW)
            if session is None:
                return
            one = self.one(reception, session.consent_id)
            consent = updated(
                one,
                session.form,
                asked=reception.entrance.rules.kinds,
                channel=CHANNEL,
                now=now,
            )
            self._consents.update(consent)
            self._consents.add_card_check(
                CardCheck(
                    person_id=consent.person_id,
                    institution_code=consent.institution_code,
                    category=consent.category,
                    at=now,
                    visit=consent.visit,
                )
            )
            receipt = f"{now:%Y%m%d}-{consent.id:06d}"
            self._sessions.finish(session.id, receipt=receipt, at=now)
            self._note(session, "同意更新", " ".join(sorted(consent.kinds)))

    def cancel_all(self, reception: Reception) -> None:
        """End every consent there (reason 2, 患者による取消し). Twice does it once."""
        now = self._clock.now()
        with self._database.begin():
            session = self._open(reception, Purpose.CANCEL)
            if session is None:
                return
            found = self.standing(reception)
            if not found:
                raise RefusedError(Reason.CONSENT_ENDED)
            self._care.end(
                _person(session),
                session.institution_code,
                session.category,
                reason=LapseReason.BY_PATIENT,
                at=now,
            )
            last = max(one.consent.id or 0 for one in found)
            self._sessions.finish(
                session.id, receipt=f"{now:%Y%m%d}-{last:06d}", at=now
            )
            self._note(session, "同意取消し", f"{len(found)}件")

    def _open(self, reception: Reception, purpose: Purpose) -> ReceptionSession | None:
        """The reception as it is now; None where its last press came before."""
        session = self._sessions.get(reception.session.id)
        if session is None or session.purpose is not purpose:
            raise RefusedError(Reason.SESSION_UNKNOWN)
        if session.state is SessionState.FINISHED:
            return None
        _person(session)
        return session

    def _note(self, session: ReceptionSession, action: str, detail: str) -> None:
        self._ledger.record(
            face=FACE,
            action=f"{action} 診療区分{session.category}",
            institution_code=session.institution_code,
            person_id=session.person_id or "",
            result="ok",
            detail=detail,
        )


def _person(session: ReceptionSession) -> str:
    """Whose card was read; refuses a reception in which none was."""
    if session.person_id is None:
        raise RefusedError(Reason.CHALLENGE_INVALID, "no card was read")
    return session.person_id
