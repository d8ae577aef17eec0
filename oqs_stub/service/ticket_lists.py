"""Answering OQSmutic01/02: whose tickets of a month are entrusted to the asker."""

from __future__ import annotations

from datetime import date

from card_profiles.dates import month_end, month_start

from ..messages.consented import ConsentedResultBody, ConsentedUnit
from ..messages.formats import read_month
from ..messages.medical_aid import TicketList
from ..messages.record import EligibilityRecord
from ..messages.ticket_list import (
    TicketListReception,
    TicketListRequest,
    TicketListRequestBody,
    TicketResult,
    TicketResultRequest,
)
from ..reference_numbers import NO_NUMBERS, ReferenceNumbers
from ..registry import InsuredPerson
from ..rules.eligibility import by_card
from .eligibility_record import RecordView, eligibility_record
from .inquiry_context import Asker, Outcome, RefusedError, Stores, medical_aid_refusal
from .receptions import (
    OK,
    accept,
    counted_header,
    find_job,
    in_the_works,
    working,
)

MESSAGE = "OQSmutic"


def accept_ticket_list(
    stores: Stores, asker: Asker, request: TicketListRequest
) -> Outcome:
    """Take the request in; the 受付番号 is on disk before the answer leaves.

    Raises `RefusedError` where 医療扶助関連項目 is not set.
    """
    _require_medical_aid(stores, asker)
    return accept(
        stores,
        asker,
        request.MessageHeader,
        message=MESSAGE,
        request=request.MessageBody.model_dump_json(),
        reception=TicketListReception,
    )


def answer_ticket_result(
    stores: Stores, asker: Asker, request: TicketResultRequest
) -> Outcome:
    """Hand over the list, or 処理中 the first times if the options say so.

    Raises `RefusedError` for a 受付番号 that this institution does not have.
    """
    _require_medical_aid(stores, asker)
    job = find_job(stores, asker, request, message=MESSAGE)
    if in_the_works(stores, job):
        return working(asker, request, job, result=TicketResult)
    asked = TicketListRequestBody.model_validate_json(job.request)
    month = asked.QualificationConfirmSearchInfo.MedicalTreatmentMonth
    units = _units(stores, asker, month)
    header = counted_header(asker, request, job, units)
    body = ConsentedResultBody(BulkConfirmUnit=units) if units else None
    return Outcome(answer=TicketResult(MessageHeader=header, MessageBody=body))


def _require_medical_aid(stores: Stores, asker: Asker) -> None:
    why = medical_aid_refusal(stores, asker)
    if why is not None:
        raise RefusedError(why)


def _units(stores: Stores, asker: Asker, month: str) -> tuple[ConsentedUnit, ...]:
    code = asker.institution.code
    people = stores.registry.with_tickets(
        month=month, institution_code=code, ticket_type=asker.viewer.ticket_type
    )
    numbers = stores.references.of_people(
        {person.person_id for person in people}, institution_code=code
    )
    view = RecordView(
        on=_day(month, today=asker.today),
        viewer=asker.viewer,
        institution_code=code,
        limit_consented_at=None,
    )
    return tuple(
        _unit(person, view, numbers.get(person.person_id, NO_NUMBERS))
        for person in people
    )


def _day(month: str, *, today: date) -> date:
    """The day of that month on which cover is judged: today, or the nearest to it."""
    first = read_month(month)
    return min(max(month_start(first), today), month_end(first))


def _unit(
    person: InsuredPerson, view: RecordView, numbers: ReferenceNumbers
) -> ConsentedUnit:
    """One person: 医療扶助, and the health insurance beside it (併用), if any."""
    finding = by_card(person.coverages, on=view.on, viewer=view.viewer)
    return ConsentedUnit(
        ProcessingResultStatus=OK,
        QualificationValidity=finding.validity.value,
        ResultOfQualificationConfirmation=tuple(
            _own_tickets(eligibility_record(person, coverage, view), view)
            for coverage in finding.coverages
        ),
        ReferenceNumber=numbers.all(),
    )


def _own_tickets(record: EligibilityRecord, view: RecordView) -> EligibilityRecord:
    """Without consents, and without tickets that name another institution."""
    listed = record.PublicExpenseResultList
    tickets = tuple(
        ticket
        for ticket in (() if listed is None else listed.MedicalTicketInfo)
        if ticket.DesignatedMedicalInstitutionCode == view.institution_code
    )
    return record.model_copy(
        update={
            "LimitApplicationCertificateRelatedConsFlg": None,
            "PublicExpenseResultList": (
                TicketList(MedicalTicketInfo=tickets) if tickets else None
            ),
        }
    )
