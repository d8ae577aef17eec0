"""再照会 of one patient, whichever message asks: found, or refused with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from card_profiles.dates import JST
from card_profiles.model import Coverage

from ..error_codes import Refusal
from ..messages.formats import read_date
from ..messages.record import EligibilityRecord
from ..messages.reinquiry import ReinquirySearchInfo
from ..records import Consent, Prescription, TreatmentCategory
from ..registry import InsuredPerson
from ..rules.consent_view import limit_consented_at
from ..rules.eligibility import Validity, Viewer, by_card
from ..rules.reinquiry import ReinquiryRefusal, refusal
from .eligibility_answers import Candidate, Found, look_up, with_reference
from .eligibility_record import RecordView, with_consents
from .inquiry_context import Asker, Stores, number_refusal

_SAME, _CHANGED = "0", "1"  # 資格情報変更確認, OQSCD032.


@dataclass(frozen=True, slots=True, kw_only=True)
class Reinquired:
    """What a 再照会 comes to; with *refusal* there is nothing else to tell."""

    refusal: Refusal | None = None
    validity: Validity | None = None
    records: Sequence[EligibilityRecord] = ()
    prescription: Prescription | None = None
    person_id: str = ""
    people: tuple[str, ...] = ()  # Whose records these are, one for one.


def reinquire(
    stores: Stores, asker: Asker, search: ReinquirySearchInfo, *, on: date
) -> Reinquired:
    """Give the newest eligibility, if the card was checked here and care goes on.

    The consents come as stored; after a cancellation they are 2, and eligibility is
    given all the same. Nothing is asked of the patient, and nothing is stored of a
    refusal: that a consent's time is over is seen from the consent itself.
    """
    category = TreatmentCategory(search.MedicalTreatmentFlag)
    if category is not TreatmentCategory.HOME_VISIT:
        return _refused(stores.codes.refusal(ReinquiryRefusal.NOT_HOME_VISIT))
    found = find_patients(stores, asker, search, on=on)
    if isinstance(found, Refusal):
        return _refused(found)
    known = _checked_here(stores, asker, found)
    if found and not known:
        return _refused(stores.codes.refusal(ReinquiryRefusal.NO_CARD_CHECK))

    refusals = {
        person_id: _refusal(stores, asker, person_id)
        for person_id in dict.fromkeys(person.person_id for person, _ in known)
    }
    people = [person_id for person_id, why in refusals.items() if why is None]
    for person_id, why in refusals.items():
        if why is not None and not people:  # Of twins the first is named.
            return _refused(stores.codes.refusal(why), person_id=person_id)
    known = [one for one in known if one[0].person_id in people]
    if len(people) != 1:  # Nobody, or twins who are both under care here.
        return _found(stores, asker, search, known, consent=None, on=on)
    code = asker.institution.code
    consent = stores.care.current(people[0], code, category, at=asker.now)
    return _found(stores, asker, search, known, consent=consent, on=on)


def names_patient(search: ReinquirySearchInfo) -> bool:
    """Whether 照会番号 alone says who is meant: the numbers of a card are not there."""
    return None in (
        search.InsurerNumber,
        search.InsuredIdentificationNumber,
        search.Birthdate,
    )


def find_patients(
    stores: Stores, asker: Asker, search: ReinquirySearchInfo, *, on: date
) -> list[Candidate] | Refusal:
    """Who is meant, or why nobody can be."""
    insurer, number = search.InsurerNumber, search.InsuredIdentificationNumber
    if insurer is None or number is None or search.Birthdate is None:
        if search.ReferenceNumber is None:
            return stores.codes.refusal("search_incomplete")
        known = _by_reference(stores, asker, search.ReferenceNumber, on=on)
        return known or stores.codes.refusal("reference_number_unknown")
    why = number_refusal(stores, asker, insurer)
    if why is not None:
        return why
    return asker.among(
        stores.registry.find(
            insurer_number=insurer,
            number=number,
            symbol=search.InsuredCardSymbol,
            branch=search.InsuredBranchNumber,
            birthdate=read_date(search.Birthdate),
        )
    )


def _by_reference(
    stores: Stores, asker: Asker, number: str, *, on: date
) -> list[Candidate]:
    """Whoever the asker registered that 照会番号 for, with what the card would say."""
    found: list[Candidate] = []
    for person_id in sorted(
        stores.references.holders(number, institution_code=asker.institution.code)
    ):
        person = stores.registry.get(person_id)
        if person is not None:
            finding = by_card(person.coverages, on=on, viewer=asker.viewer)
            found += [(person, coverage) for coverage in finding.coverages]
    return found


def _checked_here(
    stores: Stores, asker: Asker, candidates: list[Candidate]
) -> list[Candidate]:
    """Only those whose card this institution has checked at a home visit."""
    return [
        (person, coverage)
        for person, coverage in candidates
        if stores.consents.card_checks(
            person.person_id, asker.institution.code, TreatmentCategory.HOME_VISIT
        )
    ]


def _refusal(stores: Stores, asker: Asker, person_id: str) -> ReinquiryRefusal | None:
    """What speaks against a 再照会 of one person whose card was checked here."""
    home, code = TreatmentCategory.HOME_VISIT, asker.institution.code
    care = stores.care.continuity(person_id, code, home, on=asker.today)
    forms = stores.care.forms(person_id, code, at=asker.now)
    return refusal(home, care, forms=forms)


def _found(
    stores: Stores,
    asker: Asker,
    search: ReinquirySearchInfo,
    known: list[Candidate],
    *,
    consent: Consent | None,
    on: date,
) -> Reinquired:
    asked_for = search.LimitApplicationCertificateRelatedConsFlg != "0"
    view = RecordView(
        on=on,
        viewer=asker.viewer,
        institution_code=asker.institution.code,
        limit_consented_at=limit_consented_at(
            consent, now=asker.now, asked_for=asked_for
        ),
        arbitrary_identifier=search.ArbitraryIdentifier,
    )
    found = look_up(
        known,
        on=on,
        viewer=asker.viewer,
        show_all=stores.options.rules.eligibility.all_candidates,
        of_patient=names_patient(search),
    )
    if view.limit_consented_at is not None and found.person_id:
        given = (coverage for _, coverage in found.shown)
        stores.remember_limits(asker, found.person_id, given, on=on)
    records = [
        (candidate[1], with_reference(stores, asker, candidate, view))
        for candidate in found.shown
    ]
    if consent is not None and found.shown:
        person = found.shown[0][0]
        change = _change(person, found, consent, on=on, viewer=asker.viewer)
        agreed = stores.agreed(consent, now=asker.now)
        records = [
            (
                coverage,
                with_consents(record, coverage, agreed, on=on).model_copy(
                    update=change
                ),
            )
            for coverage, record in records
        ]
    return Reinquired(
        validity=found.validity,
        records=[record for _, record in records],
        prescription=None if consent is None else consent.prescription,
        person_id=found.person_id,
        people=found.people,
    )


def _change(
    person: InsuredPerson, found: Found, consent: Consent, *, on: date, viewer: Viewer
) -> dict[str, str]:
    """資格情報変更確認: whether what was in force at the consent still is."""
    then = _in_force(person, on=consent.given_at.astimezone(JST).date(), viewer=viewer)
    same = found.validity in (Validity.VALID, Validity.UNREGISTERED) and (
        then == _in_force(person, on=on, viewer=viewer)
    )
    return {"QualificationChange": _SAME if same else _CHANGED}


def _in_force(
    person: InsuredPerson, *, on: date, viewer: Viewer
) -> tuple[Coverage, ...]:
    finding = by_card(person.coverages, on=on, viewer=viewer)
    return finding.coverages if finding.validity is not Validity.INVALID else ()


def _refused(why: Refusal, *, person_id: str = "") -> Reinquired:
    return Reinquired(refusal=why, person_id=person_id)
