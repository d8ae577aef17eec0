"""What the staff do at the 資格確認端末, without its screens."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from card_profiles.dates import today

from ..clock import Clock
from ..consents import Consents
from ..database import Database
from ..institutions import Institutions
from ..ledger import Ledger
from ..records import ConsentKind, LapseReason, Settings, TreatmentCategory
from ..registry import Registry
from ..rules.consent_cancel import CancelRefusal, kinds_to_cancel
from ..rules.functions import NotStarted, all_not_started
from .care import Care
from .overtaken import OvertakenError, stamp
from .terminal_logins import FACE, Login, TerminalLogins
from .terminal_patients import TerminalPatients


class TerminalService:
    """The functions of one stub's terminals; every call names the login.

    What changes something is told what was *shown* when it was confirmed, and raises
    `OvertakenError` where that is no longer so: compared in the same transaction.
    """

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
        self._consents = consents
        self._institutions = institutions
        self._ledger = ledger
        self._clock = clock
        self._care = care
        self.patients = TerminalPatients(
            database=database,
            registry=registry,
            consents=consents,
            institutions=institutions,
            clock=clock,
            care=care,
        )

    def today(self) -> date:
        """The day it is, for the dates a screen proposes."""
        return self._clock.now().date()

    def settings(self, login: Login) -> Settings:
        """What 「環境設定情報更新」 shows: what was entered last."""
        code = login.institution.code
        return self._institutions.pending(code) or self._institutions.settings(code)

    def change_settings(
        self, login: Login, settings: Settings, *, shown: Settings
    ) -> None:
        """Keep *settings* for the next login; to say so twice is no error.

        Raises `SettingsRefusedError` and `OvertakenError`.
        """
        with self._database.begin():
            if self.settings(login) not in (shown, settings):
                raise OvertakenError
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

    def reissue_url(
        self, login: Login, category: TreatmentCategory, *, shown: str
    ) -> str:
        """Change the URL of that kind whose token was *shown*; it is dead at once.

        Raises `OvertakenError`.
        """
        with self._database.begin():
            if self.url_token(login, category) != shown:
                raise OvertakenError
            token = self._institutions.reissue_url(login.institution.code, category)
            self._note(login, f"URL変更 診療区分{category}")
        return token

    def cancel(
        self,
        login: Login,
        person_id: str,
        kinds: Collection[ConsentKind],
        *,
        shown: str,
    ) -> frozenset[ConsentKind]:
        """Cancel *kinds* for the institution (OQSCD031 reason 1); what was cancelled.

        With every kind that is left of all its consents these end as a whole. By the
        rules of OQSsihvd; nothing is cancelled, and nothing noted, where they refuse.
        *shown* is the `stamp` of the consent that the confirmation was about. Raises
        `OvertakenError` where the patient has consented anew.
        """
        whose = (person_id, login.institution.code, TreatmentCategory.HOME_VISIT)
        with self._database.begin():
            now = self._clock.now()
            standing = self.patients.cancellable(login, only={person_id})
            if not standing:
                return frozenset()
            if stamp(standing[0].row.consent) != shown:
                raise OvertakenError
            states = [
                self._care.state(consent, now=now)
                for consent in self._care.counting(*whose, at=now)
            ]
            asked = standing[0].kinds.intersection(kinds)
            left, ended = (kinds_to_cancel(states, some) for some in ((), asked))
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
