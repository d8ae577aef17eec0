"""What happens to people, cards and institutions in the middle of a test."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from card_profiles.cover_rules import LONGEST_NUMBER, reversed_periods
from card_profiles.dates import JST
from card_profiles.model import Coverage, MedicalTicket
from card_profiles.numbers import NumberError
from card_profiles.pki import CertificateAuthority, PKIError

from ..clock import Clock
from ..consents import Consents
from ..database import Database
from ..institutions import Institutions
from ..ledger import Ledger
from ..records import (
    Consent,
    ConsentKind,
    Institution,
    InstitutionState,
    LapseReason,
    Settings,
    TreatmentCategory,
)
from ..registry import InsuredPerson, PersonUnknownError, Registry
from ..rules.changed_covers import require_nobodys, with_ticket, without_tickets
from ..rules.eligibility import is_medical_aid
from .care import Care

FACE = "control"
_NO_EVENTS = (FACE, "fault")  # Going back before these confuses nobody.


class ChangeRefusedError(ValueError):
    """The change cannot be made; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardCertificate:
    """The 利用者証明用電子証明書 of a person's card, as the issuer has it."""

    serial_number: int
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Changes that no face of the real system makes; each is in the ledger."""

    database: Database
    registry: Registry
    consents: Consents
    institutions: Institutions
    issuer: CertificateAuthority
    ledger: Ledger
    clock: Clock
    care: Care

    def person(self, person_id: str) -> InsuredPerson:
        """The person of that id. Raises `PersonUnknownError`."""
        person = self.registry.get(person_id)
        if person is None:
            raise PersonUnknownError(person_id)
        return person

    def register_insurance_use(self, person_id: str, *, registered: bool) -> None:
        """健康保険証利用の登録, or its withdrawal."""
        with self.database.begin():
            self.registry.set_insurance_use(person_id, registered=registered)
            detail = "登録" if registered else "解除"
            self._note("健康保険証利用の登録", person_id=person_id, detail=detail)

    def add_coverage(self, person_id: str, coverage: Coverage) -> None:
        """Give the person one more coverage."""
        self._change_coverages(person_id, "資格の追加", lambda had: (*had, coverage))

    def replace_coverages(self, person_id: str, coverages: Sequence[Coverage]) -> None:
        """Give the person these coverages in place of all others."""
        self._change_coverages(person_id, "資格の置き換え", lambda _had: coverages)

    def add_ticket(self, person_id: str, ticket: MedicalTicket) -> None:
        """Register a 医療券・調剤券 with the person's 医療扶助."""

        def change(had: Sequence[Coverage]) -> Sequence[Coverage]:
            if not any(map(is_medical_aid, had)):
                raise ChangeRefusedError(
                    f"{person_id} には医療扶助の資格がありません。"
                    "先に医療扶助の資格を加えてください。"
                )
            return with_ticket(had, ticket)

        self._change_coverages(person_id, "医療券の登録", change)

    def take_tickets(self, person_id: str, *, month: str) -> None:
        """Take away the tickets of that month (YYYYMM)."""
        self._change_coverages(
            person_id, "医療券の取消", lambda had: without_tickets(had, month=month)
        )

    def certificate(self, person_id: str) -> CardCertificate:
        """The certificate of the person's card."""
        serial = self.person(person_id).auth_serial
        return CardCertificate(
            serial_number=serial, revoked_at=self.issuer.revoked().get(serial)
        )

    def revoke_certificate(self, person_id: str, *, at: datetime | None = None) -> None:
        """Revoke it from *at* on (default: now): lost card, death, moved abroad."""
        serial = self.person(person_id).auth_serial
        try:
            self.issuer.revoke(serial, at=at or self.clock.now())
        except PKIError as error:
            raise ChangeRefusedError(
                f"{person_id} のカードは、まだ作られていません。カードをかざすか"
                "card serve で作ってから失効させてください。"
            ) from error
        self._note("電子証明書の失効", person_id=person_id, detail=f"{serial:x}")

    def reinstate_certificate(self, person_id: str) -> None:
        """Lift a revocation: the card was found and its suspension ended."""
        serial = self.person(person_id).auth_serial
        self.issuer.reinstate(serial)
        self._note("電子証明書の一時停止の解除", person_id=person_id)

    def lapse_consent(
        self,
        person_id: str,
        code: str,
        category: TreatmentCategory,
        *,
        reason: LapseReason,
    ) -> None:
        """End every consent still standing there, for that reason."""
        with self.database.begin():
            self._standing(person_id, code, category)
            self.care.end(person_id, code, category, reason=reason, at=self.clock.now())
            self._note(
                "同意の失効", person_id=person_id, institution=code, detail=reason.name
            )

    def change_consent(
        self,
        person_id: str,
        code: str,
        category: TreatmentCategory,
        *,
        kinds: Collection[ConsentKind],
    ) -> None:
        """Let the consent that counts now be to these kinds of information.

        Also to those that were cancelled one by one.
        """
        with self.database.begin():
            consent = self._standing(person_id, code, category)
            self.consents.update(replace(consent, kinds=frozenset(kinds), withdrawn=()))
            detail = " ".join(sorted(kinds)) or "なし"
            self._note(
                "同意の変更", person_id=person_id, institution=code, detail=detail
            )

    def change_settings(self, code: str, settings: Settings) -> None:
        """Put *settings* in force at once, without a login.

        Raises `SettingsRefusedError`.
        """
        with self.database.begin():
            self.institutions.change_settings(code, settings)
            self.institutions.apply_pending(code)
            self._note("環境設定情報", institution=code)

    def change_institution(
        self,
        code: str,
        *,
        state: InstitutionState | None = None,
        region: str | None = None,
        asks_visit_form: bool | None = None,
        asks_clinical_information: bool | None = None,
    ) -> Institution:
        """Let the institution be in another state or region, or its pages ask more."""
        with self.database.begin():
            before = self.institutions.get(code)
            care, clinical = asks_visit_form, asks_clinical_information
            after = replace(
                before,
                state=state or before.state,
                region=region or before.region,
                asks_visit_form=before.asks_visit_form if care is None else care,
                asks_clinical_information=(
                    before.asks_clinical_information if clinical is None else clinical
                ),
            )
            self.institutions.change(after)
            self._note(
                "医療機関等の変更",
                institution=code,
                detail=f"{after.state} {after.region}",
            )
        return after

    def require_reachable(self, now: datetime, *, back: bool) -> None:
        """Refuse a time to which the clock must not be moved.

        That is one at which the CA is not in force, or, unless *back* insists, one
        before what has happened. Raises `ChangeRefusedError`.
        """
        first, last = (moment.astimezone(JST) for moment in self.issuer.life)
        if not first <= now <= last:
            raise ChangeRefusedError(
                f"{now:%Y-%m-%d %H:%M:%S} には合わせられません。試験用認証局の有効期間"
                f"（{first:%Y-%m-%d %H:%M:%S} から {last:%Y-%m-%d %H:%M:%S} まで）の"
                "中の日時にしてください。"
            )
        if now < self.clock.now() and not back:
            self._require_nothing_after(now)

    def _require_nothing_after(self, now: datetime) -> None:
        last = self.ledger.latest_after(now, ignoring=_NO_EVENTS)
        if last is not None:
            raise ChangeRefusedError(
                f"{now:%Y-%m-%d %H:%M:%S} には戻せません。その後に"
                f"「{last.face} {last.action}」（{last.at:%Y-%m-%d %H:%M:%S}）などが"
                "起きています。新しい --data で始めるか、"
                'それでも戻すなら "back": true を付けてください。'
            )

    def _standing(
        self, person_id: str, code: str, category: TreatmentCategory
    ) -> Consent:
        self.person(person_id)
        self.institutions.get(code)
        now = self.clock.now()
        consent = self.care.current(person_id, code, category, at=now)
        if (
            consent is None
            or self.care.state(consent, now=now).lapse_reason is not None
        ):
            raise ChangeRefusedError(
                f"{person_id} は、医療機関等 {code} の診療区分 {category} に"
                "有効な同意をしていません。"
            )
        return consent

    def _change_coverages(
        self,
        person_id: str,
        action: str,
        change: Callable[[Sequence[Coverage]], Sequence[Coverage]],
    ) -> None:
        with self.database.begin():
            after = change(self.person(person_id).coverages)
            try:
                require_nobodys(after)
            except NumberError as error:
                raise ChangeRefusedError(str(error)) from error
            for coverage in after:
                _require_sendable(coverage)
                _require_in_order(coverage)
            self.registry.replace_coverages(person_id, after)
            self._note(action, person_id=person_id, detail=f"{len(after)}件")

    def _note(
        self,
        action: str,
        *,
        person_id: str = "",
        institution: str = "",
        detail: str = "",
    ) -> None:
        self.ledger.record(
            face=FACE,
            action=action,
            result="ok",
            person_id=person_id,
            institution_code=institution,
            detail=detail,
        )


def _require_in_order(coverage: Coverage) -> None:
    for period in reversed_periods(coverage):
        raise ChangeRefusedError(
            f"{period.place} は有効開始日 {period.first} 以後の日に"
            f"してください（{period.last} でした）。"
        )


def _require_sendable(coverage: Coverage) -> None:
    """Refuse what no message could carry."""
    longest = max(len(coverage.symbol or ""), len(coverage.number))
    if longest > LONGEST_NUMBER:
        raise ChangeRefusedError(
            f"記号と番号は{LONGEST_NUMBER}文字以内です（{longest}文字ありました）。"
        )
