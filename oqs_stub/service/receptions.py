"""What every 一括 message shares: 受付 with its number, and fetching by it later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from card_profiles.dates import JST

from ..messages.bulk_inquiry import BulkInquiryRequest
from ..messages.bulk_reinquiry import BulkReinquiryRequest
from ..messages.consented import ReceptionBody, ResultRequestBody
from ..messages.formats import write_date, write_moment
from ..messages.headers import ListRequestHeader, ListResultHeader, ReceptionHeader
from ..messages.items import Message
from .inquiry_context import Asker, Outcome, RefusedError, Stores
from .jobs import Job

DONE, WORKING = "1", "2"  # 処理結果区分, OQSCD003.
OK, ERROR = "1", "2"  # 処理結果状況, OQSCD004.


class RequestHeader(Protocol):
    """A header that names the asking institution."""

    @property
    def MedicalInstitutionCode(self) -> str: ...  # noqa: N802 - the name on the wire.

    @property
    def ArbitraryFileIdentifier(self) -> str | None: ...  # noqa: N802 - likewise.


class ResultRequest(Protocol):
    """Any message that fetches a result by its 受付番号 (02req)."""

    @property
    def MessageHeader(self) -> ListRequestHeader: ...  # noqa: N802 - likewise.

    @property
    def MessageBody(self) -> ResultRequestBody: ...  # noqa: N802 - likewise.


class Counted(Protocol):
    """One unit of a result."""

    @property
    def ProcessingResultStatus(self) -> str: ...  # noqa: N802 - likewise.


def answer_header(header: RequestHeader, asker: Asker) -> ReceptionHeader:
    """The header of an answer that went well and is about no single person."""
    return ReceptionHeader(
        ProcessExecutionTime=write_moment(asker.now) or "",
        MedicalInstitutionCode=header.MedicalInstitutionCode,
        ArbitraryFileIdentifier=header.ArbitraryFileIdentifier,
        SegmentOfResult=DONE,
        CharacterCodeIdentifier=asker.encoding.identifier,
    )


def accept(
    stores: Stores,
    asker: Asker,
    header: RequestHeader,
    *,
    message: str,
    request: str,
    reception: Callable[..., Message],
) -> Outcome:
    """Keep *request* (JSON) for *message* and answer with a *reception* message.

    It is on disk before its 受付番号 leaves.
    """
    job = stores.jobs.accept(
        institution_code=asker.institution.code,
        message=message,
        file_identifier=header.ArbitraryFileIdentifier,
        request=request,
        now=asker.now,
        picked=asker.picked,
    )
    answer = reception(
        MessageHeader=answer_header(header, asker),
        MessageBody=ReceptionBody(
            ReceptionNumber=job.reception_number,
            ReceptionDateTime=write_moment(asker.now) or "",
        ),
    )
    return Outcome(answer=answer)


def find_job(
    stores: Stores, asker: Asker, request: ResultRequest, *, message: str
) -> Job:
    """The reception that a 02req asks for; may be asked any number of times.

    Raises `RefusedError` for a 受付番号 that this institution does not have, or has
    of another message.
    """
    number = request.MessageBody.ReceptionNumber.strip()
    job = stores.jobs.poll(
        number, institution_code=asker.institution.code, message=message
    )
    if job is None:
        raise RefusedError(
            stores.codes.refusal("reception_unknown", number=number[:20])
        )
    return job


def check_rows(stores: Stores, count: int) -> None:
    """Raise `RefusedError` where a request names more people than one may."""
    most = stores.options.most_rows
    if count > most:
        raise RefusedError(
            stores.codes.refusal("too_many_rows", count=str(count), most=str(most))
        )


def write_people(
    stores: Stores, _asker: Asker, request: BulkInquiryRequest | BulkReinquiryRequest
) -> str:
    """The request as it is kept.

    Raises `RefusedError` for more people than one request may name.
    """
    check_rows(stores, len(request.MessageBody.QualificationConfirmSearchInfo))
    return request.model_dump_json(exclude_none=True)


def in_the_works(stores: Stores, job: Job) -> bool:
    """Whether this question still gets 処理中, as the options say."""
    return job.polls <= stores.options.bulk_delay_polls


def working(
    asker: Asker, request: ResultRequest, job: Job, *, result: Callable[..., Message]
) -> Outcome:
    """処理中: a *result* message with its header alone."""
    header = result_header(asker, request, job, segment=WORKING)
    return Outcome(answer=result(MessageHeader=header), result="working")


def result_header(
    asker: Asker, request: ResultRequest, job: Job, *, segment: str
) -> ListResultHeader:
    """The header of a 02res, without the numbers of units."""
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


def counted_header(
    asker: Asker, request: ResultRequest, job: Job, units: Sequence[Counted]
) -> ListResultHeader:
    """The header of a finished 02res: how many units, how many of them failed."""
    failed = sum(unit.ProcessingResultStatus == ERROR for unit in units)
    return result_header(asker, request, job, segment=DONE).model_copy(
        update={
            "NumberOfProcessingResult": str(len(units)),
            "NumberOfNormalProcessing": str(len(units) - failed),
            "NumberOfError": str(failed),
        }
    )
