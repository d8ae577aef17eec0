"""A stub without faces: stores, a clock, the inquiry service, and who asks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from oqs_stub.clock import SettableClock
from oqs_stub.consents import Consents
from oqs_stub.database import Database
from oqs_stub.institutions import Institutions
from oqs_stub.ledger import Ledger
from oqs_stub.messages import (
    ConsentedListReception,
    ConsentedResult,
    EligibilityAnswer,
    Encoding,
    MedicineAnswer,
    Message,
    ReinquiryAnswer,
)
from oqs_stub.records import (
    CardCheck,
    Consent,
    ConsentKind,
    Prescription,
    TreatmentCategory,
)
from oqs_stub.registry import Registry
from oqs_stub.service.inquiries import InquiryService
from oqs_stub.service.inquiry_context import InquiryOptions

from .asking import (
    DENTIST,
    eligibility_request,
    list_request,
    medicine_request,
    reinquiry_request,
    result_request,
)

M = TypeVar("M", bound=Message)


@dataclass
class World:
    """Everything under one database; what a test changes and whom it asks."""

    database: Database
    registry: Registry
    consents: Consents
    institutions: Institutions
    ledger: Ledger
    clock: SettableClock
    service: InquiryService

    def with_options(self, options: InquiryOptions) -> World:
        service = InquiryService(
            self.database,
            self.registry,
            self.consents,
            self.institutions,
            self.ledger,
            self.clock,
            options=options,
        )
        return replace(self, service=service)

    def enable(
        self,
        code: str = DENTIST,
        *,
        home_visit: bool = True,
        medical_aid: bool = False,
        kinds: frozenset[ConsentKind] | None = None,
    ) -> None:
        settings = replace(
            self.institutions.settings(code),
            home_visit=home_visit,
            medical_aid=medical_aid,
        )
        if kinds is not None:
            settings = replace(settings, consent_kinds=kinds)
        self.institutions.change_settings(code, settings)
        self.institutions.apply_pending(code)

    def visit(
        self,
        person_id: str = "sakura",
        *,
        kinds: frozenset[ConsentKind] = frozenset({ConsentKind.DRUGS}),
        at: datetime | None = None,
        code: str = DENTIST,
        prescription: Prescription | None = Prescription.PAPER,
    ) -> None:
        """A first home visit: card checked, consents given."""
        moment = at or self.clock.now()
        category = TreatmentCategory.HOME_VISIT
        self.consents.add_card_check(
            CardCheck(
                person_id=person_id, institution_code=code, category=category, at=moment
            )
        )
        self.consents.record(
            Consent(
                person_id=person_id,
                institution_code=code,
                category=category,
                kinds=kinds,
                prescription=prescription,
                given_at=moment,
                channel="zaitaku-web",
            )
        )

    def ask(self, request: Message, answer_type: type[M]) -> M:
        answer = self.service.answer(request, encoding=Encoding.UTF_8)
        assert isinstance(answer, answer_type)
        return answer

    def eligibility(self, **changes: str | None) -> EligibilityAnswer:
        return self.ask(eligibility_request(**changes), EligibilityAnswer)

    def reinquiry(self, **changes: str | None) -> ReinquiryAnswer:
        return self.ask(reinquiry_request(**changes), ReinquiryAnswer)

    def consented(
        self, first: str = "20260401", last: str = "20260430"
    ) -> ConsentedResult:
        reception = self.accept_list(first, last)
        assert reception.MessageBody is not None
        return self.list_result(reception.MessageBody.ReceptionNumber)

    def accept_list(
        self, first: str = "20260401", last: str = "20260430", *, flag: str = "2"
    ) -> ConsentedListReception:
        return self.ask(list_request(first, last, flag=flag), ConsentedListReception)

    def list_result(self, number: str, *, code: str = DENTIST) -> ConsentedResult:
        return self.ask(result_request(number, code=code), ConsentedResult)

    def medicines(self, **changes: str | None) -> MedicineAnswer:
        return self.ask(medicine_request(**changes), MedicineAnswer)
