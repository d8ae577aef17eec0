"""Answering OQSsihvq01: 再照会, eligibility for a later visit, without the card."""

from __future__ import annotations

from datetime import date

from card_profiles.dates import JST
from card_profiles.model import Coverage

from ..messages import ReinquiryAnswer, ReinquiryRequest
from ..messages.formats import read_date
from ..messages.reinquiry import ReinquiryAnswerBody, ReinquirySearchInfo
from ..records import Consent, LapseReason, TreatmentCategory
from ..registry import InsuredPerson
from ..rules.eligibility import Validity, Viewer, by_card
from ..rules.reinquiry import ReinquiryRefusal, refusal
from .eligibility_answers import (
    Candidate,
    Found,
    inquiry_header,
    look_up,
    record_list,
)
from .eligibility_record import RecordView, eligibility_record, with_consents
from .inquiry_context import Asker, Outcome, Stores

_SAME, _CHANGED = "0", "1"  # 資格情報変更確認, OQSCD032.


def answer_reinquiry(
    stores: Stores, asker: Asker, request: ReinquiryRequest
) -> Outcome:
    """Give the newest eligibility, if the card was checked here and care goes on.

    The consents come as stored; after a cancellation they are 2, and eligibility is
    given all the same. Nothing is asked of the patient.
    """
    search = request.MessageBody.QualificationConfirmSearchInfo
    category = TreatmentCategory(search.MedicalTreatmentFlag)
    if category is not TreatmentCategory.HOME_VISIT:
        return _refused(stores, asker, request, ReinquiryRefusal.NOT_HOME_VISIT)
    found = _find(stores, search)
    if isinstance(found, str):
        return _refused(stores, asker, request, found)
    known = _checked_here(stores, asker, found)
    if found and not known:
        return _refused(stores, asker, request, ReinquiryRefusal.NO_CARD_CHECK)

    people = {person.person_id: person for person, _ in known}
    if len(people) != 1:  # Nobody, or twins who were both checked here.
        return _answered(stores, asker, request, known, consent=None)
    person = next(iter(people.values()))
    care = stores.care(
        person.person_id, asker.institution.code, category, on=asker.today
    )
    why = refusal(category, care)
    if why is ReinquiryRefusal.CONTINUITY_ENDED:
        stores.consents.lapse(
            person.person_id,
            asker.institution.code,
            category,
            reason=LapseReason.EXPIRED,
            at=asker.now,
        )
    if why is not None:
        return _refused(stores, asker, request, why, person_id=person.person_id)
    consent = stores.consents.current(
        person.person_id, asker.institution.code, category, at=asker.now
    )
    return _answered(stores, asker, request, known, consent=consent)


def _find(stores: Stores, search: ReinquirySearchInfo) -> list[Candidate] | str:
    """Who is meant, or the name of the code that says why nobody can be."""
    insurer, number = search.InsurerNumber, search.InsuredIdentificationNumber
    if insurer is None or number is None or search.Birthdate is None:
        if search.ReferenceNumber is not None:
            return "reference_number_unknown"
        return "search_incomplete"
    return stores.registry.find(
        insurer_number=insurer,
        number=number,
        symbol=search.InsuredCardSymbol,
        branch=search.InsuredBranchNumber,
        birthdate=read_date(search.Birthdate),
    )


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


def _answered(
    stores: Stores,
    asker: Asker,
    request: ReinquiryRequest,
    known: list[Candidate],
    *,
    consent: Consent | None,
) -> Outcome:
    header = request.MessageHeader
    search = request.MessageBody.QualificationConfirmSearchInfo
    offered = search.LimitApplicationCertificateRelatedConsFlg != "0"
    on = read_date(header.QualificationConfirmationDate)
    view = RecordView(
        on=on,
        viewer=asker.viewer,
        institution_code=asker.institution.code,
        limit_consented_at=(
            (asker.now if consent is None else consent.given_at) if offered else None
        ),
        arbitrary_identifier=search.ArbitraryIdentifier,
    )
    found = look_up(
        known,
        on=on,
        viewer=asker.viewer,
        show_all=stores.options.show_all_candidates,
    )
    records = [
        (coverage, eligibility_record(person, coverage, view))
        for person, coverage in found.shown
    ]
    if consent is not None and found.shown:
        person = found.shown[0][0]
        change = _change(person, found, consent, on=on, viewer=asker.viewer)
        agreed = stores.agreed(consent, now=asker.now)
        records = [
            (
                coverage,
                with_consents(record, coverage, agreed).model_copy(update=change),
            )
            for coverage, record in records
        ]
    answer = ReinquiryAnswer(
        MessageHeader=inquiry_header(header, asker),
        MessageBody=ReinquiryAnswerBody(
            QualificationConfirmSearchInfo=search,
            PrescriptionIssueSelect=None if consent is None else consent.prescription,
            ProcessingResultStatus="1",
            QualificationValidity=found.validity.value,
            ResultList=record_list([record for _, record in records]),
        ),
    )
    return Outcome(answer=answer, person_id=found.person_id)


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


def _refused(
    stores: Stores,
    asker: Asker,
    request: ReinquiryRequest,
    name: str,
    *,
    person_id: str = "",
) -> Outcome:
    """The person-level refusal: 処理結果状況 2 with a code, no eligibility."""
    why = stores.codes.refusal(name)
    answer = ReinquiryAnswer(
        MessageHeader=inquiry_header(request.MessageHeader, asker),
        MessageBody=ReinquiryAnswerBody(
            QualificationConfirmSearchInfo=(
                request.MessageBody.QualificationConfirmSearchInfo
            ),
            ProcessingResultStatus="2",
            ProcessingResultCode=why.code,
            ProcessingResultMessage=why.message,
        ),
    )
    return Outcome(answer=answer, result=why.code, person_id=person_id)
