"""The requests the receipt computer writes, element by element, in 別紙 order.

Element names are the published ones, verbatim; those of 再照会 (`OQSsihvq`) and
閲覧同意取消 (`OQSsihvd`) are not public, so their requests follow 資格確認 and
照会番号登録, with one element added.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ..results import Eligibility
from .dates import day_text, month_text
from .xml_form import block, leaf, message

CANCELLED_KIND = "StubCancelledConsentKind"
"""The stub's own name of an element that is not public."""

HOME_VISIT = "2"  # 診療区分, OQSCD028: 訪問診療等.
_DRUGS_AS_XML = "2"  # FileCategory of YZKsiquc01.
_CHECKUPS_AS_XML = "2"  # FileCategory of TKKsiquc01.
_SHOWN = "1"  # OQSCD030: 表示する.
_LIMIT_CONSENT = "1"  # OQSCD001: since October 2024 supplied without a question.


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who asks, and the name by which the answer is recognised."""

    institution_code: str
    file_identifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InsuredNumbers:
    """What identifies an insured person: numbers and the birth date, never a name."""

    insurer_number: str
    symbol: str | None
    number: str
    branch: str | None
    birthdate: date


def eligibility_check(
    sender: Sender, person: InsuredNumbers, *, on: date
) -> ET.Element:
    """資格確認, `OQSsiquc01req`."""
    return message(
        _dated_header(sender, on=on),
        [block("QualificationConfirmSearchInfo", _search(person))],
    )


def reinquiry(sender: Sender, person: InsuredNumbers, *, on: date) -> ET.Element:
    """再照会, `OQSsihvq01req`: the search fields of 資格確認 and 診療区分 2."""
    values = [*_search(person), ("MedicalTreatmentFlag", HOME_VISIT)]
    return message(
        _dated_header(sender, on=on), [block("QualificationConfirmSearchInfo", values)]
    )


def bulk_check(
    sender: Sender, people: Sequence[InsuredNumbers], *, on: date
) -> ET.Element:
    """一括照会, `OQSmuquc01req`: the search fields of 資格確認, once a person."""
    return message(
        _dated_header(sender, on=on),
        [block("QualificationConfirmSearchInfo", _search(one)) for one in people],
    )


def registration(
    sender: Sender, known: Eligibility, *, reference_number: str
) -> ET.Element:
    """照会番号登録, `OQSsiimm01req`: our own number of a patient."""
    values = [("ReferenceNumber", reference_number), *_identity(known)]
    return message(_header(sender), [block("ReferenceNumberRegistrationInfo", values)])


def consent_cancel(
    sender: Sender, known: Eligibility, *, kinds: Sequence[str]
) -> ET.Element:
    """閲覧同意取消, `OQSsihvd01req`: the kinds that shall end; none means all."""
    values = [*_identity(known), *((CANCELLED_KIND, kind) for kind in kinds)]
    return message(_header(sender), [block("QualificationConfirmSearchInfo", values)])


def consented_list(sender: Sender, *, since: date, until: date) -> ET.Element:
    """同意済資格情報一括取得（訪問診療等）, `OQSmuhvq01req`, by 同意日."""
    search = block(
        "QualificationConfirmSearchInfo",
        [
            ("ConsentDateFrom", day_text(since)),
            ("ConsentDateTo", day_text(until)),
            ("MedicalTreatmentFlag", HOME_VISIT),
        ],
    )
    return message(_header(sender), [search])


def list_result(sender: Sender, *, reception_number: str) -> ET.Element:
    """Ask for the outcome of a reception, any `02req`; may be sent again."""
    return message(
        [("MedicalInstitutionCode", sender.institution_code)],
        [leaf("ReceptionNumber", reception_number)],
    )


def medication(
    sender: Sender,
    known: Eligibility,
    *,
    since: date,
    until: date,
    category: str = HOME_VISIT,
) -> ET.Element:
    """薬剤情報, `YZKsiquc01req`; its header names differ from those of 資格確認."""
    return message(
        _viewer_header(sender, known),
        [
            leaf("StartDate", month_text(since)),
            leaf("EndDate", month_text(until)),
            leaf("FileCategory", _DRUGS_AS_XML),
            leaf("PrDiInfClassification", _SHOWN),
            leaf("MedicalTreatmentFlag", category),
        ],
    )


def checkups(sender: Sender, known: Eligibility) -> ET.Element:
    """特定健診情報, `TKKsiquc01req`; no months are asked for."""
    return message(
        _viewer_header(sender, known),
        [
            leaf("FileCategory", _CHECKUPS_AS_XML),
            leaf("PrDiInfClassification", _SHOWN),
            leaf("MedicalTreatmentFlag", HOME_VISIT),
        ],
    )


def padded(insurer_number: str) -> str:
    """Return 保険者番号 in eight characters: shorter ones are filled with spaces."""
    return insurer_number.strip().rjust(8)


def _header(sender: Sender) -> list[tuple[str, str | None]]:
    return [
        ("MedicalInstitutionCode", sender.institution_code),
        ("ArbitraryFileIdentifier", sender.file_identifier),
    ]


def _viewer_header(sender: Sender, known: Eligibility) -> list[tuple[str, str | None]]:
    return [
        ("MedicalInstitutionCode", sender.institution_code),
        ("InsurerNumber", padded(known.insurer_number)),
        ("InsuranceCardSymbol", known.symbol),
        ("InsuredPersonIdentificationNumber", known.number),
        ("BranchNumber", known.branch),
        ("ArbitraryFileIdentifier", sender.file_identifier),
    ]


def _dated_header(sender: Sender, *, on: date) -> list[tuple[str, str | None]]:
    return [("QualificationConfirmationDate", day_text(on)), *_header(sender)]


def _identity(known: Eligibility) -> list[tuple[str, str | None]]:
    return [
        ("InsurerNumber", padded(known.insurer_number)),
        ("InsuredCardSymbol", known.symbol),
        ("InsuredIdentificationNumber", known.number),
        ("InsuredBranchNumber", known.branch),
    ]


def _search(person: InsuredNumbers) -> list[tuple[str, str | None]]:
    return [
        ("InsurerNumber", padded(person.insurer_number)),
        ("InsuredCardSymbol", person.symbol),
        ("InsuredIdentificationNumber", person.number),
        ("InsuredBranchNumber", person.branch),
        ("Birthdate", day_text(person.birthdate)),
        ("LimitApplicationCertificateRelatedConsFlg", _LIMIT_CONSENT),
    ]
