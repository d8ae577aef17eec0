"""Request messages as a receipt computer would make them, one change at a time."""

from __future__ import annotations

from oqs_stub.messages import (
    ConsentedListRequest,
    ConsentedResultRequest,
    EligibilityRequest,
    MedicineRequest,
    ReinquiryRequest,
)
from oqs_stub.messages.consented import (
    ConsentedListRequestBody,
    ConsentSearchInfo,
    ResultRequestBody,
)
from oqs_stub.messages.eligibility import EligibilityRequestBody, NumberSearch
from oqs_stub.messages.headers import InquiryHeader, ListRequestHeader
from oqs_stub.messages.medicines import MedicineRequestBody, MedicineRequestHeader
from oqs_stub.messages.reinquiry import ReinquiryRequestBody, ReinquirySearchInfo

DENTIST = "9930000014"
IDENTIFIER = "Kai-2026_04/10 #1"


def eligibility_request(**changes: str | None) -> EligibilityRequest:
    values: dict[str, str | None] = {
        "InsurerNumber": "01990019",
        "InsuredIdentificationNumber": "0000123",
        "Birthdate": "19800217",
        "LimitApplicationCertificateRelatedConsFlg": "1",
    }
    header = _inquiry_header(changes)
    search = NumberSearch.model_validate(values | changes)
    return EligibilityRequest(
        MessageHeader=header,
        MessageBody=EligibilityRequestBody(QualificationConfirmSearchInfo=search),
    )


def reinquiry_request(**changes: str | None) -> ReinquiryRequest:
    values: dict[str, str | None] = {
        "InsurerNumber": "01990019",
        "InsuredIdentificationNumber": "0000123",
        "Birthdate": "19800217",
        "MedicalTreatmentFlag": "2",
    }
    header = _inquiry_header(changes)
    search = ReinquirySearchInfo.model_validate(values | changes)
    return ReinquiryRequest(
        MessageHeader=header,
        MessageBody=ReinquiryRequestBody(QualificationConfirmSearchInfo=search),
    )


def list_request(first: str, last: str, *, flag: str = "2") -> ConsentedListRequest:
    return ConsentedListRequest(
        MessageHeader=ListRequestHeader(
            MedicalInstitutionCode=DENTIST, ArbitraryFileIdentifier=IDENTIFIER
        ),
        MessageBody=ConsentedListRequestBody(
            QualificationConfirmSearchInfo=ConsentSearchInfo(
                ConsentDateFrom=first, ConsentDateTo=last, MedicalTreatmentFlag=flag
            )
        ),
    )


def result_request(number: str, *, code: str = DENTIST) -> ConsentedResultRequest:
    return ConsentedResultRequest(
        MessageHeader=ListRequestHeader(MedicalInstitutionCode=code),
        MessageBody=ResultRequestBody(ReceptionNumber=number),
    )


def medicine_request(**changes: str | None) -> MedicineRequest:
    body: dict[str, str | None] = {"FileCategory": "2", "MedicalTreatmentFlag": "2"}
    names = MedicineRequestBody.model_fields
    body |= {name: value for name, value in changes.items() if name in names}
    header: dict[str, str | None] = {
        "MedicalInstitutionCode": DENTIST,
        "InsurerNumber": "01990019",
        "InsuredPersonIdentificationNumber": "0000123",
        "ArbitraryFileIdentifier": IDENTIFIER,
    }
    header |= {name: value for name, value in changes.items() if name not in names}
    return MedicineRequest(
        MessageHeader=MedicineRequestHeader.model_validate(header),
        MessageBody=MedicineRequestBody.model_validate(body),
    )


def _inquiry_header(changes: dict[str, str | None]) -> InquiryHeader:
    """The header; what *changes* says of it is taken out of *changes*."""
    values: dict[str, str | None] = {
        "QualificationConfirmationDate": "20260410",
        "MedicalInstitutionCode": DENTIST,
        "ArbitraryFileIdentifier": IDENTIFIER,
    }
    for name in values.keys() & changes.keys():
        values[name] = changes.pop(name)
    return InquiryHeader.model_validate(values)
