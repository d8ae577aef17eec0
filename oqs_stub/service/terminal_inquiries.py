"""The terminal's inquiries: the messages of the folders, sent by whoever is logged in.

So a screen can never say anything else than the folder interface would.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from ..clock import Clock
from ..messages import (
    EligibilityAnswer,
    EligibilityRequest,
    Encoding,
    Message,
    ReinquiryAnswer,
    ReinquiryRequest,
)
from ..messages.eligibility import EligibilityRequestBody, NumberSearch
from ..messages.formats import write_date
from ..messages.headers import InquiryAnswerHeader, InquiryHeader
from ..messages.record import EligibilityRecord
from ..messages.reference_numbers import (
    RegistrationAnswer,
    RegistrationInfo,
    RegistrationRequest,
    RegistrationRequestBody,
)
from ..messages.reinquiry import ReinquiryRequestBody, ReinquirySearchInfo
from ..records import TreatmentCategory
from ..registry.search import InsuredNumbers
from .inquiries import InquiryService
from .inquiry_context import Origin, Outcome
from .terminal_asking import list_header
from .terminal_logins import FACE, Login

M = TypeVar("M", bound=Message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What one person's inquiry came to; with *message* there is nothing else."""

    code: str = ""
    message: str = ""  # Why there is no answer.
    validity: str | None = None  # 資格有効性
    records: Sequence[EligibilityRecord] = ()
    people: Sequence[str] = ()  # Whose records these are, one for one.
    prescription: str | None = None  # 処方箋発行形態
    reference_numbers: Sequence[str] = ()
    searched: NumberSearch | ReinquirySearchInfo | None = None


class TerminalInquiries:
    """What a terminal asks about one person; every call names the login."""

    def __init__(self, inquiries: InquiryService, clock: Clock) -> None:
        self._inquiries = inquiries
        self._clock = clock

    def ask(
        self,
        login: Login,
        request: Message,
        *,
        encoding: Encoding = Encoding.UTF_8,
        chosen: str = "",
        picked: Sequence[str] = (),
    ) -> Outcome:
        """The answer to any request of the catalogue, in the name of *login*.

        *chosen* is whom the screen picked among people with the same numbers, *picked*
        likewise for each row of a 一括 request. Neither is in the message.
        """
        origin = Origin(
            face=FACE,
            actor=login.account.id,
            person_id=chosen,
            picked=tuple(picked),
        )
        return self._inquiries.inquire(request, encoding=encoding, origin=origin)

    def eligibility(
        self,
        login: Login,
        numbers: InsuredNumbers,
        *,
        on: date,
        limit_consented: bool,
        chosen: str = "",
    ) -> Answered:
        """資格確認 by the numbers of a card; *chosen* picks one of several people."""
        search = NumberSearch(
            InsurerNumber=numbers.insurer_number,
            InsuredCardSymbol=numbers.symbol,
            InsuredIdentificationNumber=numbers.number,
            InsuredBranchNumber=numbers.branch,
            Birthdate=write_date(numbers.birthdate) or "",
            LimitApplicationCertificateRelatedConsFlg="1" if limit_consented else "0",
        )
        request = EligibilityRequest(
            MessageHeader=self._header(login, on),
            MessageBody=EligibilityRequestBody(QualificationConfirmSearchInfo=search),
        )
        return _one(self.ask(login, request, chosen=chosen), EligibilityAnswer)

    def reinquire(
        self,
        login: Login,
        numbers: InsuredNumbers | None,
        *,
        reference_number: str | None = None,
        chosen: str = "",
    ) -> Answered:
        """再照会 of one patient, by the numbers or by the institution's 照会番号."""
        search = (
            ReinquirySearchInfo(
                ReferenceNumber=reference_number,
                MedicalTreatmentFlag=TreatmentCategory.HOME_VISIT,
            )
            if numbers is None
            else reinquiry_search(numbers)
        )
        request = ReinquiryRequest(
            MessageHeader=self._header(login, self._clock.now().date()),
            MessageBody=ReinquiryRequestBody(QualificationConfirmSearchInfo=search),
        )
        return _one(self.ask(login, request, chosen=chosen), ReinquiryAnswer)

    def register_reference(
        self, login: Login, reference_number: str, numbers: InsuredNumbers
    ) -> Answered:
        """照会番号登録; an empty message means that it is registered."""
        info = RegistrationInfo(
            ReferenceNumber=reference_number,
            InsurerNumber=numbers.insurer_number,
            InsuredCardSymbol=numbers.symbol,
            InsuredIdentificationNumber=numbers.number,
            InsuredBranchNumber=numbers.branch,
        )
        request = RegistrationRequest(
            MessageHeader=list_header(login),
            MessageBody=RegistrationRequestBody(ReferenceNumberRegistrationInfo=info),
        )
        answer = expect(self.ask(login, request).answer, RegistrationAnswer)
        body, header = answer.MessageBody, answer.MessageHeader
        if body is None:
            return _not_answered(header.ErrorCode, header.ErrorMessage)
        if body.ProcessingResultCode is not None:
            return _not_answered(
                body.ProcessingResultCode, body.ProcessingResultMessage
            )
        return Answered(reference_numbers=(reference_number,))

    def _header(self, login: Login, on: date) -> InquiryHeader:
        return InquiryHeader(
            QualificationConfirmationDate=write_date(on) or "",
            MedicalInstitutionCode=login.institution.code,
        )


def reinquiry_search(
    numbers: InsuredNumbers, *, name: str | None = None
) -> ReinquirySearchInfo:
    """The search of a 再照会 by the numbers of the first visit.

    The *name* comes back as it is, for the line of somebody who is refused.
    """
    return ReinquirySearchInfo(
        InsurerNumber=numbers.insurer_number,
        InsuredCardSymbol=numbers.symbol,
        InsuredIdentificationNumber=numbers.number,
        InsuredBranchNumber=numbers.branch,
        Birthdate=write_date(numbers.birthdate),
        ArbitraryIdentifier=name,
        MedicalTreatmentFlag=TreatmentCategory.HOME_VISIT,
    )


def expect(answer: Message, kind: type[M]) -> M:
    """*answer*, known to be of that kind."""
    if not isinstance(answer, kind):
        raise TypeError(f"expected {kind.__name__}, got {type(answer).__name__}")
    return answer


def _one(
    outcome: Outcome, kind: type[EligibilityAnswer] | type[ReinquiryAnswer]
) -> Answered:
    answer = outcome.answer
    if not isinstance(answer, EligibilityAnswer | ReinquiryAnswer):
        raise TypeError(f"expected {kind.__name__}, got {type(answer).__name__}")
    header: InquiryAnswerHeader = answer.MessageHeader
    body = answer.MessageBody
    if body is None:
        return _not_answered(header.ErrorCode, header.ErrorMessage)
    if body.ProcessingResultCode is not None:
        return _not_answered(body.ProcessingResultCode, body.ProcessingResultMessage)
    listed = body.ResultList
    return Answered(
        validity=body.QualificationValidity,
        records=() if listed is None else listed.ResultOfQualificationConfirmation,
        people=outcome.people,
        prescription=body.PrescriptionIssueSelect,
        searched=body.QualificationConfirmSearchInfo,
    )


def _not_answered(code: str | None, message: str | None) -> Answered:
    return Answered(code=code or "", message=message or "")
