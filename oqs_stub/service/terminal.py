"""What the staff do at the 資格確認端末, without its screens."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from card_profiles.dates import JST, today

from ..clock import Clock
from ..consents import Consents
from ..database import Database
from ..institutions import Institutions
from ..ledger import Ledger
from ..records import Consent, ConsentKind, LapseReason, Settings, TreatmentCategory
from ..reference_numbers import ReferenceRegister
from ..registry import InsuredPerson, Registry
from ..registry.search import InsuredNumbers
from ..rules.consent_cancel import CancelRefusal, kinds_to_cancel
from ..rules.consent_view import ConsentState, latest_of_each_form, meant_of_each
from ..rules.eligibility import Finding, by_card
from ..rules.functions import NotStarted, all_not_started
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
    state: ConsentState  # Each kind, as of now.


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancellable:
    """What one patient agreed to for home visits and can be cancelled."""

    row: PatientRow  # The latest of the consents that stand.
    kinds: frozenset[ConsentKind]  # By any of them: for 訪問診療, for 往診.


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
        self._references = ReferenceRegister(database)
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

    def not_started(self) -> tuple[NotStarted, ...]:
        """What cannot be used yet today, at any institution."""
        on = today(self._clock.now())
        return all_not_started(on=on, starts=self._care.rules.starts)

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

    def patient(self, login: Login, consent_id: int) -> PatientRow | None:
        """One line of `patients`; None where it is no line of this institution."""
        return next(
            (row for row in self.patients(login) if row.consent.id == consent_id), None
        )

    def reference_numbers(self, login: Login, row: PatientRow) -> tuple[str, ...]:
        """The 照会番号 that this institution registered for that person."""
        return self._references.of_person(
            row.person.person_id, institution_code=login.institution.code
        ).all()

    def under_care(self, login: Login) -> list[PatientRow]:
        """Everybody with a consent for home visits here, the one that counts of each.

        Also those whose consent has lapsed: a 再照会 says why it is refused.
        """
        now = self._clock.now()
        given = self._given(login, now)
        counting = {one.id for one in meant_of_each(given, on=today(now))}
        rows = self._rows(login, (c for c in reversed(given) if c.id in counting))
        return [row for row in rows if row.person.coverages]

    def known_numbers(self, login: Login, row: PatientRow) -> InsuredNumbers:
        """The numbers that the institution learned when the consent was given."""
        code = login.institution.code
        on = row.consent.given_at.astimezone(JST).date()
        viewer = viewer_of(
            login.institution,
            self._institutions.settings(code),
            today=on,
            starts=self._care.rules.starts,
        )
        known = by_card(row.person.coverages, on=on, viewer=viewer).coverages
        coverage = known[0] if known else row.person.coverages[0]
        return InsuredNumbers(
            insurer_number=coverage.insurer_number,
            number=coverage.number,
            birthdate=row.person.person.birthdate,
            symbol=coverage.symbol,
            branch=coverage.branch,
        )

    def standing(self, login: Login) -> list[Cancellable]:
        """Who has a consent for home visits here that can still be cancelled."""
        now = self._clock.now()
        given = self._given(login, now)
        of_patients: dict[str, list[PatientRow]] = {}
        for row in self._rows(login, reversed(latest_of_each_form(given))):
            if row.lapse_reason is None and row.person.coverages:
                of_patients.setdefault(row.person.person_id, []).append(row)
        found = []
        for rows in of_patients.values():
            kinds = kinds_to_cancel([row.state for row in rows], ())
            if kinds and not isinstance(kinds, CancelRefusal):
                found.append(Cancellable(row=rows[0], kinds=kinds))
        return found

    def cancel(
        self, login: Login, person_id: str, kinds: Collection[ConsentKind]
    ) -> frozenset[ConsentKind]:
        """Cancel *kinds* for the institution (OQSCD031 reason 1); what was cancelled.

        With every kind that is left of all its consents these end as a whole. By the
        rules of OQSsihvd; nothing is cancelled, and nothing noted, where they refuse.
        """
        whose = (person_id, login.institution.code, TreatmentCategory.HOME_VISIT)
        now = self._clock.now()
        with self._database.begin():
            states = [
                self._care.state(consent, now=now)
                for consent in self._care.counting(*whose, at=now)
            ]
            left, ended = (kinds_to_cancel(states, asked) for asked in ((), kinds))
            if isinstance(ended, CancelRefusal) or not ended:
                return frozenset()
            if ended == left:
                self._care.end(*whose, reason=LapseReason.BY_INSTITUTION, at=now)
            else:
                self._consents.withdraw(*whose, kinds=ended, at=now)
            self._note(
                login, "閲覧同意取消し", person_id, detail=" ".join(sorted(ended))
            )
        return ended

    def online_days(self, login: Login, people: Collection[str]) -> tuple[date, ...]:
        """The 受診予定日 for which the one person of *people* is registered here.

        Until then an ordinary check is not the whole story [G-14]. None where several
        people are meant.
        """
        if len(set(people)) != 1:
            return ()
        (person_id,), now = set(people), self._clock.now()
        registered = self._care.counting(
            person_id, login.institution.code, TreatmentCategory.ONLINE, at=now
        )
        days = {
            consent.examination_date
            for consent in registered
            if consent.examination_date is not None
            and self._care.state(consent, now=now).lapse_reason is None
        }
        return tuple(sorted(days))

    def _given(self, login: Login, now: datetime) -> list[Consent]:
        """Every consent for home visits here up to *now*, oldest first."""
        return [
            consent
            for consent in self._consents.at_institution(login.institution.code)
            if consent.category is TreatmentCategory.HOME_VISIT
            and consent.given_at <= now
        ]

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
        day = today(now)
        state = self._care.state(consent, now=now)
        viewer = viewer_of(
            login.institution,
            self._institutions.settings(code),
            today=day,
            starts=self._care.rules.starts,
        )
        return PatientRow(
            consent=consent,
            person=person,
            finding=by_card(person.coverages, on=day, viewer=viewer),
            lapse_reason=state.lapse_reason,
            ended_at=None if state.lapse_reason is None else state.until,
            state=state,
        )

    def _note(
        self, login: Login, action: str, person_id: str = "", *, detail: str = ""
    ) -> None:
        self._ledger.record(
            face=FACE,
            action=action,
            institution_code=login.institution.code,
            actor=login.account.id,
            person_id=person_id,
            result="ok",
            detail=detail,
        )
