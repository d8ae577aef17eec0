"""The patient's way: consents chosen, confirmed, and sealed by a card."""

from __future__ import annotations

from dataclasses import dataclass

from card_profiles.dates import today

from ..clock import Clock
from ..database import Database
from ..institutions import AccessURL, Institutions
from ..launch import Purpose
from ..ledger import Ledger
from ..reasons import Reason, RefusedError
from ..records import ConsentForm, Institution, TreatmentCategory
from ..rules.certificate import CertificateGrace, CertificateStanding
from ..rules.reception import ReceptionTerms
from ..trust import NO_GRACE, CardTrust, Examined, Proof
from .reception_form import FormRules, form_rules
from .reception_rows import ReceptionSession, SessionState
from .reception_sessions import ReceptionSessions, Started, belongs_to
from .registration import Registration

CHANNEL = "zaitaku-web"
FACE = "reception"

ACTIONS = {
    Purpose.REGISTER: "同意登録",
    Purpose.VIEW: "同意照会",
    Purpose.CANCEL: "同意取消し",
}
"""What the ledger calls the three functions of the site."""


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
    secret: str | None = None  # For the cookie of a browser that has just moved in.


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
        terms: ReceptionTerms,
        grace: CertificateGrace | None = None,
    ) -> None:
        self._database = database
        self._registration = registration
        self._institutions = institutions
        self._ledger = ledger
        self._trust = trust
        self._clock = clock
        self._terms = terms
        self._grace = grace or CertificateGrace()
        self.sessions = ReceptionSessions(database)

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

    def start(
        self,
        entrance: Entrance,
        form: ConsentForm | None = None,
        *,
        purpose: Purpose = Purpose.REGISTER,
    ) -> Started:
        """Begin a reception; nothing is registered."""
        return self.sessions.start(
            purpose=purpose,
            institution_code=entrance.institution.code,
            category=entrance.category,
            form=form or ConsentForm(),
            now=self._clock.now(),
        )

    def find(self, session_id: str, *, secret: str) -> Reception:
        """The reception of that id, for the browser whose cookie has *secret*.

        Refuses another browser than the one that began it; after the card was read,
        the first one that comes back with the new id is taken for it, too. Refuses a
        reception whose time is over.
        """
        session = self.sessions.get(session_id)
        if session is None:
            raise RefusedError(Reason.SESSION_UNKNOWN)
        moved_in = self._admit(session, session_id, secret)
        if session.expired(self._clock.now(), life=self._terms.session_life):
            raise RefusedError(Reason.SESSION_EXPIRED)
        token = self._institutions.url_token(session.institution_code, session.category)
        access = AccessURL(
            institution=self._institutions.get(session.institution_code),
            category=session.category,
        )
        # What is done stays visible, whatever was switched off since.
        done = session.state is SessionState.FINISHED
        entrance = self._describe(access, token) if done else self._entrance(access)
        return Reception(session=session, entrance=entrance, secret=moved_in)

    def change(self, reception: Reception, form: ConsentForm) -> None:
        """Correct what was chosen (「修正する」); not once the card was read."""
        with self._database.begin():
            session = self._again(reception)
            if session is not None and session.former_id is None:
                self.sessions.change_form(session.id, form)

    def launch(self, reception: Reception) -> bytes | None:
        """Confirm (「同意内容を登録する」) and return the challenge for the card.

        Pressing twice gives the same challenge while it can be signed. None means
        that there is nothing left to do: the card was read.
        """
        now = self._clock.now()
        with self._database.begin():
            session = self._again(reception)
            if session is None or session.former_id is not None:
                return None
            challenge = session.open_challenge(now, life=self._terms.challenge_life)
            return challenge or self.sessions.challenge(session.id, now=now)

    def challenge_of(self, session: ReceptionSession) -> bytes | None:
        """The challenge that a card may still sign, or None."""
        return session.open_challenge(
            self._clock.now(), life=self._terms.challenge_life
        )

    def authenticate(
        self, session_id: str, *, certificate_der: bytes, signature: bytes
    ) -> str:
        """Seal the reception with a card; the id under which it goes on.

        A challenge counts once, whatever comes of it. Returns when consent and card
        check are stored, or the cardholder is known where it is about stored
        consents; raises `RefusedError` otherwise.
        """
        now = self._clock.now()
        session = self.sessions.get(session_id)
        if session is None or session.nonce is None:
            raise RefusedError(Reason.CHALLENGE_INVALID, "no challenge is out")
        if session.expired(now, life=self._terms.session_life):
            raise RefusedError(Reason.SESSION_EXPIRED)
        if (
            session.state is SessionState.LAUNCHED
            and not session.nonce_used
            and self.challenge_of(session) is None
        ):
            self._note(session, result=Reason.CHALLENGE_EXPIRED)
            raise RefusedError(Reason.CHALLENGE_EXPIRED)
        if not self.sessions.use_challenge(session_id, session.nonce):
            self._note(session, result=Reason.CHALLENGE_INVALID)
            raise RefusedError(Reason.CHALLENGE_INVALID, "the challenge was used")
        registers = session.purpose is Purpose.REGISTER  # Never look, in the grace.
        try:
            examined = self._trust.examine(
                certificate_der=certificate_der,
                proof=Proof(nonce=session.nonce, signature=signature),
                grace=self._grace if registers and self._grace.on_web else NO_GRACE,
                now=now,
            )
            return self._seal(session, session.nonce, examined)
        except RefusedError as refusal:
            with self._database.begin():
                self.sessions.refuse(session_id, refusal.reason, nonce=session.nonce)
                self._note(session, result=refusal.reason, detail=refusal.detail)
            raise

    def _seal(self, session: ReceptionSession, nonce: bytes, examined: Examined) -> str:
        now, serial = self._clock.now(), examined.certificate.serial_number
        with self._database.begin():
            if session.purpose is Purpose.REGISTER:
                registered = self._registration.register(
                    serial,
                    institution_code=session.institution_code,
                    category=session.category,
                    form=session.form,
                    channel=CHANNEL,
                    now=now,
                    eligibility_only=examined.standing is CertificateStanding.GRACE,
                )
                person_id = registered.person.person_id
                new_id = self.sessions.register(
                    session.id, nonce=nonce, registered=registered, at=now
                )
            else:
                person_id = self._registration.holder(serial).person_id
                new_id = self.sessions.identify(
                    session.id, nonce=nonce, person_id=person_id
                )
            if new_id is None:
                raise RefusedError(
                    Reason.CHALLENGE_INVALID, "the choices were changed meanwhile"
                )
            self._note(session, result="ok", person_id=person_id)
        return new_id

    def _admit(
        self, session: ReceptionSession, session_id: str, secret: str
    ) -> str | None:
        """Let its own browser in; a new secret where the browser has just moved in."""
        moved_in: str | None = None
        if session_id == session.former_id:
            # The browser left behind asks what came of it.
            if belongs_to(secret, session.former_browser):
                moved_in = self.sessions.move_in(session.id, since=session.browser)
        elif session.browser is None:
            moved_in = self.sessions.move_in(session.id, since=None)
        elif belongs_to(secret, session.browser):
            return None
        if moved_in is None:
            raise RefusedError(Reason.OTHER_BROWSER)
        return moved_in

    def _again(self, reception: Reception) -> ReceptionSession | None:
        """The reception as it is by now, for the one who is about to change it."""
        return self.sessions.get(reception.session.id)

    def _entrance(self, access: AccessURL) -> Entrance:
        self._registration.require_function(
            access.institution.code, access.category, now=self._clock.now()
        )
        token = self._institutions.url_token(access.institution.code, access.category)
        return self._describe(access, token)

    def _describe(self, access: AccessURL, token: str) -> Entrance:
        settings = self._institutions.settings(access.institution.code)
        return Entrance(
            token=token,
            institution=access.institution,
            category=access.category,
            rules=form_rules(
                access.institution,
                settings,
                access.category,
                now=self._clock.now(),
                furthest_days=self._terms.furthest_days,
                starts=self._registration.starts,
                takes_over=self._registration.takes_over,
                asks_limit=self._terms.asks_limit(on=today(self._clock.now())),
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
            action=f"{ACTIONS[session.purpose]} 診療区分{session.category}",
            institution_code=session.institution_code,
            person_id=person_id,
            result=result,
            detail=detail,
        )
