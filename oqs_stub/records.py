"""The values the national side remembers: institutions, consents, inquiries."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

DEFAULT_REGION = "架空"
"""Where every institution is: 都道府県番号 99 lies in no region of Japan."""


_REGION = re.compile(r"[^\s,+=:]{1,20}")  # As the scope of a fault can name it.


def is_region(text: str) -> bool:
    """Whether *text* can be the name of a region."""
    return _REGION.fullmatch(text) is not None


class TreatmentCategory(StrEnum):
    """診療区分 (`MedicalTreatmentFlag`), OQSCD028."""

    OUTPATIENT = "1"
    HOME_VISIT = "2"
    ONLINE = "3"
    EMERGENCY = "4"


class VisitForm(StrEnum):
    """What the care was where URL and 診療区分 do not tell: the stub's own mark."""

    REGULAR = "visit"
    HOUSE_CALL = "house-call"  # 往診, 診療区分 2: never a 再照会.
    OTHER_ROUTE = "other-route"  # 通常とは異なる動線, 診療区分 3: today only.
    WINDOW = "window"  # At the window, the card reader broken: 診療区分 3, today.


class ConsentKind(StrEnum):
    """閲覧同意情報種別, OQSCD036."""

    SPECIFIC_DISEASES = "TSR"
    HEALTH_CHECKUP = "TKK"
    DRUGS = "YZK"
    DIAGNOSIS = "SRJ"
    OPERATION = "SHJ"


class ClinicalKind(StrEnum):
    """6情報 of 電子カルテ情報共有; the names are those of their elements."""

    DIAGNOSIS_NAMES = "DiagnosisName"
    INFECTIONS = "InfectiousInfo"
    ALLERGIES = "AllergyInfo"
    CONTRAINDICATIONS = "ContraindicationInfo"
    TESTS = "TestInfo"
    PRESCRIPTIONS = "PrescriptionInfo"


class ConsentFlag(StrEnum):
    """同意区分, OQSCD016."""

    NOT_GIVEN = "0"
    GIVEN = "1"
    LAPSED = "2"
    UNOBTAINABLE = "3"


class LapseReason(StrEnum):
    """同意有効期限切れ理由, OQSCD031."""

    EXPIRED = "0"
    BY_INSTITUTION = "1"
    BY_PATIENT = "2"
    CHANGE_OF_USE = "3"


class Prescription(StrEnum):
    """処方箋発行形態 (`PrescriptionIssueSelect`), OQSCD017."""

    ELECTRONIC = "1"
    PAPER = "2"


class InstitutionKind(StrEnum):
    """What the institution is; decides whether 処方箋の発行形態 is asked."""

    MEDICAL = "medical"
    DENTAL = "dental"
    PHARMACY = "pharmacy"
    VISITING_NURSING = "visiting-nursing"


class InstitutionState(StrEnum):
    """Only an operating institution can enable 訪問診療等機能."""

    NOT_ENROLLED = "not-enrolled"
    EXEMPT = "exempt"
    TEST_PERIOD = "test-period"
    OPERATING = "operating"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """環境設定情報 of one institution; the defaults are those of a new terminal."""

    home_visit: bool = False  # 訪問診療等機能
    online: bool = False  # オンライン診療等・外来診療等(通常とは異なる動線)
    consent_kinds: frozenset[ConsentKind] = frozenset(
        {ConsentKind.DRUGS, ConsentKind.HEALTH_CHECKUP}
    )
    medical_aid: bool = False  # 医療扶助関連項目
    electronic_prescription: str = "2"  # 電子処方箋利用区分, OQSCD038
    prescription_timing: str = "2"  # 発行形態選択タイミング, OQSCD039


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    """An institution as the configuration names it."""

    code: str  # 医療機関コード, 10 digits.
    name: str
    kind: InstitutionKind
    state: InstitutionState
    prefecture: str  # Two digits.
    region: str = DEFAULT_REGION  # 地域: outages go by it.
    asks_visit_form: bool = False  # The pages ask what the care is; ours alone.
    asks_clinical_information: bool = False  # The pages ask about the 6情報.


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """One kind of information taken out of a consent that otherwise stands."""

    kind: ConsentKind
    at: datetime
    reason: LapseReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What one patient agreed to at one institution for one 診療区分."""

    id: int | None = None
    person_id: str
    institution_code: str
    category: TreatmentCategory
    kinds: frozenset[ConsentKind]
    prescription: Prescription | None
    given_at: datetime
    channel: str  # "zaitaku-web"
    examination_date: date | None = None  # 受診予定日, online only.
    lapsed_at: datetime | None = None
    lapse_reason: LapseReason | None = None
    withdrawn: tuple[Withdrawal, ...] = ()  # 閲覧同意取消 of single kinds.
    visit: VisitForm = VisitForm.REGULAR
    gives_limit: bool = True  # 限度額: False only where it was asked and refused.
    clinical: frozenset[ClinicalKind] | None = None  # 6情報; None: not asked.

    @property
    def withdrawn_kinds(self) -> frozenset[ConsentKind]:
        """The kinds that the institution cancelled one by one."""
        return frozenset(withdrawal.kind for withdrawal in self.withdrawn)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardCheck:
    """電子資格確認: this card was really checked at this institution then."""

    person_id: str
    institution_code: str
    category: TreatmentCategory
    at: datetime
    visit: VisitForm = VisitForm.REGULAR


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentForm:
    """What the patient chose on the page, before any card is read."""

    kinds: frozenset[ConsentKind] = field(default_factory=frozenset)
    prescription: Prescription | None = None
    examination_date: date | None = None
    visit: VisitForm = VisitForm.REGULAR
    unanswered: frozenset[ConsentKind] = field(default_factory=frozenset)
    """Kinds asked and left open: 同意しない, unless consents are taken over."""
    gives_limit: bool | None = True  # 限度額; None: asked and left open, likewise.
    clinical: frozenset[ClinicalKind] | None = None  # 6情報; None: not asked.
