"""Answering OQSsihvq01 and OQSmuhvr01/02: 再照会, eligibility without the card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..messages import ReinquiryAnswer, ReinquiryRequest
from ..messages.bulk_reinquiry import (
    BulkReinquiryReception,
    BulkReinquiryRequest,
    BulkReinquiryResult,
    BulkReinquiryResultBody,
    BulkReinquiryResultRequest,
    BulkReinquiryUnit,
)
from ..messages.formats import read_date
from ..messages.reinquiry import ReinquiryAnswerBody, ReinquirySearchInfo
from .eligibility_answers import inquiry_header, record_list
from .inquiry_context import Asker, Outcome, Stores
from .jobs import Job
from .read_at_once import read_at_once
from .receptions import (
    ERROR,
    OK,
    accept,
    counted_header,
    find_job,
    in_the_works,
    working,
)
from .reinquiring import Reinquired, reinquire

MESSAGE = "OQSmuhvr"


def answer_reinquiry(
    stores: Stores, asker: Asker, request: ReinquiryRequest
) -> Outcome:
    """Give the newest eligibility of one patient, or say why not."""
    header = request.MessageHeader
    search = request.MessageBody.QualificationConfirmSearchInfo
    day = read_date(header.QualificationConfirmationDate)
    found = reinquire(stores, asker, search, on=day)
    why = found.refusal
    if why is not None:
        body = ReinquiryAnswerBody(
            QualificationConfirmSearchInfo=search,
            ProcessingResultStatus=ERROR,
            ProcessingResultCode=why.code,
            ProcessingResultMessage=why.message,
        )
    else:
        body = ReinquiryAnswerBody(
            QualificationConfirmSearchInfo=search,
            PrescriptionIssueSelect=found.prescription,
            ProcessingResultStatus=OK,
            QualificationValidity=found.validity,
            ResultList=record_list(found.records),
        )
    return Outcome(
        answer=ReinquiryAnswer(
            MessageHeader=inquiry_header(header, asker), MessageBody=body
        ),
        result="ok" if why is None else why.code,
        person_id=found.person_id,
        people=found.people,
    )


def accept_bulk_reinquiry(
    stores: Stores, asker: Asker, request: BulkReinquiryRequest, written: str
) -> Outcome:
    """Take the request in; the 受付番号 is on disk before the answer leaves."""
    return accept(
        stores,
        asker,
        request.MessageHeader,
        message=MESSAGE,
        request=written,
        reception=BulkReinquiryReception,
    )


def answer_bulk_reinquiry(
    stores: Stores, asker: Asker, request: BulkReinquiryResultRequest
) -> Outcome:
    """One unit for each patient, by the rules of a single 再照会.

    Raises `RefusedError` for a 受付番号 that this institution does not have.
    """
    job = find_job(stores, asker, request, message=MESSAGE)
    if in_the_works(stores, job):
        return working(asker, request, job, result=BulkReinquiryResult)
    asked = BulkReinquiryRequest.model_validate_json(job.request)
    day = asked.MessageHeader.QualificationConfirmationDate
    searches = asked.MessageBody.QualificationConfirmSearchInfo
    stores = read_at_once(stores, asker, searches)
    found = [
        (search, reinquire(stores, of_row, search, on=read_date(day)))
        for search, of_row in zip(
            searches, _asker_of_each(asker, job, len(searches)), strict=True
        )
    ]
    units = tuple(_unit(stores, asker, search, one) for search, one in found)
    header = counted_header(asker, request, job, units)
    answer = BulkReinquiryResult(
        MessageHeader=header.model_copy(update={"QualificationConfirmationDate": day}),
        MessageBody=BulkReinquiryResultBody(BulkConfirmUnit=units),
    )
    asked_of = (one.person_id for _, one in found if one.person_id)
    return Outcome(answer=answer, detail=" ".join(asked_of))


def _asker_of_each(asker: Asker, job: Job, rows: int) -> Sequence[Asker]:
    """The asker of each row: of twins with the same numbers a screen picked one."""
    if not job.picked:
        return [asker] * rows
    return [replace(asker, chosen=person_id) for person_id in job.picked]


def _unit(
    stores: Stores, asker: Asker, search: ReinquirySearchInfo, found: Reinquired
) -> BulkReinquiryUnit:
    why = found.refusal
    if why is not None:
        return BulkReinquiryUnit(
            QualificationConfirmSearchInfo=search,
            ProcessingResultStatus=ERROR,
            ProcessingResultCode=why.code,
            ProcessingResultMessage=why.message,
        )
    numbers: tuple[str, ...] = ()
    if found.person_id:
        numbers = stores.references.of_person(
            found.person_id, institution_code=asker.institution.code
        ).all()
    # 照会番号 stands at the unit in every 一括 answer, 発行形態 at the record.
    update = {
        "PrescriptionIssueSelect": found.prescription,
        "ReferenceNumber": None,
    }
    return BulkReinquiryUnit(
        QualificationConfirmSearchInfo=search,
        ProcessingResultStatus=OK,
        QualificationValidity=found.validity,
        ResultOfQualificationConfirmation=tuple(
            record.model_copy(update=update) for record in found.records
        ),
        ReferenceNumber=numbers,
    )
