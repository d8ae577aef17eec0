"""One 資格確認結果 (`ResultOfQualificationConfirmation`) read into 資格情報."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from datetime import date, datetime

from ..results import ConsentView, Eligibility
from .dates import read_day, read_time
from .ratio import patient_ratio
from .xml_form import text_of

CONSENT_ELEMENTS: Mapping[str, str] = {
    "TSR": "SpecificDiseasesCertificateRelated",
    "TKK": "SpecificHealthCheckupsInfo",
    "YZK": "PharmacistsInfo",
    "SRJ": "DiagnosisInfo",
    "SHJ": "OperationInfo",
}
"""閲覧同意情報種別 (OQSCD036) to the stem of …ConsFlg, …ConsTime, …AvailableTime."""

MEDICAL_AID = "A1"  # 被保険者証区分: 医療扶助.


def read_record(
    record: ET.Element,
    *,
    validity: str,
    prescription: str,
    reference_number: str,
    on: date,
) -> Eligibility:
    """Read one record. Elements may come in any order; absent ones stay empty.

    *prescription* and *reference_number* are what stands outside the record, and
    are used where the record itself does not say. Raises `AnswerError` for a date
    that is none.
    """
    birthdate = _day(record, "Birthdate")
    classification = text_of(record, "InsuredCardClassification")
    return Eligibility(
        validity=validity,
        classification=classification,
        insurer_number=text_of(record, "InsurerNumber"),
        insurer_name=text_of(record, "InsurerName"),
        symbol=text_of(record, "InsuredCardSymbol"),
        number=text_of(record, "InsuredIdentificationNumber"),
        branch=text_of(record, "InsuredBranchNumber"),
        name=text_of(record, "Name"),
        name_kana=text_of(record, "NameKana"),
        birthdate=birthdate,
        address=text_of(record, "Address"),
        ratio=patient_ratio(
            validity=validity,
            classification=classification,
            late_elderly=text_of(record, "InsuredPartialContributionRatio"),
            elderly_recipient=text_of(
                record,
                "ElderlyRecipientCertificateInfo/ElderlyRecipientContributionRatio",
            ),
            preschool=text_of(record, "PreschoolClassification"),
            birthdate=birthdate,
            on=on,
        ),
        limit_class=text_of(
            record,
            "LimitApplicationCertificateRelatedInfo/"
            "LimitApplicationCertificateClassificationFlag",
        ),
        valid_from=_day(record, "InsuredCardValidDate"),
        valid_until=_day(record, "InsuredCardExpirationDate"),
        lost_on=_day(record, "DisqualificationDate"),
        reason_of_loss=text_of(record, "ReasonOfLoss"),
        prescription=text_of(record, "PrescriptionIssueSelect") or prescription,
        reference_number=text_of(record, "ReferenceNumber") or reference_number,
        consents=_consents(record),
        medical_aid=tuple(
            {child.tag: (child.text or "").strip() for child in ticket}
            for ticket in record.iterfind("PublicExpenseResultList/MedicalTicketInfo")
        ),
    )


def _consents(record: ET.Element) -> Mapping[str, ConsentView]:
    found = {}
    for kind, stem in CONSENT_ELEMENTS.items():
        flag = text_of(record, f"{stem}ConsFlg")
        if flag:
            found[kind] = ConsentView(
                flag=flag,
                consented_at=_time(record, f"{stem}ConsTime"),
                available_until=_time(record, f"{stem}AvailableTime"),
            )
    return found


def _day(record: ET.Element, name: str) -> date | None:
    return read_day(text_of(record, name), name)


def _time(record: ET.Element, name: str) -> datetime | None:
    return read_time(text_of(record, name), name)
