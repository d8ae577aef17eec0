"""Answering OQSsiimm01 and OQSmuimm01/02: 照会番号登録, one or many."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

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
from ..registry.search import InsuredNumbers
from ..rules.eligibility import Viewer, visible
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
_Found = list[tuple[InsuredPerson, Coverage]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What registering numbers comes to, if nothing it rests on is changed by then."""

    changes: int  # `Registry.changes`; with the viewer it says who the candidates are.
    viewer: Viewer
    candidates: Sequence[_Found]  # For each row.
    known: frozenset[Registered]
    done: Sequence[tuple[RegistrationUnit, str]]  # What became of it; whose it is.
    new: Collection[Registered]
    written: str  # The units, as they are kept.


def answer_registration(
    stores: Stores, asker: Asker, request: RegistrationRequest
) -> Outcome:
    """Register one number; it comes back in later answers to this institution."""
    info = request.MessageBody.ReferenceNumberRegistrationInfo
    planned = _plan(stores, asker, (info,))
    _keep(stores, asker, planned)
    ((unit, person_id),) = planned.done
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


def plan_registrations(
    stores: Stores, asker: Asker, request: BulkRegistrationRequest
) -> Planned:
    """What registering every number, in the order they stand, will come to.

    Raises `RefusedError` for more rows than are taken.
    """
    rows = request.MessageBody.ReferenceNumberRegistrationInfo
    check_rows(stores, len(rows))
    return _plan(stores, asker, rows)


def accept_registrations(
    stores: Stores, asker: Asker, request: BulkRegistrationRequest, planned: Planned
) -> Outcome:
    """Register every number at once; keep what became of it.

    Numbers are registered once, however often the result is fetched.
    """
    rows = request.MessageBody.ReferenceNumberRegistrationInfo
    then = (planned.changes, planned.viewer)
    if (stores.registry.changes(), asker.viewer) != then:
        planned = _plan(stores, asker, rows)
    known = _known(stores, asker, rows)
    if known != planned.known:  # Others were faster, and some may be taken now.
        planned = _planned(
            stores, asker, rows, planned.candidates, known, planned.changes
        )
    _keep(stores, asker, planned)
    return accept(
        stores,
        asker,
        request.MessageHeader,
        message=MESSAGE,
        request=planned.written,
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


def _known(
    stores: Stores, asker: Asker, rows: Sequence[RegistrationInfo]
) -> frozenset[Registered]:
    """What the numbers are registered for so far."""
    numbers = {info.ReferenceNumber for info in rows}
    code = asker.institution.code
    return frozenset(stores.references.registered(numbers, institution_code=code))


def _candidates(stores: Stores, rows: Sequence[RegistrationInfo]) -> list[_Found]:
    """Whom each row fits."""
    return stores.registry.find_many(
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


def _plan(stores: Stores, asker: Asker, rows: Sequence[RegistrationInfo]) -> Planned:
    """Everything looked up anew; in one transaction, so that it belongs together."""
    return _planned(
        stores,
        asker,
        rows,
        _candidates(stores, rows),
        _known(stores, asker, rows),
        stores.registry.changes(),
    )


def _planned(
    stores: Stores,
    asker: Asker,
    rows: Sequence[RegistrationInfo],
    candidates: Sequence[_Found],
    known: frozenset[Registered],
    changes: int,
) -> Planned:
    """Each number in its turn, so that what one row does holds for the next."""
    held = _Held(known)
    done = [
        _one(stores, asker, info, found, held)
        for info, found in zip(rows, candidates, strict=True)
    ]
    units = tuple(unit for unit, _ in done)
    return Planned(
        changes=changes,
        viewer=asker.viewer,
        candidates=candidates,
        known=known,
        done=done,
        new=held.new,
        written=_UNITS.dump_json(units, exclude_none=True).decode(),
    )


def _keep(stores: Stores, asker: Asker, planned: Planned) -> None:
    stores.references.register_all(
        planned.new, institution_code=asker.institution.code, now=asker.now
    )


class _Held:
    """Who has which of these numbers, with what this request has changed so far."""

    def __init__(self, known: Collection[Registered]) -> None:
        self._new: dict[str, Registered] = {}  # By 資格.
        self._by_qualification: dict[str, Registered] = {}
        self._by_number: dict[str, dict[str, str]] = {}  # By 資格, whose it is.
        for one in known:
            self._set(one)

    @property
    def new(self) -> Collection[Registered]:
        """What is to be written down."""
        return self._new.values()

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

    def _set(self, one: Registered) -> None:
        self._by_qualification[one.qualification] = one
        self._by_number.setdefault(one.number, {})[one.qualification] = one.person_id


def _one(
    stores: Stores,
    asker: Asker,
    info: RegistrationInfo,
    candidates: _Found,
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
