"""Answering OQSmuquc01/02: 一括照会, many people by the numbers of their cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..error_codes import Refusal
from ..messages.bulk_inquiry import (
    BulkInquiryReception,
    BulkInquiryRequest,
    BulkInquiryResult,
    BulkInquiryResultBody,
    BulkInquiryResultRequest,
    BulkInquiryUnit,
    BulkSearchInfo,
)
from ..messages.formats import read_date
from ..messages.record import EligibilityRecord
from ..reference_numbers import NO_NUMBERS, ReferenceNumbers
from ..registry.search import InsuredNumbers
from ..rules.limit_change import limit_changed
from .eligibility_answers import Candidate, Found, look_up
from .eligibility_record import RecordView, eligibility_record
from .inquiry_context import Asker, Outcome, Stores, number_refusal
from .receptions import (
    ERROR,
    OK,
    accept,
    counted_header,
    find_job,
    in_the_works,
    working,
)

MESSAGE = "OQSmuquc"

_WITHOUT: Mapping[str, None] = dict.fromkeys(
    ("LimitApplicationCertificateRelatedConsFlg", "PublicExpenseResultList")
)
"""What a 一括照会 leaves out: nobody consented to anything."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the request and what it comes to; None where it is incomplete."""

    search: BulkSearchInfo
    found: Found | None


def accept_bulk_inquiry(
    stores: Stores, asker: Asker, request: BulkInquiryRequest, written: str
) -> Outcome:
    """Take the request in; the 受付番号 is on disk before the answer leaves."""
    return accept(
        stores,
        asker,
        request.MessageHeader,
        message=MESSAGE,
        request=written,
        reception=BulkInquiryReception,
    )


def answer_bulk_inquiry(
    stores: Stores, asker: Asker, request: BulkInquiryResultRequest
) -> Outcome:
    """Look everybody up, or say 処理中 the first times if the options say so.

    Raises `RefusedError` for a 受付番号 that this institution does not have.
    """
    job = find_job(stores, asker, request, message=MESSAGE)
    if in_the_works(stores, job):
        return working(asker, request, job, result=BulkInquiryResult)
    asked = BulkInquiryRequest.model_validate_json(job.request)
    day = asked.MessageHeader.QualificationConfirmationDate
    units = _units(
        stores,
        asker,
        asked.MessageBody.QualificationConfirmSearchInfo,
        on=read_date(day),
    )
    header = counted_header(asker, request, job, units)
    answer = BulkInquiryResult(
        MessageHeader=header.model_copy(update={"QualificationConfirmationDate": day}),
        MessageBody=BulkInquiryResultBody(BulkConfirmUnit=units),
    )
    return Outcome(answer=answer)


def _units(
    stores: Stores, asker: Asker, searches: Sequence[BulkSearchInfo], *, on: date
) -> tuple[BulkInquiryUnit, ...]:
    """One unit for each row, in the order of the request."""
    rows = [
        _Row(search, found)
        for search, found in zip(
            searches, _look_up(stores, asker, searches, on=on), strict=True
        )
    ]
    shown = {
        person.person_id
        for row in rows
        if row.found is not None
        for person, _ in row.found.shown
    }
    code = asker.institution.code
    told = stores.limits.of_people(shown, institution_code=code)
    numbers = stores.references.of_people(shown, institution_code=code)
    view = RecordView(
        on=on, viewer=asker.viewer, institution_code=code, limit_consented_at=None
    )
    return tuple(
        _unit(row, _outcome(stores, asker, row), view, told=told, numbers=numbers)
        for row in rows
    )


def _outcome(stores: Stores, asker: Asker, row: _Row) -> Found | Refusal:
    """What one row is answered with, or what speaks against it."""
    if row.found is None:
        return stores.codes.refusal("search_incomplete")
    return number_refusal(stores, asker, row.search.InsurerNumber or "") or row.found


def _look_up(
    stores: Stores, asker: Asker, searches: Sequence[BulkSearchInfo], *, on: date
) -> list[Found | None]:
    """What each search comes to; None for one that is incomplete."""
    numbers = [_numbers(search) for search in searches]
    found = iter(stores.registry.find_many([n for n in numbers if n is not None]))
    return [
        None
        if one is None
        else look_up(
            next(found),
            on=on,
            viewer=asker.viewer,
            show_all=stores.options.rules.eligibility.all_candidates,
        )
        for one in numbers
    ]


def _numbers(search: BulkSearchInfo) -> InsuredNumbers | None:
    insurer, number = search.InsurerNumber, search.InsuredIdentificationNumber
    if insurer is None or number is None or search.Birthdate is None:
        return None
    return InsuredNumbers(
        insurer_number=insurer,
        number=number,
        birthdate=read_date(search.Birthdate),
        symbol=search.InsuredCardSymbol,
        branch=search.InsuredBranchNumber,
    )


def _unit(
    row: _Row,
    found: Found | Refusal,
    view: RecordView,
    *,
    told: Mapping[str, str],
    numbers: Mapping[str, ReferenceNumbers],
) -> BulkInquiryUnit:
    if isinstance(found, Refusal):
        return BulkInquiryUnit(
            QualificationConfirmSearchInfo=row.search,
            ProcessingResultStatus=ERROR,
            ProcessingResultCode=found.code,
            ProcessingResultMessage=found.message,
        )
    return BulkInquiryUnit(
        QualificationConfirmSearchInfo=row.search,
        ProcessingResultStatus=OK,
        QualificationValidity=found.validity.value,
        ResultOfQualificationConfirmation=tuple(
            _record(candidate, view, told=told) for candidate in found.shown
        ),
        # Of nobody in particular no number is told: it would choose for the asker.
        ReferenceNumber=numbers.get(found.person_id, NO_NUMBERS).all(),
    )


def _record(
    candidate: Candidate, view: RecordView, *, told: Mapping[str, str]
) -> EligibilityRecord:
    person, coverage = candidate
    changed = limit_changed((coverage,), told=told.get(person.person_id), on=view.on)
    return eligibility_record(person, coverage, view).model_copy(
        update={**_WITHOUT, "LimitApplicationCertificateChanged": changed}
    )
