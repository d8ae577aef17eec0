"""Answering OQSsionq01: eligibility of who registered for オンライン診療等 here."""

from __future__ import annotations

from ..error_codes import Refusal
from ..messages.formats import read_date
from ..messages.online import (
    OnlineInquiryAnswer,
    OnlineInquiryAnswerBody,
    OnlineInquiryRequest,
)
from ..records import Consent, TreatmentCategory
from ..rules.consent_view import limit_consented_at
from ..rules.online import OnlineRefusal, meant, refusal
from .eligibility_answers import (
    Candidate,
    inquiry_header,
    look_up,
    record_list,
    with_reference,
)
from .eligibility_record import RecordView, with_consents
from .inquiry_context import Asker, Outcome, Stores
from .online_lists import require_online
from .reinquiring import find_patients, names_patient

_ONLINE = TreatmentCategory.ONLINE


def answer_online_inquiry(
    stores: Stores, asker: Asker, request: OnlineInquiryRequest
) -> Outcome:
    """Give eligibility while a registration made with the card holds.

    After a cancellation the consents are 2, and eligibility is given all the same.
    Raises `RefusedError` where オンライン診療等機能 is off.
    """
    require_online(stores, asker)
    codes = stores.codes
    search = request.MessageBody.QualificationConfirmSearchInfo
    category = TreatmentCategory(search.MedicalTreatmentFlag)
    if category is not _ONLINE:
        return _refused(asker, request, codes.refusal(OnlineRefusal.NOT_ONLINE))
    on = read_date(request.MessageHeader.QualificationConfirmationDate)
    found = find_patients(stores, asker, search, on=on)
    if isinstance(found, Refusal):
        return _refused(asker, request, found)
    registrations = {
        person.person_id: _registration(stores, asker, person.person_id)
        for person, _ in found
    }
    known = [one for one in found if registrations[one[0].person_id] is not None]
    if found and not known:
        return _refused(asker, request, codes.refusal(OnlineRefusal.NO_REGISTRATION))
    refusals = {
        person.person_id: refusal(
            category, registrations[person.person_id], on=asker.today
        )
        for person, _ in known
    }
    people = [person_id for person_id, why in refusals.items() if why is None]
    for person_id, why in refusals.items():
        if why is not None and not people:  # Of twins the first is named.
            return _refused(asker, request, codes.refusal(why), person_id=person_id)
    known = [one for one in known if one[0].person_id in people]
    if len(people) != 1:  # Nobody, or twins who are both registered here.
        return _answered(stores, asker, request, known, consent=None)
    return _answered(stores, asker, request, known, consent=registrations[people[0]])


def _registration(stores: Stores, asker: Asker, person_id: str) -> Consent | None:
    """The registration that is meant now, if a card was ever checked for one."""
    code = asker.institution.code
    checks = stores.consents.card_checks(person_id, code, _ONLINE)
    if not any(check.at <= asker.now for check in checks):
        return None
    return meant(
        stores.consents.of_patient(person_id, code, _ONLINE, at=asker.now),
        on=asker.today,
    )


def _answered(
    stores: Stores,
    asker: Asker,
    request: OnlineInquiryRequest,
    known: list[Candidate],
    *,
    consent: Consent | None,
) -> Outcome:
    header = request.MessageHeader
    search = request.MessageBody.QualificationConfirmSearchInfo
    asked_for = search.LimitApplicationCertificateRelatedConsFlg != "0"
    view = RecordView(
        on=read_date(header.QualificationConfirmationDate),
        viewer=asker.viewer,
        institution_code=asker.institution.code,
        limit_consented_at=limit_consented_at(
            consent, now=asker.now, asked_for=asked_for
        ),
        arbitrary_identifier=search.ArbitraryIdentifier,
    )
    found = look_up(
        known,
        on=view.on,
        viewer=view.viewer,
        show_all=stores.options.rules.eligibility.all_candidates,
        of_patient=names_patient(search),
    )
    if view.limit_consented_at is not None and found.person_id:
        given = (coverage for _, coverage in found.shown)
        stores.remember_limits(asker, found.person_id, given, on=view.on)
    records = [
        with_reference(stores, asker, candidate, view) for candidate in found.shown
    ]
    if consent is not None:
        agreed = stores.agreed(consent, now=asker.now)
        records = [
            with_consents(record, coverage, agreed, on=view.on)
            for record, (_, coverage) in zip(records, found.shown, strict=True)
        ]
    answer = OnlineInquiryAnswer(
        MessageHeader=inquiry_header(header, asker),
        MessageBody=OnlineInquiryAnswerBody(
            QualificationConfirmSearchInfo=search,
            PrescriptionIssueSelect=None if consent is None else consent.prescription,
            ProcessingResultStatus="1",
            QualificationValidity=found.validity.value,
            ResultList=record_list(records),
        ),
    )
    return Outcome(answer=answer, person_id=found.person_id)


def _refused(
    asker: Asker, request: OnlineInquiryRequest, why: Refusal, *, person_id: str = ""
) -> Outcome:
    """The person-level refusal: 処理結果状況 2 with a code, no eligibility."""
    answer = OnlineInquiryAnswer(
        MessageHeader=inquiry_header(request.MessageHeader, asker),
        MessageBody=OnlineInquiryAnswerBody(
            QualificationConfirmSearchInfo=(
                request.MessageBody.QualificationConfirmSearchInfo
            ),
            ProcessingResultStatus="2",
            ProcessingResultCode=why.code,
            ProcessingResultMessage=why.message,
        ),
    )
    return Outcome(answer=answer, result=why.code, person_id=person_id)
