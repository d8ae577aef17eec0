"""Requests of the 一括 messages and of those about the institution itself."""

from __future__ import annotations

from oqs_stub.messages.access_url import AccessURLRequest, AccessURLRequestBody
from oqs_stub.messages.bulk_inquiry import (
    BulkInquiryRequest,
    BulkInquiryRequestBody,
    BulkInquiryResultRequest,
    BulkSearchInfo,
)
from oqs_stub.messages.bulk_reinquiry import (
    BulkReinquiryRequest,
    BulkReinquiryRequestBody,
    BulkReinquiryResultRequest,
)
from oqs_stub.messages.consent_cancel import (
    CancelSearchInfo,
    ConsentCancelRequest,
    ConsentCancelRequestBody,
)
from oqs_stub.messages.consented import ResultRequestBody
from oqs_stub.messages.environment import (
    SettingsBlock,
    SettingsRequest,
    SettingsUpdateRequest,
    SettingsUpdateRequestBody,
)
from oqs_stub.messages.headers import InquiryHeader, ListRequestHeader
from oqs_stub.messages.reference_numbers import (
    BulkRegistrationRequest,
    BulkRegistrationRequestBody,
    BulkRegistrationResultRequest,
    RegistrationInfo,
    RegistrationRequest,
    RegistrationRequestBody,
)
from oqs_stub.messages.reinquiry import ReinquirySearchInfo

from .asking import DENTIST, IDENTIFIER

Changes = dict[str, str | None]

SAKURA: Changes = {
    "InsurerNumber": "01990019",
    "InsuredIdentificationNumber": "0000123",
    "Birthdate": "19800217",
}
NUMBERS: Changes = {
    "InsurerNumber": "01990019",
    "InsuredCardSymbol": "010",
    "InsuredIdentificationNumber": "0000123",
    "InsuredBranchNumber": "01",
}


def header(code: str = DENTIST) -> ListRequestHeader:
    return ListRequestHeader(
        MedicalInstitutionCode=code, ArbitraryFileIdentifier=IDENTIFIER
    )


def bulk_request(*rows: Changes, day: str = "20260410") -> BulkInquiryRequest:
    return BulkInquiryRequest(
        MessageHeader=_dated(day),
        MessageBody=BulkInquiryRequestBody(
            QualificationConfirmSearchInfo=tuple(
                BulkSearchInfo.model_validate(SAKURA | row) for row in rows
            )
        ),
    )


def bulk_result_request(number: str, code: str = DENTIST) -> BulkInquiryResultRequest:
    return BulkInquiryResultRequest(
        MessageHeader=header(code),
        MessageBody=ResultRequestBody(ReceptionNumber=number),
    )


def bulk_reinquiry_request(*rows: Changes) -> BulkReinquiryRequest:
    values = SAKURA | {"MedicalTreatmentFlag": "2"}
    return BulkReinquiryRequest(
        MessageHeader=_dated("20260410"),
        MessageBody=BulkReinquiryRequestBody(
            QualificationConfirmSearchInfo=tuple(
                ReinquirySearchInfo.model_validate(values | row) for row in rows
            )
        ),
    )


def bulk_reinquiry_result_request(number: str) -> BulkReinquiryResultRequest:
    return BulkReinquiryResultRequest(
        MessageHeader=header(), MessageBody=ResultRequestBody(ReceptionNumber=number)
    )


def registration(number: str, **changes: str | None) -> RegistrationInfo:
    values = NUMBERS | changes | {"ReferenceNumber": number}
    return RegistrationInfo.model_validate(values)


def registration_request(
    number: str, *, code: str = DENTIST, **changes: str | None
) -> RegistrationRequest:
    return RegistrationRequest(
        MessageHeader=header(code),
        MessageBody=RegistrationRequestBody(
            ReferenceNumberRegistrationInfo=registration(number, **changes)
        ),
    )


def registrations_request(*rows: RegistrationInfo) -> BulkRegistrationRequest:
    return BulkRegistrationRequest(
        MessageHeader=header(),
        MessageBody=BulkRegistrationRequestBody(ReferenceNumberRegistrationInfo=rows),
    )


def registrations_result_request(number: str) -> BulkRegistrationResultRequest:
    return BulkRegistrationResultRequest(
        MessageHeader=header(), MessageBody=ResultRequestBody(ReceptionNumber=number)
    )


def cancel_request(*kinds: str, **changes: str | None) -> ConsentCancelRequest:
    return ConsentCancelRequest(
        MessageHeader=header(),
        MessageBody=ConsentCancelRequestBody(
            QualificationConfirmSearchInfo=CancelSearchInfo.model_validate(
                NUMBERS | changes | {"CancelledConsentKind": kinds}
            )
        ),
    )


def url_request(
    kind: str = "2", *, form: str | None = None, change: str | None = None
) -> AccessURLRequest:
    return AccessURLRequest(
        MessageHeader=header(),
        MessageBody=AccessURLRequestBody(
            URLKind=kind, URLFileFormat=form, URLChange=change
        ),
    )


def settings_request(code: str = DENTIST) -> SettingsRequest:
    return SettingsRequest(MessageHeader=header(code))


def update_request(block: SettingsBlock, code: str = DENTIST) -> SettingsUpdateRequest:
    return SettingsUpdateRequest(
        MessageHeader=header(code),
        MessageBody=SettingsUpdateRequestBody(EnvironmentSettings=block),
    )


def _dated(day: str) -> InquiryHeader:
    return InquiryHeader(
        QualificationConfirmationDate=day,
        MedicalInstitutionCode=DENTIST,
        ArbitraryFileIdentifier=IDENTIFIER,
    )
