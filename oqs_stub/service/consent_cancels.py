"""Answering OQSsihvd01: 閲覧同意取消（訪問診療等）, by the institution."""

from __future__ import annotations

from ..messages.consent_cancel import (
    ConsentCancelAnswer,
    ConsentCancelAnswerBody,
    ConsentCancelRequest,
)
from ..records import ConsentKind, LapseReason, TreatmentCategory
from ..rules.consent_cancel import CancelRefusal, kinds_to_cancel
from .inquiry_context import Asker, Outcome, Stores
from .receptions import ERROR, OK, answer_header

_HOME = TreatmentCategory.HOME_VISIT


def answer_consent_cancel(
    stores: Stores, asker: Asker, request: ConsentCancelRequest
) -> Outcome:
    """End every consent that stands, or take the kinds named out of each.

    Medical data are withheld from then on. The reason is 1 (by the institution).
    Eligibility by 再照会 stays possible.
    """
    search = request.MessageBody.QualificationConfirmSearchInfo
    candidates = stores.registry.find(
        insurer_number=search.InsurerNumber,
        number=search.InsuredIdentificationNumber,
        symbol=search.InsuredCardSymbol,
        branch=search.InsuredBranchNumber,
    )
    people = {person.person_id for person, _ in candidates}
    if len(people) != 1:
        name = "view_person_ambiguous" if people else "view_person_unknown"
        return _refused(stores, asker, request, name)
    person_id = people.pop()
    code = asker.institution.code
    counting = stores.care.counting(person_id, code, _HOME, at=asker.now)
    asked = [ConsentKind(kind) for kind in search.CancelledConsentKind]
    kinds = kinds_to_cancel(
        [stores.care.state(consent, now=asker.now) for consent in counting], asked
    )
    if isinstance(kinds, CancelRefusal):
        return _refused(stores, asker, request, str(kinds), person_id=person_id)
    if asked:
        stores.consents.withdraw(person_id, code, _HOME, kinds=kinds, at=asker.now)
    else:
        stores.care.end(
            person_id, code, _HOME, reason=LapseReason.BY_INSTITUTION, at=asker.now
        )
    answer = ConsentCancelAnswer(
        MessageHeader=answer_header(request.MessageHeader, asker),
        MessageBody=ConsentCancelAnswerBody(
            ProcessingResultStatus=OK, CancelledConsentKind=tuple(sorted(kinds))
        ),
    )
    return Outcome(answer=answer, person_id=person_id, detail=" ".join(sorted(kinds)))


def _refused(
    stores: Stores,
    asker: Asker,
    request: ConsentCancelRequest,
    name: str,
    *,
    person_id: str = "",
) -> Outcome:
    why = stores.codes.refusal(name)
    answer = ConsentCancelAnswer(
        MessageHeader=answer_header(request.MessageHeader, asker),
        MessageBody=ConsentCancelAnswerBody(
            ProcessingResultStatus=ERROR,
            ProcessingResultCode=why.code,
            ProcessingResultMessage=why.message,
        ),
    )
    return Outcome(answer=answer, result=why.code, person_id=person_id)
