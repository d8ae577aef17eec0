"""One eligibility record: what one insurer (or welfare office) says of one person."""

from __future__ import annotations

from typing import Annotated, ClassVar

from .certificates import (
    ElderlyRecipientBlock,
    LimitCertificateBlock,
    SpecificDiseaseList,
)
from .formats import BRANCH, DATE, HALF_KANA, INSURER, MOMENT, RATIO, code, text
from .items import A, B, Part, X, item
from .medical_aid import TicketList

CONSENT = code("OQSCD016")

NEWER_DATES = ("QualificationDate", "DisqualificationDate")
"""Elements that were added after 2023: older models have none."""

CONFIRMATION_KEY = "QualificationConfirmationKey"
"""An element of present face files that nobody has explained in public."""

NEWER_CONSENTS = (
    "DiagnosisName",
    "InfectiousInfo",
    "AllergyInfo",
    "ContraindicationInfo",
    "TestInfo",
    "PrescriptionInfo",
)
"""Consents since 電子カルテ情報共有, by what their three elements begin with."""

_NEWER = (
    "電子カルテ情報共有の開始後。oqs serve --drift newer-consents か、"
    "医療機関の asks_clinical_information のときだけ"
)


class EligibilityRecord(Part):
    """資格確認結果, in the order of 別紙3-1 as public programs show it.

    The consent rows appear only where a consent was taken: in the lists of who
    consented, in a 再照会, in an inquiry of オンライン診療等 and in `face`, never in an
    inquiry by number.
    """

    lasting: ClassVar[bool] = True

    InsuredCardClassification: Annotated[
        str, item("被保険者証区分", code("OQSCD010"), A)
    ]
    InsurerNumber: Annotated[
        str | None,
        item("保険者番号", INSURER, A, note="医療扶助では公費負担者番号"),
    ] = None
    InsuredCardSymbol: Annotated[str | None, item("被保険者証記号", text(20), A)] = None
    InsuredIdentificationNumber: Annotated[
        str | None,
        item("被保険者証番号", text(20), A, note="医療扶助では受給者番号"),
    ] = None
    InsuredBranchNumber: Annotated[str | None, item("枝番", BRANCH, A)] = None
    PersonalFamilyClassification: Annotated[
        str | None, item("本人・家族の別", code("OQSCD009"), A)
    ] = None
    InsuredName: Annotated[
        str | None, item("被保険者氏名（世帯主氏名）", text(), A)
    ] = None
    Name: Annotated[str, item("氏名", text(), A, note="姓名の間は全角空白")]
    NameOfOther: Annotated[str | None, item("氏名（その他）", text(), A)] = None
    NameKana: Annotated[
        str | None, item("氏名カナ", HALF_KANA, A, note="姓名の間は半角空白")
    ] = None
    NameOfOtherKana: Annotated[str | None, item("氏名カナ（その他）", HALF_KANA, A)] = (
        None
    )
    Sex1: Annotated[str, item("性別1（券面）", code("OQSCD007"), A)]
    Sex2: Annotated[str | None, item("性別2（裏面）", code("OQSCD007"), A)] = None
    Birthdate: Annotated[str, item("生年月日", DATE, A)]
    Address: Annotated[str | None, item("住所", text(), A)] = None
    PostNumber: Annotated[str | None, item("郵便番号", text(), A)] = None
    QualificationDate: Annotated[
        str | None,
        item("資格取得年月日", DATE, A, note="医療扶助では保護開始（再開）日"),
    ] = None
    DisqualificationDate: Annotated[str | None, item("資格喪失年月日", DATE, A)] = None
    InsuredCertificateIssuanceDate: Annotated[
        str | None, item("交付年月日", DATE, A)
    ] = None
    InsuredCardValidDate: Annotated[str | None, item("有効開始年月日", DATE, A)] = None
    InsuredCardExpirationDate: Annotated[
        str | None, item("有効終了年月日", DATE, A, note="期限がなければ省略")
    ] = None
    InsuredPartialContributionRatio: Annotated[
        str | None, item("一部負担金割合", RATIO, A, note="後期高齢者のみ")
    ] = None
    PreschoolClassification: Annotated[
        str | None, item("未就学区分", code("OQSCD015"), A, note="該当しなければ省略")
    ] = None
    ReasonOfLoss: Annotated[str | None, item("資格喪失事由", code("OQSCD008"), A)] = (
        None
    )
    InsurerName: Annotated[
        str, item("保険者名称", text(), A, note="医療扶助では福祉事務所名")
    ]
    ElderlyRecipientCertificateInfo: Annotated[
        ElderlyRecipientBlock | None, item("高齢受給者証情報", None, A)
    ] = None
    LimitApplicationCertificateChanged: Annotated[
        str | None,
        item(
            "限度額情報変更有無",
            code("OQSCD014"),
            A,
            note="一括照会だけ。並びの位置は公開されていない",
        ),
    ] = None
    LimitApplicationCertificateRelatedConsFlg: Annotated[
        str | None, item("限度額適用認定証提供同意フラグ", code("OQSCD001"), A)
    ] = None
    LimitApplicationCertificateRelatedConsTime: Annotated[
        str | None, item("限度額適用認定証提供同意日時", MOMENT, A)
    ] = None
    LimitApplicationCertificateRelatedInfo: Annotated[
        LimitCertificateBlock | None,
        item("限度額適用認定証関連情報", None, A, note="同意フラグが1のときだけ"),
    ] = None
    SpecificDiseasesCertificateRelatedConsFlg: Annotated[
        str | None, item("特定疾病療養受療証提供同意フラグ", CONSENT, A)
    ] = None
    SpecificDiseasesCertificateRelatedConsTime: Annotated[
        str | None, item("特定疾病療養受療証提供同意日時", MOMENT, A)
    ] = None
    SpecificDiseasesCertificateList: Annotated[
        SpecificDiseaseList | None,
        item("特定疾病療養受療証情報リスト", None, A, note="同意フラグが1のときだけ"),
    ] = None
    PublicExpenseResultList: Annotated[
        TicketList | None,
        item(
            "医療扶助資格確認結果リスト",
            None,
            A,
            note="医療扶助関連項目を設定した医療機関等だけ",
        ),
    ] = None
    SpecificHealthCheckupsInfoConsFlg: Annotated[
        str | None, item("特定健診情報閲覧同意フラグ", CONSENT, A)
    ] = None
    SpecificHealthCheckupsInfoConsTime: Annotated[
        str | None, item("特定健診情報閲覧同意日時", MOMENT, A)
    ] = None
    SpecificHealthCheckupsInfoAvailableTime: Annotated[
        str | None, item("特定健診情報閲覧有効期限", MOMENT, A)
    ] = None
    PharmacistsInfoConsFlg: Annotated[
        str | None, item("薬剤情報閲覧同意フラグ", CONSENT, A)
    ] = None
    PharmacistsInfoConsTime: Annotated[
        str | None, item("薬剤情報閲覧同意日時", MOMENT, A)
    ] = None
    PharmacistsInfoAvailableTime: Annotated[
        str | None, item("薬剤情報閲覧有効期限", MOMENT, A)
    ] = None
    DiagnosisInfoConsFlg: Annotated[
        str | None, item("診療情報閲覧同意フラグ", CONSENT, A)
    ] = None
    DiagnosisInfoConsTime: Annotated[
        str | None, item("診療情報閲覧同意日時", MOMENT, A)
    ] = None
    DiagnosisInfoAvailableTime: Annotated[
        str | None, item("診療情報閲覧有効期限", MOMENT, A)
    ] = None
    OperationInfoConsFlg: Annotated[
        str | None, item("手術情報閲覧同意フラグ", CONSENT, A)
    ] = None
    OperationInfoConsTime: Annotated[
        str | None, item("手術情報閲覧同意日時", MOMENT, A)
    ] = None
    OperationInfoAvailableTime: Annotated[
        str | None, item("手術情報閲覧有効期限", MOMENT, A)
    ] = None
    DiagnosisNameConsFlg: Annotated[
        str | None, item("傷病名閲覧同意フラグ", CONSENT, B, note=_NEWER)
    ] = None
    DiagnosisNameConsTime: Annotated[
        str | None, item("傷病名閲覧同意日時", MOMENT, B, note=_NEWER)
    ] = None
    DiagnosisNameAvailableTime: Annotated[
        str | None, item("傷病名閲覧有効期限", MOMENT, B, note=_NEWER)
    ] = None
    InfectiousInfoConsFlg: Annotated[
        str | None, item("感染症閲覧同意フラグ", CONSENT, B, note=_NEWER)
    ] = None
    InfectiousInfoConsTime: Annotated[
        str | None, item("感染症閲覧同意日時", MOMENT, B, note=_NEWER)
    ] = None
    InfectiousInfoAvailableTime: Annotated[
        str | None, item("感染症閲覧有効期限", MOMENT, B, note=_NEWER)
    ] = None
    AllergyInfoConsFlg: Annotated[
        str | None, item("その他アレルギー等閲覧同意フラグ", CONSENT, B, note=_NEWER)
    ] = None
    AllergyInfoConsTime: Annotated[
        str | None, item("その他アレルギー等閲覧同意日時", MOMENT, B, note=_NEWER)
    ] = None
    AllergyInfoAvailableTime: Annotated[
        str | None, item("その他アレルギー等閲覧有効期限", MOMENT, B, note=_NEWER)
    ] = None
    ContraindicationInfoConsFlg: Annotated[
        str | None, item("薬剤アレルギー等閲覧同意フラグ", CONSENT, B, note=_NEWER)
    ] = None
    ContraindicationInfoConsTime: Annotated[
        str | None, item("薬剤アレルギー等閲覧同意日時", MOMENT, B, note=_NEWER)
    ] = None
    ContraindicationInfoAvailableTime: Annotated[
        str | None, item("薬剤アレルギー等閲覧有効期限", MOMENT, B, note=_NEWER)
    ] = None
    TestInfoConsFlg: Annotated[
        str | None, item("検査閲覧同意フラグ", CONSENT, B, note=_NEWER)
    ] = None
    TestInfoConsTime: Annotated[
        str | None, item("検査閲覧同意日時", MOMENT, B, note=_NEWER)
    ] = None
    TestInfoAvailableTime: Annotated[
        str | None, item("検査閲覧有効期限", MOMENT, B, note=_NEWER)
    ] = None
    PrescriptionInfoConsFlg: Annotated[
        str | None, item("処方閲覧同意フラグ", CONSENT, B, note=_NEWER)
    ] = None
    PrescriptionInfoConsTime: Annotated[
        str | None, item("処方閲覧同意日時", MOMENT, B, note=_NEWER)
    ] = None
    PrescriptionInfoAvailableTime: Annotated[
        str | None, item("処方閲覧有効期限", MOMENT, B, note=_NEWER)
    ] = None
    PrescriptionIssueSelect: Annotated[
        str | None,
        item(
            "処方箋発行形態",
            code("OQSCD017"),
            B,
            note="同意済資格情報一括取得と一括の再照会だけ。"
            "1件の結果ではMessageBodyの直下",
        ),
    ] = None
    ReferenceNumber: Annotated[str | None, item("照会番号", text(50), A)] = None
    ArbitraryIdentifier: Annotated[str | None, item("任意の識別子", text(), B)] = None
    QualificationConfirmationKey: Annotated[
        str | None,
        item(
            "（項目名は公開されていない）",
            text(),
            B,
            note="faceのファイルだけ。意味も形も公開されていない。"
            "oqs serve --drift confirmation-key のときだけ",
        ),
    ] = None
    ConsentLapseReason: Annotated[
        str | None,
        item(
            "同意有効期限切れ理由",
            code("OQSCD031"),
            X,
            note="要素名は公開されていない。conventions.toml で変更できる",
        ),
    ] = None
    QualificationChange: Annotated[
        str | None,
        item(
            "資格情報変更確認",
            code("OQSCD032"),
            X,
            note="再照会だけ。要素名は公開されていない。conventions.toml で変更できる",
        ),
    ] = None


class RecordList(Part):
    """The records of one person (or of every candidate, when several fit)."""

    ResultOfQualificationConfirmation: Annotated[
        tuple[EligibilityRecord, ...], item("資格確認結果", None, A)
    ] = ()
