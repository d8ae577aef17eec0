"""Answering OQSmuhvq01/02: everybody who consented here on given days."""

from __future__ import annotations

from card_profiles.dates import JST

from ..messages import (
    ConsentedListReception,
    ConsentedListRequest,
    ConsentedResult,
    ConsentedResultRequest,
)
from ..messages.consented import (
    ConsentedResultBody,
    ConsentedUnit,
    ReceptionBody,
)
from ..messages.formats import read_date, write_date, write_moment
from ..messages.headers import ListResultHeader, ReceptionHeader
from ..messages.record import EligibilityRecord
from ..records import Consent, TreatmentCategory
from ..rules.eligibility import by_card
from .eligibility_record import RecordView, eligibility_record, with_consents
from .inquiry_context import Asker, Outcome, RefusedError, Stores
from .jobs import Job

_DONE, _WORKING = "1", "2"  # 処理結果区分, OQSCD003.
_OK, _ERROR = "1", "2"  # 処理結果状況, OQSCD004.


def accept_consented_list(
    stores: Stores, asker: Asker, request: ConsentedListRequest
) -> Outcome:
    """Take the request in; the 受付番号 is on disk before the answer leaves.

    Raises `RefusedError` for another 診療区分 or days the wrong way round.
    """
    search = request.MessageBody.QualificationConfirmSearchInfo
    if search.MedicalTreatmentFlag != TreatmentCategory.HOME_VISIT:
        raise RefusedError(
            stores.codes.refusal(
                "category_mismatch", category=search.MedicalTreatmentFlag
            )
        )
    first, last = read_date(search.ConsentDateFrom), read_date(search.ConsentDateTo)
    if first > last:
        raise RefusedError(
            stores.codes.refusal(
                "period_reversed",
                first=search.ConsentDateFrom,
                last=search.ConsentDateTo,
            )
        )
    header = request.MessageHeader
    job = stores.jobs.accept(
        institution_code=asker.institution.code,
        file_identifier=header.ArbitraryFileIdentifier,
        first=first,
        last=last,
        now=asker.now,
    )
    moment = write_moment(asker.now) or ""
    answer = ConsentedListReception(
        MessageHeader=ReceptionHeader(
            ProcessExecutionTime=moment,
            MedicalInstitutionCode=header.MedicalInstitutionCode,
            ArbitraryFileIdentifier=header.ArbitraryFileIdentifier,
            SegmentOfResult=_DONE,
            CharacterCodeIdentifier=asker.encoding.identifier,
        ),
        MessageBody=ReceptionBody(
            ReceptionNumber=job.reception_number, ReceptionDateTime=moment
        ),
    )
    return Outcome(answer=answer)


def answer_consented_result(
    stores: Stores, asker: Asker, request: ConsentedResultRequest
) -> Outcome:
    """Hand over the list, or 処理中 the first times if the options say so.

    May be asked any number of times. Raises `RefusedError` for a 受付番号 that this
    institution does not have.
    """
    number = request.MessageBody.ReceptionNumber
    job = stores.jobs.poll(number.strip(), institution_code=asker.institution.code)
    if job is None:
        raise RefusedError(
            stores.codes.refusal("reception_unknown", number=number.strip()[:20])
        )
    if job.polls <= stores.options.bulk_delay_polls:
        return Outcome(
            answer=ConsentedResult(
                MessageHeader=_header(asker, request, job, segment=_WORKING)
            ),
            result="working",
        )
    units = [_unit(stores, asker, consent) for consent in _consents(stores, job)]
    failed = sum(unit.ProcessingResultStatus == _ERROR for unit in units)
    header = _header(asker, request, job, segment=_DONE).model_copy(
        update={
            "NumberOfProcessingResult": str(len(units)),
            "NumberOfNormalProcessing": str(len(units) - failed),
            "NumberOfError": str(failed),
        }
    )
    body = ConsentedResultBody(BulkConfirmUnit=tuple(units)) if units else None
    return Outcome(answer=ConsentedResult(MessageHeader=header, MessageBody=body))


def _consents(stores: Stores, job: Job) -> list[Consent]:
    """One consent a person, the latest of the days, known when 01 was accepted."""
    latest = {
        consent.person_id: consent
        for consent in stores.consents.given_between(
            job.institution_code, TreatmentCategory.HOME_VISIT, job.first, job.last
        )
        if consent.given_at <= job.received_at
    }
    return list(latest.values())


def _unit(stores: Stores, asker: Asker, consent: Consent) -> ConsentedUnit:
    person = stores.registry.get(consent.person_id)
    if person is None:
        why = stores.codes.refusal("person_missing")
        return ConsentedUnit(
            ProcessingResultStatus=_ERROR,
            ProcessingResultCode=why.code,
            ProcessingResultMessage=why.message,
        )
    view = RecordView(
        on=consent.given_at.astimezone(JST).date(),
        viewer=asker.viewer,
        institution_code=asker.institution.code,
        limit_consented_at=consent.given_at,
    )
    finding = by_card(person.coverages, on=view.on, viewer=view.viewer)
    agreed = stores.agreed(consent, now=asker.now)
    records: list[EligibilityRecord] = []
    for coverage in finding.coverages:
        record = eligibility_record(person, coverage, view)
        prescription = {"PrescriptionIssueSelect": consent.prescription}
        records.append(
            with_consents(record, coverage, agreed).model_copy(update=prescription)
        )
    return ConsentedUnit(
        ProcessingResultStatus=_OK,
        QualificationValidity=finding.validity.value,
        ResultOfQualificationConfirmation=tuple(records),
    )


def _header(
    asker: Asker, request: ConsentedResultRequest, job: Job, *, segment: str
) -> ListResultHeader:
    header = request.MessageHeader
    return ListResultHeader(
        ProcessExecutionTime=write_moment(asker.now) or "",
        QualificationConfirmationDate=write_date(
            job.received_at.astimezone(JST).date()
        ),
        MedicalInstitutionCode=header.MedicalInstitutionCode,
        ArbitraryFileIdentifier=(header.ArbitraryFileIdentifier or job.file_identifier),
        ReceptionNumber=request.MessageBody.ReceptionNumber,
        SegmentOfResult=segment,
        CharacterCodeIdentifier=asker.encoding.identifier,
    )
