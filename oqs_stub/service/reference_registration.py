"""Answering OQSsiimm01 and OQSmuimm01/02: 照会番号登録, one or many."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pydantic import TypeAdapter

from card_profiles.model import Coverage

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
from ..reference_numbers import Registered, qualification
from ..registry import InsuredPerson
from ..registry_search import InsuredNumbers
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
    ((unit, person_id),) = _register(stores, asker, (info,))
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
    units = tuple(unit for unit, _ in _register(stores, asker, rows))
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
    stores: Stores, asker: Asker, rows: Sequence[RegistrationInfo]
) -> list[tuple[RegistrationUnit, str]]:
    """What became of each number, and whose it is ("" where nobody's).

    They are registered in their order, so that what one row did holds for the next.
    """
    held = _Held(stores, asker, {info.ReferenceNumber for info in rows})
    candidates = stores.registry.find_many(
        [
            InsuredNumbers(
                insurer_number=info.InsurerNumber,
                number=info.InsuredIdentificationNumber,
                symbol=info.InsuredCardSymbol,
                branch=info.InsuredBranchNumber,
            )
            for info in rows
        ]
    )
    done = [
        _one(stores, asker, info, found, held)
        for info, found in zip(rows, candidates, strict=True)
    ]
    held.keep()
    return done


class _Held:
    """Who has which of these numbers, with what this request has changed so far."""

    def __init__(self, stores: Stores, asker: Asker, numbers: Collection[str]) -> None:
        self._references, self._now = stores.references, asker.now
        self._code = asker.institution.code
        self._new: dict[str, Registered] = {}  # By 資格.
        self._by_qualification: dict[str, Registered] = {}
        self._by_number: dict[str, dict[str, str]] = {}  # By 資格, whose it is.
        for one in self._references.registered(numbers, institution_code=self._code):
            self._set(one)

    def holders(self, number: str) -> frozenset[str]:
        """Whose number that is."""
        return frozenset(self._by_number.get(number, {}).values())

    def register(self, one: Registered) -> None:
        """Have it from now on; an earlier number of the 資格 is forgotten."""
        earlier = self._by_qualification.get(one.qualification)
        if earlier is not None:
            del self._by_number[earlier.number][one.qualification]
        self._set(one)
        self._new[one.qualification] = one

    def keep(self) -> None:
        """Write down what is new."""
        self._references.register_all(
            self._new.values(), institution_code=self._code, now=self._now
        )

    def _set(self, one: Registered) -> None:
        self._by_qualification[one.qualification] = one
        self._by_number.setdefault(one.number, {})[one.qualification] = one.person_id


def _one(
    stores: Stores,
    asker: Asker,
    info: RegistrationInfo,
    candidates: Sequence[tuple[InsuredPerson, Coverage]],
    held: _Held,
) -> tuple[RegistrationUnit, str]:
    found = [
        (person, coverage)
        for person, coverage in candidates
        if visible((coverage,), asker.viewer)
    ]
    why = registration_refusal(
        [(person.person_id, coverage) for person, coverage in found],
        branch=info.InsuredBranchNumber,
        holders=held.holders(info.ReferenceNumber),
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
    held.register(
        Registered(info.ReferenceNumber, person.person_id, qualification(coverage))
    )
    unit = RegistrationUnit(
        ReferenceNumberRegistrationInfo=info, ProcessingResultStatus=OK
    )
    return unit, person.person_id
