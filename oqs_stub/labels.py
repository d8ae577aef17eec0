"""What the screens call things: the words of 環境設定情報 and of the consents."""

from __future__ import annotations

from datetime import date, datetime

from card_profiles.dates import JST

from .records import (
    ClinicalKind,
    ConsentKind,
    InstitutionKind,
    LapseReason,
    Prescription,
    TreatmentCategory,
    VisitForm,
)
from .rules.eligibility import Validity

KIND_LABELS: dict[ConsentKind, str] = {
    ConsentKind.DRUGS: "薬剤情報",
    ConsentKind.DIAGNOSIS: "診療情報",
    ConsentKind.OPERATION: "手術情報",
    ConsentKind.HEALTH_CHECKUP: "特定健診等情報",
    ConsentKind.SPECIFIC_DISEASES: "特定疾病療養受療証情報",
}
"""In the order in which the pages ask."""

KIND_HINTS: dict[ConsentKind, str] = {
    ConsentKind.DRUGS: "これまでに処方・調剤されたお薬の情報です。",
    ConsentKind.DIAGNOSIS: "これまでに受けた診療の情報です。手術情報は含みません。",
    ConsentKind.OPERATION: "これまでに受けた手術の情報です。",
    ConsentKind.HEALTH_CHECKUP: "特定健診・後期高齢者健診の結果です。",
    ConsentKind.SPECIFIC_DISEASES: "特定疾病療養受療証の情報です。",
}

CLINICAL_LABELS: dict[ClinicalKind, str] = {
    ClinicalKind.DIAGNOSIS_NAMES: "傷病名",
    ClinicalKind.INFECTIONS: "感染症",
    ClinicalKind.ALLERGIES: "その他アレルギー等",
    ClinicalKind.CONTRAINDICATIONS: "薬剤アレルギー等",
    ClinicalKind.TESTS: "検査",
    ClinicalKind.PRESCRIPTIONS: "処方",
}
"""6情報, as the elements of the messages are called."""

CLINICAL_HINT = "電子カルテの情報（6情報）です。選ばなければ「同意しない」です。"

LIMIT_LABEL = "限度額情報"
LIMIT_HINT = "限度額適用認定証などの情報です。窓口での支払いの上限が分かります。"
"""Of 限度額, which is no 閲覧同意 and was asked beside them once."""

CATEGORY_LABELS: dict[TreatmentCategory, str] = {
    TreatmentCategory.OUTPATIENT: "外来",
    TreatmentCategory.HOME_VISIT: "訪問診療等",
    TreatmentCategory.ONLINE: "オンライン診療等",
    TreatmentCategory.EMERGENCY: "救急時",
}

VISIT_FORM_TITLES: dict[TreatmentCategory, str] = {
    TreatmentCategory.HOME_VISIT: "訪問の種別",
    TreatmentCategory.ONLINE: "受診の種別",
}
"""The question that tells apart what shares a URL; no real page is known to ask it."""

VISIT_FORM_LABELS: dict[TreatmentCategory, dict[VisitForm, str]] = {
    TreatmentCategory.HOME_VISIT: {
        VisitForm.REGULAR: "訪問診療",
        VisitForm.HOUSE_CALL: "往診",
    },
    TreatmentCategory.ONLINE: {
        VisitForm.REGULAR: "オンライン診療等",
        VisitForm.OTHER_ROUTE: "外来診療等（通常とは異なる動線）",
        VisitForm.WINDOW: "窓口（カードリーダーの故障など）",
    },
}

PRESCRIPTION_LABELS: dict[Prescription, str] = {
    Prescription.ELECTRONIC: "電子処方箋",
    Prescription.PAPER: "紙の処方箋",
}

LAPSE_LABELS: dict[LapseReason, str] = {
    LapseReason.EXPIRED: "期限切れ",
    LapseReason.BY_INSTITUTION: "医療機関による取消し",
    LapseReason.BY_PATIENT: "患者による取消し",
    LapseReason.CHANGE_OF_USE: "用途変更による取消し",
}

VALIDITY_LABELS: dict[Validity, str] = {
    Validity.VALID: "有効",
    Validity.INVALID: "資格(無効)",
    Validity.REPLACED: "無効（新しい資格あり）",
    Validity.NOT_FOUND: "資格情報なし",
    Validity.AMBIGUOUS: "複数該当",
    Validity.UNREGISTERED: "有効（未登録）",
}

INSTITUTION_KIND_LABELS: dict[InstitutionKind, str] = {
    InstitutionKind.MEDICAL: "医科",
    InstitutionKind.DENTAL: "歯科",
    InstitutionKind.PHARMACY: "薬局",
    InstitutionKind.VISITING_NURSING: "訪問看護",
}

ELECTRONIC_PRESCRIPTION_LABELS: dict[str, str] = {
    "0": "利用しない",
    "1": "電子処方箋のみ",
    "2": "電子処方箋と紙の併用",
    "3": "紙のみ",
}
"""電子処方箋利用区分, OQSCD038."""

PRESCRIPTION_TIMING_LABELS: dict[str, str] = {
    "1": "資格確認時以外で確認する",
    "2": "資格確認時に確認する",
}
"""処方箋発行形態選択タイミング, OQSCD039."""


def japanese_day(day: date) -> str:
    """A day as the screens write it: 2026年4月10日."""
    return f"{day.year}年{day.month}月{day.day}日"


def japanese_time(moment: datetime) -> str:
    """A moment as the screens write it, Japan time: 2026年4月10日 9時05分."""
    local = moment.astimezone(JST)
    return f"{japanese_day(local)} {local.hour}時{local.minute:02d}分"
