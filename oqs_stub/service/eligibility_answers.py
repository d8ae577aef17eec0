"""Answering OQSsiquc01: eligibility by the numbers of the insurance card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from card_profiles.model import Coverage

from ..error_codes import Refusal
from ..messages import EligibilityAnswer, EligibilityRequest
from ..messages.eligibility import EligibilityAnswerBody
from ..messages.formats import read_date, write_moment
from ..messages.headers import InquiryAnswerHeader, InquiryHeader
from ..messages.record import EligibilityRecord, RecordList
from ..records import ConsentKind
from ..registry import InsuredPerson
from ..rules.consent_view import oral_consent_covers
from ..rules.eligibility import (
    Validity,
    Viewer,
    by_card,
    by_number,
    is_medical_aid,
    visible,
)
from .eligibility_record import RecordView, eligibility_record, with_diseases
from .failures import BY_CARD_NUMBERS
from .inquiry_context import Asker, Outcome, Stores, number_refusal

Candidate = tuple[InsuredPerson, Coverage]


@dataclass(frozen=True, slots=True)
class Found:
    """Validity, what to show, and who it is ("" where it is nobody in particular)."""

    validity: Validity
    shown: tuple[Candidate, ...] = ()
    person_id: str = ""

    @property
    def people(self) -> tuple[str, ...]:
        """Whose coverages are shown, one for one."""
        return tuple(person.person_id for person, _ in self.shown)


def answer_eligibility(
    stores: Stores, asker: Asker, request: EligibilityRequest
) -> Outcome:
    """Look up who these numbers are, and what they are worth on the day asked for.

    Consents are never part of this answer: no card was read.
    """
    header = request.MessageHeader
    search = request.MessageBody.QualificationConfirmSearchInfo
    why = number_refusal(stores, asker, search.InsurerNumber)
    if why is not None:
        return _refused(asker, request, why)
    offered = search.LimitApplicationCertificateRelatedConsFlg == "1"
    view = RecordView(
        on=read_date(header.QualificationConfirmationDate),
        viewer=asker.viewer,
        institution_code=asker.institution.code,
        limit_consented_at=asker.now if offered else None,
        arbitrary_identifier=search.ArbitraryIdentifier,
    )
    candidates = asker.among(
        stores.registry.find(
            insurer_number=search.InsurerNumber,
            number=search.InsuredIdentificationNumber,
            symbol=search.InsuredCardSymbol,
            branch=search.InsuredBranchNumber,
            birthdate=read_date(search.Birthdate),
        )
    )
    found = look_up(
        candidates,
        on=view.on,
        viewer=view.viewer,
        show_all=stores.options.rules.eligibility.all_candidates,
    )
    if offered and found.person_id:
        given = (coverage for _, coverage in found.shown)
        stores.remember_limits(asker, found.person_id, given, on=view.on)
    answer = EligibilityAnswer(
        MessageHeader=inquiry_header(header, asker),
        MessageBody=EligibilityAnswerBody(
            QualificationConfirmSearchInfo=search,
            ProcessingResultStatus="1",
            QualificationValidity=found.validity.value,
            ResultList=record_list(
                [
                    _as_agreed_orally(stores, asker, candidate, view)
                    for candidate in found.shown
                ]
            ),
        ),
    )
    return Outcome(answer=answer, person_id=found.person_id, people=found.people)


def _refused(asker: Asker, request: EligibilityRequest, why: Refusal) -> Outcome:
    """Say why these numbers cannot be asked about: 処理結果状況 2."""
    answer = EligibilityAnswer(
        MessageHeader=inquiry_header(request.MessageHeader, asker),
        MessageBody=EligibilityAnswerBody(
            QualificationConfirmSearchInfo=(
                request.MessageBody.QualificationConfirmSearchInfo
            ),
            ProcessingResultStatus="2",
            ProcessingResultCode=why.code,
            ProcessingResultMessage=why.message,
        ),
    )
    return Outcome(answer=answer, result=why.code)


def _as_agreed_orally(
    stores: Stores, asker: Asker, candidate: Candidate, view: RecordView
) -> EligibilityRecord:
    """The record with what is agreed to at the window by word of mouth alone.

    That is 限度額 and, by the rules, 特定疾病 with it; never medical data.
    """
    record = with_reference(stores, asker, candidate, view)
    if view.limit_consented_at is None or not oral_consent_covers(
        ConsentKind.SPECIFIC_DISEASES,
        kinds_in_use=asker.settings.consent_kinds,
        terms=stores.options.rules.consent,
    ):
        return record
    return with_diseases(
        record, candidate[1], consented_at=view.limit_consented_at, on=view.on
    )


def with_reference(
    stores: Stores, asker: Asker, candidate: Candidate, view: RecordView
) -> EligibilityRecord:
    """The record of one candidate, with the asker's own 照会番号 if there is one."""
    person, coverage = candidate
    number = stores.reference_number(asker, person, coverage)
    return eligibility_record(person, coverage, view, reference_number=number)


def look_up(
    candidates: Sequence[Candidate],
    *,
    on: date,
    viewer: Viewer,
    show_all: bool,
    of_patient: bool = False,
) -> Found:
    """What a search by number comes to on the day *on*.

    *of_patient*: the number is the asker's own for a patient (照会番号), and so asks
    for every coverage, as a card does.

    Several people (twins without 枝番) are `AMBIGUOUS`; with *show_all* each of them
    is shown, so that the terminal can offer the choice. Whose cover only begins later
    is not known yet.
    """
    known = [
        (person, coverage)
        for person, coverage in candidates
        if visible((coverage,), viewer) and coverage.valid_from <= on
    ]
    people = {person.person_id: person for person, _ in known}
    if not people:
        return Found(Validity.NOT_FOUND)
    if len(people) > 1 and not any(is_medical_aid(coverage) for _, coverage in known):
        return Found(Validity.AMBIGUOUS, tuple(known) if show_all else ())
    # 複数該当 does not exist for 医療扶助: there the first one found is meant.
    person = next(iter(people.values()))
    if of_patient:
        finding = by_card(person.coverages, on=on, viewer=viewer)
    else:
        own = [c for found, c in known if found.person_id == person.person_id]
        finding = by_number(own, person.coverages, on=on, viewer=viewer)
    return Found(
        finding.validity,
        tuple((person, coverage) for coverage in finding.coverages),
        person.person_id,
    )


def inquiry_header(header: InquiryHeader, asker: Asker) -> InquiryAnswerHeader:
    """The header of a successful answer about one person."""
    return InquiryAnswerHeader(
        ProcessExecutionTime=write_moment(asker.now) or "",
        QualificationConfirmationDate=header.QualificationConfirmationDate,
        MedicalInstitutionCode=header.MedicalInstitutionCode,
        ArbitraryFileIdentifier=header.ArbitraryFileIdentifier,
        ReferenceClassification=BY_CARD_NUMBERS,
        SegmentOfResult="1",
        CharacterCodeIdentifier=asker.encoding.identifier,
    )


def record_list(records: Sequence[EligibilityRecord]) -> RecordList | None:
    """The wrapper around the records; None (left out) where there are none."""
    if not records:
        return None
    return RecordList(ResultOfQualificationConfirmation=tuple(records))
