"""A visit with マイナ資格確認アプリ（居宅同意取得型）, without its HTTP.

Staff choose how the patient is identified; then consents, and last the card. A card
that was read leaves the same consent behind as マイナ在宅受付Web, under a channel of
its own. Refusals are `MSARefusedError` and, of card and institution, `RefusedError`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from card_profiles.dates import today

from ..clock import Clock
from ..database import Database
from ..institutions import Institutions
from ..labels import japanese_day
from ..ledger import Ledger
from ..msa_reasons import MSAReason, MSARefusedError
from ..reasons import Reason, RefusedError
from ..records import ConsentForm, TreatmentCategory
from ..registry import Registry
from ..rules.certificate import CertificateStanding
from ..rules.functions import Function
from ..rules.msa import IdentityCheck, identity_checks
from ..rules.parameters import Rules
from ..trust import CardTrust, Proof
from .eligibility_record import RecordView
from .inquiry_context import viewer_of
from .msa_open_visits import OpenVisits
from .msa_result import ShownEligibility, shown_eligibility
from .msa_users import MSAUser, note
from .msa_visits import MSAVisit, MSAVisits
from .msa_visual_checks import VisualChecks
from .reception_form import FormRules, form_rules
from .registration import Registration

CHANNELS = {IdentityCheck.PIN: "msa-pin", IdentityCheck.VISUAL: "msa-visual"}
"""What a consent says of where it came from."""

_ACTIONS = {
    IdentityCheck.PIN: "同意登録 暗証番号",
    IdentityCheck.VISUAL: "同意登録 目視確認",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the app asks today: how to identify, and which consents."""

    checks: tuple[IdentityCheck, ...]
    rules: FormRules


@dataclass(frozen=True, slots=True, kw_only=True)
class MSAResult:
    """What the phone shows at the end; it is not to keep it."""

    receipt: str
    registered_at: datetime
    eligibility_only: bool  # The certificate is in its months of grace.
    eligibility: ShownEligibility


