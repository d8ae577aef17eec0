"""The patient's registration: consents chosen, confirmed, and sealed by a card."""

from __future__ import annotations

from dataclasses import dataclass

from ..clock import Clock
from ..database import Database
from ..institutions import AccessURL, Institutions
from ..ledger import Ledger
from ..reasons import Reason, RefusedError
from ..records import ConsentForm, Institution, TreatmentCategory
from ..trust import CardTrust
from .reception_form import FormRules
from .reception_sessions import ReceptionSession, ReceptionSessions, SessionState
from .registration import Registration, form_rules, require_function

CHANNEL = "zaitaku-web"
FACE = "reception"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """What a good URL leads to: the institution and what it asks the patient."""

    token: str
    institution: Institution
    category: TreatmentCategory
    rules: FormRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """One reception as a page shows it."""

    session: ReceptionSession
    entrance: Entrance


class ReceptionService:
    """マイナ在宅受付Web without its pages. Every refusal is a `RefusedError`."""

    def __init__(
        self,
        *,
        database: Database,
        registration: Registration,
        institutions: Institutions,
        ledger: Ledger,
        trust: CardTrust,
        clock: Clock,
    ) -> None:
        self._database = database
        self._registration = registration
        self._institutions = institutions
        self._ledger = ledger
        self._trust = trust
        self._clock = clock
        self._sessions = ReceptionSessions(database)

    def enter(self, token: str, category: TreatmentCategory) -> Entrance:
        """Open the institution's URL of that kind.

        Refuses an unknown token, one of the other kind, and a function that is not
        「利用する」.
        """
        access = self._institutions.by_token(token)
        if access is None:
            raise RefusedError(Reason.URL_UNKNOWN)
        if access.category is not category:
            raise RefusedError(Reason.URL_WRONG_KIND)
        return self._entrance(access)

    def start(self, entrance: Entrance, form: ConsentForm) -> str:
        """Keep what was chosen; nothing is registered. Returns the reception's id."""
        return self._sessions.start(
            institution_code=entrance.institution.code,
            category=entrance.category,
            form=form,
            now=self._clock.now(),
        )

    def find(self, session_id: str) -> Reception:
        """The reception of that id. Refuses one whose time is over."""
        session = self._sessions.get(session_id)
        if session is None or session.expired(self._clock.now()):
            raise RefusedError(Reason.SESSION_EXPIRED)
        token = self._institutions.url_token(session.institution_code, session.category)
        access = AccessURL(
            institution=self._institutions.get(session.institution_code),
            category=session.category,
        )
        if session.state is SessionState.REGISTERED:
            # What is done stays visible, whatever was switched off since.
            return Reception(session=session, entrance=self._describe(access, token))
        return Reception(session=session, entrance=self._entrance(access))

    def change(self, session_id: str, form: ConsentForm) -> None:
        """Correct what was chosen (「修正する」). A registered one is left alone."""
        with self._database.begin():
            if self.find(session_id).session.state is not SessionState.REGISTERED:
                self._sessions.change_form(session_id, form)

    def launch(self, session_id: str) -> bytes | None:
        """Confirm (「同意内容を登録する」) and return the challenge for the card.

        Pressing twice gives the same challenge while it is unused. None means that
        there is nothing left to do: the registration is complete.
        """
        with self._database.begin():
            session = self.find(session_id).session
            if session.state is SessionState.REGISTERED:
                return None
            if (
                session.state is SessionState.LAUNCHED
                and session.nonce is not None
                and not session.nonce_used
            ):
                return session.nonce
            return self._sessions.challenge(session_id)

    def authenticate(
        self, session_id: str, *, certificate_der: bytes, signature: bytes
    ) -> None:
        """Seal the reception with a card: who signed its challenge agrees.

        A challenge counts once, whatever comes of it. Returns when consent and card
        check are stored; raises `RefusedError` otherwise.
        """
        session = self._sessions.get(session_id)
        if session is None or session.nonce is None:
            raise RefusedError(Reason.CHALLENGE_INVALID, "no challenge is out")
        if session.expired(self._clock.now()):
            raise RefusedError(Reason.SESSION_EXPIRED)
        if not self._sessions.use_challenge(session_id, session.nonce):
            self._note(session, result=Reason.CHALLENGE_INVALID)
            raise RefusedError(Reason.CHALLENGE_INVALID, "the challenge was used")
        try:
            certificate = self._trust.authenticate(
                certificate_der=certificate_der,
                nonce=session.nonce,
                signature=signature,
                now=self._clock.now(),
            )
            self._register(session, session.nonce, certificate.serial_number)
        except RefusedError as refusal:
            with self._database.begin():
                self._sessions.refuse(session_id, refusal.reason, nonce=session.nonce)
                self._note(session, result=refusal.reason, detail=refusal.detail)
            raise

    def _register(
        self, session: ReceptionSession, nonce: bytes, serial_number: int
    ) -> None:
        now = self._clock.now()
        with self._database.begin():
            registered = self._registration.register(
                serial_number,
                institution_code=session.institution_code,
                category=session.category,
                form=session.form,
                channel=CHANNEL,
                now=now,
            )
            if not self._sessions.register(
                session.id, nonce=nonce, receipt=registered.receipt, at=now
            ):
                raise RefusedError(
                    Reason.CHALLENGE_INVALID, "the choices were changed meanwhile"
                )
            self._note(session, result="ok", person_id=registered.person.person_id)

    def _entrance(self, access: AccessURL) -> Entrance:
        settings = self._institutions.settings(access.institution.code)
        require_function(settings, access.category)
        token = self._institutions.url_token(access.institution.code, access.category)
        return self._describe(access, token)

    def _describe(self, access: AccessURL, token: str) -> Entrance:
        settings = self._institutions.settings(access.institution.code)
        return Entrance(
            token=token,
            institution=access.institution,
            category=access.category,
            rules=form_rules(
                access.institution, settings, access.category, now=self._clock.now()
            ),
        )

    def _note(
        self,
        session: ReceptionSession,
        *,
        result: str,
        person_id: str = "",
        detail: str = "",
    ) -> None:
        self._ledger.record(
            face=FACE,
            action=f"同意登録 診療区分{session.category}",
            institution_code=session.institution_code,
            person_id=person_id,
            result=result,
            detail=detail,
        )
