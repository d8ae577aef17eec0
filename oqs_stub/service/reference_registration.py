"""Answering OQSsiimm01 and OQSmuimm01/02: 照会番号登録, one or many."""

from __future__ import annotations

from pydantic import TypeAdapter

from ..messages.reference_numbers import (
    BulkRegistrationReception,
    BulkRegistrationRequest,
    BulkRegistrationResult,
    BulkRegistrationResultBody,
    BulkRegistrationResultRequest,
    RegistrationAnswer,
    RegistrationAnswerBody,
    RegistrationInfo,
    RegistrationRequest,
    RegistrationUnit,
)
from ..rules.eligibility import visible
from ..rules.reference_number import registration_refusal
from .inquiry_context import Asker, Outcome, Stores
from .receptions import (
    ERROR,
    OK,
    accept,
    answer_header,
    check_rows,
    counted_header,
    find_job,
    in_the_works,
    working,
)

MESSAGE = "OQSmuimm"
_UNITS = TypeAdapter(tuple[RegistrationUnit, ...])


def answer_registration(
    stores: Stores, asker: Asker, request: RegistrationRequest
) -> Outcome:
    """Register one number; it comes back in later answers to this institution."""
    info = request.MessageBody.ReferenceNumberRegistrationInfo
    unit, person_id = _register(stores, asker, info)
    answer = RegistrationAnswer(
        MessageHeader=answer_header(request.MessageHeader, asker),
        MessageBody=RegistrationAnswerBody(
            ProcessingResultStatus=unit.ProcessingResultStatus,
            ProcessingResultCode=unit.ProcessingResultCode,
            ProcessingResultMessage=unit.ProcessingResultMessage,
            ReferenceNumber=info.ReferenceNumber,
        ),
    )
    return Outcome(
        answer=answer, result=unit.ProcessingResultCode or "ok", person_id=person_id
    )


def accept_registrations(
    stores: Stores, asker: Asker, request: BulkRegistrationRequest
) -> Outcome:
    """Register every number at once, in the order they stand; keep what became of it.

    Numbers are registered once, however often the result is fetched. Raises
    `RefusedError` for more rows than are taken.
    """
    rows = request.MessageBody.ReferenceNumberRegistrationInfo
    check_rows(stores, len(rows))
    units = tuple(_register(stores, asker, info)[0] for info in rows)
    return accept(
        stores,
        asker,
        request.MessageHeader,
        message=MESSAGE,
        request=_UNITS.dump_json(units, exclude_none=True).decode(),
        reception=BulkRegistrationReception,
    )


def answer_registrations(
    stores: Stores, asker: Asker, request: BulkRegistrationResultRequest
) -> Outcome:
    """What became of every number. Raises `RefusedError` for a strange 受付番号."""
    job = find_job(stores, asker, request, message=MESSAGE)
    if in_the_works(stores, job):
        return working(asker, request, job, result=BulkRegistrationResult)
    units = _UNITS.validate_json(job.request)
    answer = BulkRegistrationResult(
        MessageHeader=counted_header(asker, request, job, units),
        MessageBody=BulkRegistrationResultBody(BulkRegistrationUnit=units),
    )
    return Outcome(answer=answer)


def _register(
    stores: Stores, asker: Asker, info: RegistrationInfo
) -> tuple[RegistrationUnit, str]:
    """What became of one number, and whose it is ("" where nobody's)."""
    found = [
        (person, coverage)
        for person, coverage in stores.registry.find(
            insurer_number=info.InsurerNumber,
            number=info.InsuredIdentificationNumber,
            symbol=info.InsuredCardSymbol,
            branch=info.InsuredBranchNumber,
        )
        if visible((coverage,), asker.viewer)
    ]
    code = asker.institution.code
    why = registration_refusal(
        [(person.person_id, coverage) for person, coverage in found],
        branch=info.InsuredBranchNumber,
        holders=stores.references.holders(info.ReferenceNumber, institution_code=code),
    )
    if why is not None:
        refusal = stores.codes.refusal(why)
        refused = RegistrationUnit(
            ReferenceNumberRegistrationInfo=info,
            ProcessingResultStatus=ERROR,
            ProcessingResultCode=refusal.code,
            ProcessingResultMessage=refusal.message,
        )
        return refused, ""
    person, coverage = found[0]
    stores.references.register(
        info.ReferenceNumber,
        institution_code=code,
        person_id=person.person_id,
        coverage=coverage,
        now=asker.now,
    )
    unit = RegistrationUnit(
        ReferenceNumberRegistrationInfo=info, ProcessingResultStatus=OK
    )
    return unit, person.person_id
