"""Answering OQSmuhvq01/02: everybody who consented here on given days."""

from __future__ import annotations

from collections.abc import Sequence

from card_profiles.dates import JST

from ..messages import (
    ConsentedListReception,
    ConsentedListRequest,
    ConsentedResult,
    ConsentedResultRequest,
)
from ..messages.consented import (
    ConsentedListRequestBody,
    ConsentedResultBody,
    ConsentedUnit,
)
from ..messages.formats import read_date
from ..messages.record import EligibilityRecord
from ..records import Consent, TreatmentCategory
from ..rules.consent_view import limit_consented_at, meant_of_each
from ..rules.eligibility import by_card
from ..rules.kept_lists import is_listed
from .care_at_once import care_at_once
from .eligibility_record import RecordView, eligibility_record, with_consents
from .inquiry_context import Asker, Outcome, RefusedError, Stores, require_in_order
from .jobs import Job
from .read_at_once import people_at_once
from .receptions import (
    ERROR,
    OK,
    accept,
    counted_header,
    find_job,
    in_the_works,
    working,
)

MESSAGE = "OQSmuhvq"


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
    require_in_order(stores, search.ConsentDateFrom, search.ConsentDateTo)
    return accept(
        stores,
        asker,
        request.MessageHeader,
        message=MESSAGE,
        request=request.MessageBody.model_dump_json(),
        reception=ConsentedListReception,
    )


def answer_consented_result(
    stores: Stores, asker: Asker, request: ConsentedResultRequest
) -> Outcome:
    """Hand over the list, or 処理中 the first times if the options say so.

    May be asked any number of times. Raises `RefusedError` for a 受付番号 that this
    institution does not have.
    """
    job = find_job(stores, asker, request, message=MESSAGE)
    if in_the_works(stores, job):
        return working(asker, request, job, result=ConsentedResult)
    consents = _consents(stores, asker, job)
    units = consented_units(stores, asker, consents)
    header = counted_header(asker, request, job, units)
    body = ConsentedResultBody(BulkConfirmUnit=tuple(units)) if units else None
    return Outcome(
        answer=ConsentedResult(MessageHeader=header, MessageBody=body),
        people=tuple(consent.person_id for consent in consents),
    )


def _consents(stores: Stores, asker: Asker, job: Job) -> list[Consent]:
    """The one that counts of each person: of the days, known when 01 was accepted."""
    asked = ConsentedListRequestBody.model_validate_json(job.request)
    search = asked.QualificationConfirmSearchInfo
    known = [
        consent
        for consent in stores.consents.given_between(
            job.institution_code,
            TreatmentCategory.HOME_VISIT,
            read_date(search.ConsentDateFrom),
            read_date(search.ConsentDateTo),
        )
        if consent.given_at <= job.received_at
    ]
    return still_listed(stores, job, meant_of_each(known, on=asker.today))


def still_listed(stores: Stores, job: Job, consents: list[Consent]) -> list[Consent]:
    """Those that had not ended long ago when the list was asked for."""
    people = frozenset(consent.person_id for consent in consents)
    rules, at = stores.options.rules, job.received_at
    care = care_at_once(stores.database, people, job.institution_code, rules=rules)
    return [
        consent
        for consent in consents
        if is_listed(care.state(consent, now=at).until, at=at, terms=rules.lists)
    ]


def consented_units(
    stores: Stores, asker: Asker, consents: Sequence[Consent]
) -> list[ConsentedUnit]:
    """A unit for each of *consents*: who gave it, and how both stand now."""
    people = {consent.person_id for consent in consents}
    stores = people_at_once(stores, asker, people)
    return [_unit(stores, asker, consent) for consent in consents]


def _unit(stores: Stores, asker: Asker, consent: Consent) -> ConsentedUnit:
    person = stores.registry.get(consent.person_id)
    if person is None:
        why = stores.codes.refusal("person_missing")
        return ConsentedUnit(
            ProcessingResultStatus=ERROR,
            ProcessingResultCode=why.code,
            ProcessingResultMessage=why.message,
        )
    view = RecordView(
        on=consent.given_at.astimezone(JST).date(),
        viewer=asker.viewer,
        institution_code=asker.institution.code,
        limit_consented_at=limit_consented_at(consent, now=asker.now),
    )
    finding = by_card(person.coverages, on=view.on, viewer=view.viewer)
    if consent.gives_limit:
        stores.remember_limits(asker, person.person_id, finding.coverages, on=view.on)
    agreed = stores.agreed(consent, now=asker.now)
    records: list[EligibilityRecord] = []
    for coverage in finding.coverages:
        record = eligibility_record(person, coverage, view)
        prescription = {"PrescriptionIssueSelect": consent.prescription}
        records.append(
            with_consents(record, coverage, agreed, on=view.on).model_copy(
                update=prescription
            )
        )
    return ConsentedUnit(
        ProcessingResultStatus=OK,
        QualificationValidity=finding.validity.value,
        ResultOfQualificationConfirmation=tuple(records),
        ReferenceNumber=stores.references.of_person(
            person.person_id, institution_code=asker.institution.code
        ).all(),
    )
