"""What the staff do at the 資格確認端末, without its screens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from card_profiles.dates import JST

from ..clock import Clock
from ..consents import Consents
from ..database import Database
from ..institutions import Institutions
from ..ledger import Ledger
from ..records import Consent, LapseReason, Settings, TreatmentCategory
from ..registry import InsuredPerson, Registry
from ..rules.eligibility import Finding, by_card
from .care import Care
from .inquiry_context import viewer_of
from .terminal_logins import FACE, Login, TerminalLogins


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientRow:
    """One consent in a list, with the person who gave it, as of now."""

    consent: Consent
    person: InsuredPerson
    finding: Finding  # What the card would say of the person today.
    lapse_reason: LapseReason | None  # None while the consent stands.
    ended_at: datetime | None  # When it lapsed.


class TerminalService:
    """The functions of one stub's terminals; every call names the login."""

    def __init__(
        self,
        *,
        logins: TerminalLogins,
        database: Database,
        registry: Registry,
        consents: Consents,
        institutions: Institutions,
        ledger: Ledger,
        clock: Clock,
        care: Care,
    ) -> None:
        self._logins = logins
        self._database = database
        self._registry = registry
        self._consents = consents
        self._institutions = institutions
        self._ledger = ledger
        self._clock = clock
        self._care = care

    def today(self) -> date:
        """The day it is, for the dates a screen proposes."""
        return self._clock.now().date()

    def settings(self, login: Login) -> Settings:
        """What 「環境設定情報更新」 shows: what was entered last."""
        code = login.institution.code
        return self._institutions.pending(code) or self._institutions.settings(code)

    def change_settings(self, login: Login, settings: Settings) -> None:
        """Keep *settings* for the next login. Raises `SettingsRefusedError`."""
        with self._database.begin():
            self._institutions.change_settings(login.institution.code, settings)
            self._note(login, "環境設定情報更新")

    def settings_wait(self, login: Login) -> bool:
        """Whether changed settings are not in force yet."""
        return self._institutions.pending(login.institution.code) is not None

    def reboot(self, login: Login) -> None:
        """Reboot the terminal: every login ends, changed settings come into force."""
        code = login.institution.code
        with self._database.begin():
            self._institutions.apply_pending(code)
            self._logins.log_out_everywhere(code)
            self._note(login, "端末の再起動")

    def url_token(self, login: Login, category: TreatmentCategory) -> str:
        """The token of the institution's URL of that kind."""
        return self._institutions.url_token(login.institution.code, category)

    def reissue_url(self, login: Login, category: TreatmentCategory) -> str:
        """Change the URL of that kind; the old one is dead at once."""
        with self._database.begin():
            token = self._institutions.reissue_url(login.institution.code, category)
            self._note(login, f"URL変更 診療区分{category}")
        return token

    def patients(self, login: Login) -> list[PatientRow]:
        """Everybody who consented at this institution, newest first."""
        consents = self._consents.at_institution(login.institution.code)
        return self._rows(login, reversed(consents))

    def consented(
        self, login: Login, category: TreatmentCategory, *, since: date, until: date
    ) -> list[PatientRow]:
        """Who consented on these days, oldest first (「同意済資格情報取得」)."""
        code = login.institution.code
        with self._database.begin():
            rows = self._rows(
                login, self._consents.given_between(code, category, since, until)
            )
            self._note(login, f"同意済資格情報取得 診療区分{category}")
        return rows

    def standing(self, login: Login) -> list[PatientRow]:
        """The latest consent of each person and kind of care that still stands."""
        latest: dict[tuple[str, str], PatientRow] = {}
        for row in self.patients(login):
            latest.setdefault((row.person.person_id, row.consent.category), row)
        return [row for row in latest.values() if row.lapse_reason is None]

    def cancel(
        self, login: Login, person_id: str, category: TreatmentCategory
    ) -> PatientRow | None:
        """Cancel a consent for the institution (OQSCD031 reason 1); None if none."""
        with self._database.begin():
            consent = self._consents.lapse(
                person_id,
                login.institution.code,
                category,
                reason=LapseReason.BY_INSTITUTION,
                at=self._clock.now(),
            )
            person = self._registry.get(person_id)
            if consent is None or person is None:
                return None
            self._note(login, f"閲覧同意取消し 診療区分{category}", person_id)
            return self._row(login, consent, person)

    def _rows(self, login: Login, consents: Iterable[Consent]) -> list[PatientRow]:
        rows = []
        now = self._clock.now()
        with self._database.read():
            for consent in consents:
                person = self._registry.get(consent.person_id)
                if person is not None and consent.given_at <= now:
                    rows.append(self._row(login, consent, person))
        return rows

    def _row(self, login: Login, consent: Consent, person: InsuredPerson) -> PatientRow:
        """The same rules as for the folders, so that both say the same."""
        now, code = self._clock.now(), consent.institution_code
        today = now.astimezone(JST).date()
        state = self._care.state(consent, now=now)
        viewer = viewer_of(login.institution, self._institutions.settings(code))
        return PatientRow(
            consent=consent,
            person=person,
            finding=by_card(person.coverages, on=today, viewer=viewer),
            lapse_reason=state.lapse_reason,
            ended_at=None if state.lapse_reason is None else state.until,
        )

    def _note(self, login: Login, action: str, person_id: str = "") -> None:
        self._ledger.record(
            face=FACE,
            action=action,
            institution_code=login.institution.code,
            actor=login.account.id,
            person_id=person_id,
            result="ok",
        )
