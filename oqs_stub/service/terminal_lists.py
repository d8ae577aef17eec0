"""The terminal's list inquiries: a 受付番号 first, then the result under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..clock import Clock
from ..messages import (
    ConsentedListRequest,
    ConsentedResult,
    ConsentedResultRequest,
    Encoding,
    Message,
)
from ..messages.bulk_inquiry import (
    BulkInquiryRequest,
    BulkInquiryRequestBody,
    BulkInquiryResult,
    BulkInquiryResultRequest,
    BulkInquiryUnit,
    BulkSearchInfo,
)
from ..messages.bulk_reinquiry import (
    BulkReinquiryRequest,
    BulkReinquiryRequestBody,
    BulkReinquiryResult,
    BulkReinquiryResultRequest,
    BulkReinquiryUnit,
)
from ..messages.consented import (
    ConsentedListRequestBody,
    ConsentedUnit,
    ConsentSearchInfo,
    ReceptionBody,
    ResultRequestBody,
)
from ..messages.formats import write_date
from ..messages.headers import InquiryHeader, ReceptionHeader
from ..messages.online import (
    OnlineListRequest,
    OnlineListRequestBody,
    OnlineResult,
    OnlineResultRequest,
    OnlineSearchInfo,
)
from ..messages.reinquiry import ReinquirySearchInfo
from ..messages.ticket_list import (
    TicketListRequest,
    TicketListRequestBody,
    TicketResult,
    TicketResultRequest,
    TicketSearchInfo,
)
from ..records import TreatmentCategory
from ..registry import Registry
from .terminal_asking import list_header
from .terminal_inquiries import TerminalInquiries
from .terminal_logins import Login

Unit = ConsentedUnit | BulkInquiryUnit | BulkReinquiryUnit

_RESULT_REQUESTS: Mapping[str, type[Message]] = {
    "OQSmuhvq": ConsentedResultRequest,
    "OQSmuonq": OnlineResultRequest,
    "OQSmuhvr": BulkReinquiryResultRequest,
    "OQSmuquc": BulkInquiryResultRequest,
    "OQSmutic": TicketResultRequest,
}
"""Which request fetches the result, by the message as the catalogue names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A request that was taken in, or why it was not."""

    number: str = ""  # 受付番号
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAnswer:
    """The result under a 受付番号, or 処理中, or why there is none."""

    answer: Message  # What the folder interface would give, for the download.
    working: bool  # 処理中
    code: str = ""
    message: str = ""
    units: Sequence[Unit] = ()
    names: Sequence[str] = ()  # Whose cards they are of, one for one; only by card.


class TerminalLists:
    """What a terminal asks about many people; every call names the login."""

    def __init__(
        self, inquiries: TerminalInquiries, registry: Registry, clock: Clock
    ) -> None:
        self._inquiries = inquiries
        self._registry = registry
        self._clock = clock

    def consented(self, login: Login, *, since: date, until: date) -> Accepted:
        """同意済資格情報一括取得（訪問診療等）, by 同意年月日."""
        search = ConsentSearchInfo(
            ConsentDateFrom=write_date(since) or "",
            ConsentDateTo=write_date(until) or "",
            MedicalTreatmentFlag=TreatmentCategory.HOME_VISIT,
        )
        body = ConsentedListRequestBody(QualificationConfirmSearchInfo=search)
        return self._begin(
            login,
            ConsentedListRequest(MessageHeader=list_header(login), MessageBody=body),
        )

    def consented_online(
        self, login: Login, *, since: date, until: date, by_examination: bool
    ) -> Accepted:
        """同意済資格情報一括取得（オンライン診療等）, by 同意年月日 or 受診予定日."""
        first, last = write_date(since), write_date(until)
        search = (
            OnlineSearchInfo(
                ExaminationDateFrom=first,
                ExaminationDateTo=last,
                MedicalTreatmentFlag=TreatmentCategory.ONLINE,
            )
            if by_examination
            else OnlineSearchInfo(
                ConsentDateFrom=first,
                ConsentDateTo=last,
                MedicalTreatmentFlag=TreatmentCategory.ONLINE,
            )
        )
        body = OnlineListRequestBody(QualificationConfirmSearchInfo=search)
        return self._begin(
            login,
            OnlineListRequest(MessageHeader=list_header(login), MessageBody=body),
        )

    def reinquire(
        self,
        login: Login,
        searches: Sequence[ReinquirySearchInfo],
        *,
        picked: Sequence[str] = (),
    ) -> Accepted:
        """一括の再照会 of today's patients; *picked* says who each of them is."""
        body = BulkReinquiryRequestBody(QualificationConfirmSearchInfo=tuple(searches))
        return self._begin(
            login,
            BulkReinquiryRequest(MessageHeader=self._header(login), MessageBody=body),
            picked=picked,
        )

    def check(self, login: Login, searches: Sequence[BulkSearchInfo]) -> Accepted:
        """資格確認一括照会 of patients with an appointment."""
        body = BulkInquiryRequestBody(QualificationConfirmSearchInfo=tuple(searches))
        return self._begin(
            login,
            BulkInquiryRequest(MessageHeader=self._header(login), MessageBody=body),
        )

    def tickets(self, login: Login, *, month: str) -> Accepted:
        """委託先資格情報の一括取得（医療扶助） of one month, YYYYMM."""
        search = TicketSearchInfo(MedicalTreatmentMonth=month)
        body = TicketListRequestBody(QualificationConfirmSearchInfo=search)
        return self._begin(
            login,
            TicketListRequest(MessageHeader=list_header(login), MessageBody=body),
        )

    def result(
        self,
        login: Login,
        message: str,
        number: str,
        *,
        encoding: Encoding = Encoding.UTF_8,
    ) -> ListAnswer:
        """What became of the request under *number*; may be asked again and again.

        Raises KeyError for a message that is no list.
        """
        request = _RESULT_REQUESTS[message].model_validate(
            {
                "MessageHeader": list_header(login),
                "MessageBody": ResultRequestBody(ReceptionNumber=number),
            }
        )
        outcome = self._inquiries.ask(login, request, encoding=encoding)
        answer = outcome.answer
        if not isinstance(
            answer,
            ConsentedResult
            | OnlineResult
            | BulkReinquiryResult
            | BulkInquiryResult
            | TicketResult,
        ):
            raise TypeError(f"expected a list result, got {type(answer).__name__}")
        header, body = answer.MessageHeader, answer.MessageBody
        return ListAnswer(
            answer=answer,
            working=header.SegmentOfResult == "2",
            code=header.ErrorCode or "",
            message=header.ErrorMessage or "",
            units=() if body is None else body.BulkConfirmUnit,
            names=self._names(outcome.people),
        )

    def _names(self, people: Sequence[str]) -> Sequence[str]:
        known = self._registry.get_many(people)
        return [known[one].person.name if one in known else "" for one in people]

    def _begin(
        self, login: Login, request: Message, *, picked: Sequence[str] = ()
    ) -> Accepted:
        answer = self._inquiries.ask(login, request, picked=picked).answer
        header = getattr(answer, "MessageHeader", None)
        body = getattr(answer, "MessageBody", None)
        if isinstance(body, ReceptionBody):
            return Accepted(number=body.ReceptionNumber)
        if not isinstance(header, ReceptionHeader):
            raise TypeError(f"expected a reception, got {type(answer).__name__}")
        return Accepted(code=header.ErrorCode or "", message=header.ErrorMessage or "")

    def _header(self, login: Login) -> InquiryHeader:
        return InquiryHeader(
            QualificationConfirmationDate=write_date(self._clock.now().date()) or "",
            MedicalInstitutionCode=login.institution.code,
        )
