"""Patients who register for オンライン診療等, and what the clinic asks about them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from oqs_stub.messages.consented import ResultRequestBody
from oqs_stub.messages.headers import InquiryHeader, ListRequestHeader
from oqs_stub.messages.online import (
    OnlineInquiryAnswer,
    OnlineInquiryRequest,
    OnlineInquiryRequestBody,
    OnlineInquirySearchInfo,
    OnlineListReception,
    OnlineListRequest,
    OnlineListRequestBody,
    OnlineResult,
    OnlineResultRequest,
    OnlineSearchInfo,
)
from oqs_stub.records import CardCheck, Consent, ConsentKind, TreatmentCategory

from .asking import DENTIST, IDENTIFIER
from .world import World

ONLINE = TreatmentCategory.ONLINE


def switch_online(world: World, *, on: bool = True, code: str = DENTIST) -> None:
    settings = replace(world.institutions.settings(code), online=on)
    world.institutions.change_settings(code, settings)
    world.institutions.apply_pending(code)


def register(
    world: World,
    examination: date,
    *,
    person_id: str = "sakura",
    at: datetime | None = None,
    code: str = DENTIST,
    kinds: frozenset[ConsentKind] = frozenset({ConsentKind.DRUGS}),
) -> None:
    """With the card, for one 受診予定日."""
    moment = at or world.clock.now()
    world.consents.add_card_check(
        CardCheck(
            person_id=person_id, institution_code=code, category=ONLINE, at=moment
        )
    )
    world.consents.record(
        Consent(
            person_id=person_id,
            institution_code=code,
            category=ONLINE,
            kinds=kinds,
            prescription=None,
            given_at=moment,
            channel="zaitaku-web",
            examination_date=examination,
        )
    )


def list_request(*, flag: str = "3", **days: str) -> OnlineListRequest:
    return OnlineListRequest(
        MessageHeader=ListRequestHeader(
            MedicalInstitutionCode=DENTIST, ArbitraryFileIdentifier=IDENTIFIER
        ),
        MessageBody=OnlineListRequestBody(
            QualificationConfirmSearchInfo=OnlineSearchInfo.model_validate(
                {"MedicalTreatmentFlag": flag, **days}
            )
        ),
    )


def accept(world: World, *, flag: str = "3", **days: str) -> OnlineListReception:
    return world.ask(list_request(flag=flag, **days), OnlineListReception)


def result(world: World, number: str, *, code: str = DENTIST) -> OnlineResult:
    request = OnlineResultRequest(
        MessageHeader=ListRequestHeader(MedicalInstitutionCode=code),
        MessageBody=ResultRequestBody(ReceptionNumber=number),
    )
    return world.ask(request, OnlineResult)


def listed(world: World, **days: str) -> OnlineResult:
    reception = accept(world, **days)
    assert reception.MessageBody is not None
    return result(world, reception.MessageBody.ReceptionNumber)


def inquire(world: World, **changes: str | None) -> OnlineInquiryAnswer:
    values: dict[str, str | None] = {
        "InsurerNumber": "01990019",
        "InsuredIdentificationNumber": "0000123",
        "Birthdate": "19800217",
        "MedicalTreatmentFlag": "3",
    }
    search = OnlineInquirySearchInfo.model_validate(values | changes)
    request = OnlineInquiryRequest(
        MessageHeader=InquiryHeader(
            QualificationConfirmationDate=f"{world.clock.now():%Y%m%d}",
            MedicalInstitutionCode=DENTIST,
            ArbitraryFileIdentifier=IDENTIFIER,
        ),
        MessageBody=OnlineInquiryRequestBody(QualificationConfirmSearchInfo=search),
    )
    return world.ask(request, OnlineInquiryAnswer)
