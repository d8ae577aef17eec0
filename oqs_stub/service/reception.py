"""The patient's registration: consents chosen, confirmed, and sealed by a card."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from ..clock import Clock
from ..consents import Consents
from ..database import Database
from ..institutions import AccessURL, Institutions, asks_prescription
from ..labels import KIND_LABELS
from ..ledger import Ledger
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
from ..trust import CardTrust
from .reception_form import FormRules
from .reception_sessions import ReceptionSession, ReceptionSessions, SessionState

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
        registry: Registry,
        consents: Consents,
        institutions: Institutions,
        ledger: Ledger,
        trust: CardTrust,
        earlier_serials: Callable[[int], Sequence[int]],
        clock: Clock,
    ) -> None:
        """Wire it; *earlier_serials* tells what a renewed certificate replaced."""
        self._database = database
        self._registry = registry
        self._consents = consents
        self._institutions = institutions
        self._ledger = ledger
        self._trust = trust
        self._earlier_serials = earlier_serials
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
            settings = self._institutions.settings(session.institution_code)
            _require_function(settings, session.category)
            person = self._holder(serial_number)
            if person is None:
                raise RefusedError(Reason.PERSON_UNKNOWN)
            if not person.insurance_use_registered:
                raise RefusedError(Reason.INSURANCE_USE_NOT_REGISTERED)
            consent = self._consents.record(_consent(session, person, settings, now))
            self._consents.add_card_check(
                CardCheck(
                    person_id=person.person_id,
                    institution_code=session.institution_code,
                    category=session.category,
                    at=now,
                )
            )
            receipt = f"{now:%Y%m%d}-{consent.id:06d}"
            if not self._sessions.register(
                session.id, nonce=nonce, receipt=receipt, at=now
            ):
                raise RefusedError(
                    Reason.CHALLENGE_INVALID, "the choices were changed meanwhile"
                )
            self._note(session, result="ok", person_id=person.person_id)

    def _holder(self, serial_number: int) -> InsuredPerson | None:
        """Find whose card signed, also by the certificates it carried before."""
        for serial in (serial_number, *self._earlier_serials(serial_number)):
            person = self._registry.by_certificate(serial)
            if person is not None:
                return person
        return None

    def _entrance(self, access: AccessURL) -> Entrance:
        settings = self._institutions.settings(access.institution.code)
        _require_function(settings, access.category)
        token = self._institutions.url_token(access.institution.code, access.category)
        return self._describe(access, token)

    def _describe(self, access: AccessURL, token: str) -> Entrance:
        settings = self._institutions.settings(access.institution.code)
        return Entrance(
            token=token,
            institution=access.institution,
            category=access.category,
            rules=FormRules(
                kinds=tuple(
                    kind for kind in KIND_LABELS if kind in settings.consent_kinds
                ),
                asks_prescription=asks_prescription(access.institution, settings),
                asks_date=access.category is TreatmentCategory.ONLINE,
                today=self._clock.now().date(),
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


def _require_function(settings: Settings, category: TreatmentCategory) -> None:
    enabled = {
        TreatmentCategory.HOME_VISIT: settings.home_visit,
        TreatmentCategory.ONLINE: settings.online,
    }
    if not enabled.get(category, False):
        raise RefusedError(Reason.FUNCTION_DISABLED)


def _consent(
    session: ReceptionSession, person: InsuredPerson, settings: Settings, now: datetime
) -> Consent:
    return Consent(
        person_id=person.person_id,
        institution_code=session.institution_code,
        category=session.category,
        kinds=session.form.kinds & settings.consent_kinds,
        prescription=session.form.prescription,
        given_at=now,
        channel=CHANNEL,
        examination_date=session.form.examination_date,
    )
