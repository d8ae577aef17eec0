"""The patients' lists of the terminal: who consented here, and how that stands now.

What is asked of each patient is read for all of them together: a clinic has thousands.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from card_profiles.dates import JST, today

from ..clock import Clock
from ..consents import Consents
from ..consents.of_many import consents_of_many
from ..database import Database
from ..institutions import Institutions
from ..records import Consent, ConsentKind, LapseReason, TreatmentCategory
from ..reference_numbers import ReferenceRegister
from ..registry import InsuredPerson, Registry
from ..registry.search import InsuredNumbers
from ..rules.consent_cancel import CancelRefusal, kinds_to_cancel
from ..rules.consent_view import ConsentState, latest_of_each, meant_of_each
from ..rules.eligibility import Finding, Viewer, by_card
from ..rules.kept_lists import ListTerms, is_listed
from .care import Care
from .care_at_once import care_at_once
from .inquiry_context import viewer_of
from .terminal_logins import Login

_HOME_VISIT = TreatmentCategory.HOME_VISIT


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientRow:
    """One consent in a list, with the person who gave it, as of now."""

    consent: Consent
    person: InsuredPerson
    finding: Finding  # What the card would say of the person today.
    lapse_reason: LapseReason | None  # None while the consent stands.
    ended_at: datetime | None  # When it lapsed.
    state: ConsentState  # Each kind, as of now.
    replaced: bool = False  # The patient has consented anew since: that one counts.


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancellable:
    """What one patient agreed to for home visits and can be cancelled."""

    row: PatientRow  # The latest of the consents that stand.
    kinds: frozenset[ConsentKind]  # By any of them: for 訪問診療, for 往診.


class TerminalPatients:
    """The lists of one stub's terminals; every call names the login."""

    def __init__(
        self,
        *,
        database: Database,
        registry: Registry,
        consents: Consents,
        institutions: Institutions,
        clock: Clock,
        care: Care,
    ) -> None:
        self._database = database
        self._registry = registry
        self._consents = consents
        self._institutions = institutions
        self._clock = clock
        self._references = ReferenceRegister(database)
        self._care = care

    def all(self, login: Login) -> list[PatientRow]:
        """Everybody who consented at this institution, newest first.

        Consents that ended long ago are listed no more (`list_terms`).
        """
        now = self._clock.now()
        consents = self._consents.at_institution(login.institution.code)
        given = [consent for consent in consents if consent.given_at <= now]
        rows = self._rows(login, given[::-1], counting=latest_of_each(given))
        return [row for row in rows if self._is_listed(row)]

    @property
    def list_terms(self) -> ListTerms:
        """How long consents that have ended stay in the list."""
        return self._care.rules.lists

    def one(self, login: Login, consent_id: int) -> PatientRow | None:
        """One line of `all`; None where it is no line of this institution."""
        consent = self._consents.get(consent_id)
        if consent is None or consent.institution_code != login.institution.code:
            return None
        given = self._consents.of_patient(
            consent.person_id,
            consent.institution_code,
            consent.category,
            at=self._clock.now(),
        )
        rows = self._rows(login, [consent], counting=latest_of_each(given))
        return next((row for row in rows if self._is_listed(row)), None)

    def under_care(
        self, login: Login, *, only: Collection[str] | None = None
    ) -> list[PatientRow]:
        """Everybody with a consent for home visits here, the one that counts of each.

        Also those whose consent has lapsed: a 再照会 says why it is refused. With
        *only*, of these people.
        """
        counting = meant_of_each(self._given(login, only), on=today(self._clock.now()))
        newest_first = sorted(counting, key=_age, reverse=True)
        return [row for row in self._rows(login, newest_first) if row.person.coverages]

    def cancellable(
        self, login: Login, *, only: Collection[str] | None = None
    ) -> list[Cancellable]:
        """Who has a consent for home visits here that can still be cancelled.

        With *only*, of these people.
        """
        latest = latest_of_each(self._given(login, only))
        of_patients: dict[str, list[PatientRow]] = {}
        for row in self._rows(login, latest[::-1]):
            if row.lapse_reason is None and row.person.coverages:
                of_patients.setdefault(row.person.person_id, []).append(row)
        found = []
        for rows in of_patients.values():
            kinds = kinds_to_cancel([row.state for row in rows], ())
            if kinds and not isinstance(kinds, CancelRefusal):
                found.append(Cancellable(row=rows[0], kinds=kinds))
        return found

    def reference_numbers(self, login: Login, row: PatientRow) -> tuple[str, ...]:
        """The 照会番号 that this institution registered for that person."""
        return self._references.of_person(
            row.person.person_id, institution_code=login.institution.code
        ).all()

    def known_numbers(self, login: Login, row: PatientRow) -> InsuredNumbers:
        """The numbers that the institution learned when the consent was given."""
        on = row.consent.given_at.astimezone(JST).date()
        viewer = self._viewer(login, at=row.consent.given_at)
        known = by_card(row.person.coverages, on=on, viewer=viewer).coverages
        coverage = known[0] if known else row.person.coverages[0]
        return InsuredNumbers(
            insurer_number=coverage.insurer_number,
            number=coverage.number,
            birthdate=row.person.person.birthdate,
            symbol=coverage.symbol,
            branch=coverage.branch,
        )

    def _is_listed(self, row: PatientRow) -> bool:
        at = self._clock.now()
        return is_listed(row.state.until, at=at, terms=self.list_terms)

    def _given(self, login: Login, only: Collection[str] | None) -> list[Consent]:
        """Every consent for home visits here up to now, oldest first."""
        now, code = self._clock.now(), login.institution.code
        if only is None:
            given = self._consents.at_institution(code)
        else:
            with self._database.read() as connection:
                of_each = consents_of_many(connection, only, code, _HOME_VISIT)
            given = sorted(chain.from_iterable(of_each.values()), key=_age)
        return [
            consent
            for consent in given
            if consent.category is _HOME_VISIT and consent.given_at <= now
        ]

    def _rows(
        self,
        login: Login,
        consents: Sequence[Consent],
        *,
        counting: Sequence[Consent] | None = None,
    ) -> list[PatientRow]:
        """What the lists say of *consents*, by the same rules as the folders.

        Of these *counting* are those that no later one has replaced; all by default.
        """
        latest = {one.id for one in (consents if counting is None else counting)}
        now, code = self._clock.now(), login.institution.code
        people = frozenset(consent.person_id for consent in consents)
        viewer = self._viewer(login, at=now)
        with self._database.read():
            known = self._registry.get_many(people)
            care = care_at_once(self._database, people, code, rules=self._care.rules)
            return [
                _row(
                    consent,
                    person,
                    care=care,
                    viewer=viewer,
                    now=now,
                    replaced=consent.id not in latest,
                )
                for consent in consents
                if consent.given_at <= now
                and (person := known.get(consent.person_id)) is not None
            ]

    def _viewer(self, login: Login, *, at: datetime) -> Viewer:
        return viewer_of(
            login.institution,
            self._institutions.settings(login.institution.code),
            today=today(at),
            starts=self._care.rules.starts,
        )


def _row(
    consent: Consent,
    person: InsuredPerson,
    *,
    care: Care,
    viewer: Viewer,
    now: datetime,
    replaced: bool,
) -> PatientRow:
    state = care.state(consent, now=now)
    return PatientRow(
        consent=consent,
        person=person,
        finding=by_card(person.coverages, on=today(now), viewer=viewer),
        lapse_reason=state.lapse_reason,
        ended_at=None if state.lapse_reason is None else state.until,
        state=state,
        replaced=replaced,
    )


def _age(consent: Consent) -> tuple[datetime, int]:
    return consent.given_at, consent.id or 0