class MSAService:
    """The visits of every enrolled phone."""

    def __init__(
        self,
        *,
        database: Database,
        registry: Registry,
        registration: Registration,
        institutions: Institutions,
        ledger: Ledger,
        trust: CardTrust,
        rules: Rules,
        clock: Clock,
    ) -> None:
        self._database = database
        self._registry = registry
        self._registration = registration
        self._institutions = institutions
        self._ledger = ledger
        self._trust = trust
        self._rules = rules
        grace = rules.certificate
        self._grace = grace if grace.elsewhere else replace(grace, months=0)
        self._clock = clock
        self._visits = MSAVisits(database)
        self._open_visits = OpenVisits(self._visits, rules.msa, clock)
        self.visual = VisualChecks(
            database,
            self._visits,
            self._open_visits,
            terms=rules.msa,
            ledger=ledger,
            clock=clock,
        )

    def asked(self, user: MSAUser) -> Asked:
        """What the app asks at that institution today."""
        now = self._clock.now()
        settings = self._institutions.settings(user.institution.code)
        self._registration.require_function(
            user.institution.code, TreatmentCategory.HOME_VISIT, now=now
        )
        return Asked(
            checks=identity_checks(on=today(now), starts=self._rules.starts),
            rules=form_rules(
                user.institution, settings, TreatmentCategory.HOME_VISIT, now=now
            ),
        )

    def start(self, user: MSAUser, check: IdentityCheck) -> str:
        """Begin a visit; returns its id. Refuses 目視確認 before its first day."""
        if check not in self.asked(user).checks:
            since = self._rules.starts.of(Function.VISUAL_CHECK)
            note(self._ledger, user, "受付開始", MSAReason.VISUAL_CHECK_NOT_STARTED)
            raise MSARefusedError(
                MSAReason.VISUAL_CHECK_NOT_STARTED, since=japanese_day(since)
            )
        return self._visits.start(user.device.id, check, now=self._clock.now())

    def choose(self, user: MSAUser, visit_id: str, form: ConsentForm) -> bytes:
        """Keep the patient's choices; returns the challenge that the card signs.

        Choosing again gives a new challenge, and the old one is void. Kinds that are
        not asked here are left out.
        """
        rules = self.asked(user).rules
        if rules.asks_prescription and form.prescription is None:
            raise MSARefusedError(
                MSAReason.CONSENT_MISSING, detail="処方箋の発行形態を選んでください。"
            )
        chosen = ConsentForm(
            kinds=form.kinds & frozenset(rules.kinds),
            prescription=form.prescription if rules.asks_prescription else None,
        )
        with self._database.begin():
            visit = self._open_visits.open(user, visit_id)
            return self._visits.choose(visit.id, chosen)

    def read(
        self,
        user: MSAUser,
        visit_id: str,
        *,
        certificate_der: bytes,
        signature: bytes | None,
    ) -> MSAResult:
        """Take what the card gave: with a PIN a signature, else the certificate alone.

        A challenge counts once, whatever comes of it. Returns when consent and card
        check are stored.
        """
        visit = self._open_visits.open(user, visit_id)
        form, nonce = visit.form, visit.nonce
        if visit.identity_check is IdentityCheck.VISUAL and visit.confirmed_at is None:
            raise MSARefusedError(MSAReason.IDENTITY_NOT_CONFIRMED)
        if form is None or nonce is None:
            raise MSARefusedError(
                MSAReason.CONSENT_MISSING, detail="先に同意の内容を選んでください。"
            )
        action = _ACTIONS[visit.identity_check]
        if not self._visits.use_challenge(visit.id, nonce):
            note(self._ledger, user, action, Reason.CHALLENGE_INVALID)
            raise RefusedError(Reason.CHALLENGE_INVALID, "the challenge was used")
        try:
            self._register(user, visit, form, nonce, certificate_der, signature)
        except RefusedError as refusal:
            note(self._ledger, user, action, refusal.reason, detail=refusal.detail)
            raise
        return self.result(user, visit_id)

    def result(self, user: MSAUser, visit_id: str) -> MSAResult:
        """What a visit came to, while its time lasts; for an answer that was lost."""
        visit = self._open_visits.own(user, visit_id)
        if visit.person_id is None or visit.registered_at is None:
            raise MSARefusedError(MSAReason.VISIT_UNKNOWN)
        now = self._clock.now()
        if now - visit.started_at >= self._rules.msa.visit_life:
            raise self._open_visits.over()
        person = self._registry.get(visit.person_id)
        if person is None:
            raise RefusedError(Reason.PERSON_UNKNOWN)
        settings = self._institutions.settings(user.institution.code)
        view = RecordView(
            on=today(now),
            viewer=viewer_of(
                user.institution,
                settings,
                today=today(now),
                starts=self._rules.starts,
            ),
            institution_code=user.institution.code,
            limit_consented_at=visit.registered_at,
        )
        return MSAResult(
            receipt=visit.receipt or "",
            registered_at=visit.registered_at,
            eligibility_only=visit.eligibility_only,
            eligibility=shown_eligibility(person, view),
        )

    def _register(
        self,
        user: MSAUser,
        visit: MSAVisit,
        form: ConsentForm,
        nonce: bytes,
        certificate_der: bytes,
        signature: bytes | None,
    ) -> None:
        now, check = self._clock.now(), visit.identity_check
        proof = None
        if check is IdentityCheck.PIN:
            proof = Proof(nonce=nonce, signature=signature or b"")
        examined = self._trust.examine(
            certificate_der=certificate_der, proof=proof, grace=self._grace, now=now
        )
        grace = examined.standing is CertificateStanding.GRACE
        with self._database.begin():
            registered = self._registration.register(
                examined.certificate.serial_number,
                institution_code=user.institution.code,
                category=TreatmentCategory.HOME_VISIT,
                form=form,
                channel=CHANNELS[check],
                now=now,
                eligibility_only=grace,
            )
            if not self._visits.register(
                visit.id,
                nonce=nonce,
                person_id=registered.person.person_id,
                receipt=registered.receipt,
                eligibility_only=grace,
                at=now,
            ):
                raise RefusedError(
                    Reason.CHALLENGE_INVALID, "the choices were changed meanwhile"
                )
            note(
                self._ledger,
                user,
                _ACTIONS[check],
                "ok",
                person_id=registered.person.person_id,
                detail="資格情報のみ" if grace else "",
            )
