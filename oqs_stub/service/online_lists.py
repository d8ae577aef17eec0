"""Answering OQSmuonq01/02: who registered here for オンライン診療等 on which days."""

from __future__ import annotations

from ..messages.consented import ConsentedResultBody
from ..messages.formats import read_date
from ..messages.online import (
    OnlineListReception,
    OnlineListRequest,
    OnlineListRequestBody,
    OnlineResult,
    OnlineResultRequest,
    OnlineSearchInfo,
)
from ..records import Consent, TreatmentCategory
from ..rules.consent_view import latest_of_each
from .consented_lists import consented_units, still_listed
from .inquiry_context import (
    Asker,
    Outcome,
    RefusedError,
    Stores,
    require_in_order,
    require_usable,
)
from .jobs import Job
from .receptions import (
    accept,
    counted_header,
    find_job,
    in_the_works,
    working,
)

MESSAGE = "OQSmuonq"
_ONLINE = TreatmentCategory.ONLINE


def accept_online_list(
    stores: Stores, asker: Asker, request: OnlineListRequest
) -> Outcome:
    """Take the request in; the 受付番号 is on disk before the answer leaves.

    Raises `RefusedError` where the function is off, for another 診療区分, and for
    days that make no sense: none, both kinds, or the wrong way round.
    """
    require_online(stores, asker)
    search = request.MessageBody.QualificationConfirmSearchInfo
    if search.MedicalTreatmentFlag != _ONLINE:
        raise RefusedError(
            stores.codes.refusal(
                "list_not_online", category=search.MedicalTreatmentFlag
            )
        )
    first, last, _ = _days(stores, search)
    require_in_order(stores, first, last)
    return accept(
        stores,
        asker,
        request.MessageHeader,
        message=MESSAGE,
        request=request.MessageBody.model_dump_json(exclude_none=True),
        reception=OnlineListReception,
    )


def answer_online_result(
    stores: Stores, asker: Asker, request: OnlineResultRequest
) -> Outcome:
    """Hand over the list, or 処理中 the first times if the options say so.

    One unit for each registration: a patient may have registered for several days.
    Raises `RefusedError` for a 受付番号 that this institution does not have.
    """
    require_online(stores, asker)
    job = find_job(stores, asker, request, message=MESSAGE)
    if in_the_works(stores, job):
        return working(asker, request, job, result=OnlineResult)
    consents = _consents(stores, job)
    units = consented_units(stores, asker, consents)
    header = counted_header(asker, request, job, units)
    body = ConsentedResultBody(BulkConfirmUnit=tuple(units)) if units else None
    return Outcome(
        answer=OnlineResult(MessageHeader=header, MessageBody=body),
        people=tuple(consent.person_id for consent in consents),
    )


def require_online(stores: Stores, asker: Asker) -> None:
    """Raise `RefusedError` where オンライン診療等機能 cannot be used."""
    require_usable(stores, asker, _ONLINE)


def _days(stores: Stores, search: OnlineSearchInfo) -> tuple[str, str, bool]:
    """First and last day, and whether they are 受診日. Raises `RefusedError`."""
    match (
        search.ConsentDateFrom,
        search.ConsentDateTo,
        search.ExaminationDateFrom,
        search.ExaminationDateTo,
    ):
        case (str(first), str(last), None, None):
            return first, last, False
        case (None, None, str(first), str(last)):
            return first, last, True
        case _:
            raise RefusedError(stores.codes.refusal("list_days_unclear"))


def _consents(stores: Stores, job: Job) -> list[Consent]:
    """The latest for each 受診予定日, as it was known when 01 was accepted."""
    asked = OnlineListRequestBody.model_validate_json(job.request)
    first, last, by_examination = _days(stores, asked.QualificationConfirmSearchInfo)
    find = (
        stores.consents.for_examination_between
        if by_examination
        else stores.consents.given_between
    )
    found = find(job.institution_code, _ONLINE, read_date(first), read_date(last))
    known = [one for one in found if one.given_at <= job.received_at]
    return still_listed(stores, job, latest_of_each(known))
