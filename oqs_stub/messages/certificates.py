"""高齢受給者証, 限度額適用認定証, 特定疾病療養受療証 inside an eligibility record."""

from __future__ import annotations

from typing import Annotated

from .formats import DATE, RATIO, YEN, code
from .items import A, Part, item


class ElderlyRecipientBlock(Part):
    """高齢受給者証 (age 70 to 74)."""

    ElderlyRecipientCertificateDate: Annotated[
        str | None, item("交付年月日", DATE, A)
    ] = None
    ElderlyRecipientValidStartDate: Annotated[
        str | None, item("有効開始年月日", DATE, A)
    ] = None
    ElderlyRecipientValidEndDate: Annotated[
        str | None, item("有効終了年月日", DATE, A)
    ] = None
    ElderlyRecipientContributionRatio: Annotated[
        str | None, item("一部負担金割合", RATIO, A)
    ] = None


class LimitCertificateBlock(Part):
    """限度額適用認定証関連情報."""

    LimitApplicationCertificateClassification: Annotated[
        str | None, item("限度額適用認定証区分", code("OQSCD011"), A)
    ] = None
    LimitApplicationCertificateClassificationFlag: Annotated[
        str | None, item("適用区分", code("OQSCD012"), A)
    ] = None
    LimitApplicationCertificateDate: Annotated[
        str | None, item("交付年月日", DATE, A)
    ] = None
    LimitApplicationCertificateValidStartDate: Annotated[
        str | None, item("有効開始年月日", DATE, A)
    ] = None
    LimitApplicationCertificateValidEndDate: Annotated[
        str | None, item("有効終了年月日", DATE, A)
    ] = None
    LimitApplicationCertificateLongTermDate: Annotated[
        str | None, item("長期入院該当年月日", DATE, A)
    ] = None


class SpecificDiseaseBlock(Part):
    """特定疾病療養受療証, one line."""

    SpecificDiseasesDiseaseCategory: Annotated[
        str | None, item("認定疾病区分", code("OQSCD013"), A)
    ] = None
    SpecificDiseasesCertificateDate: Annotated[
        str | None, item("交付年月日", DATE, A)
    ] = None
    SpecificDiseasesValidStartDate: Annotated[
        str | None, item("有効開始年月日", DATE, A)
    ] = None
    SpecificDiseasesValidEndDate: Annotated[
        str | None, item("有効終了年月日", DATE, A)
    ] = None
    SpecificDiseasesSelfPay: Annotated[
        str | None, item("自己負担限度額（月額）", YEN, A)
    ] = None


class SpecificDiseaseList(Part):
    """Every 特定疾病療養受療証 of one person."""

    SpecificDiseasesCertificateInfo: Annotated[
        tuple[SpecificDiseaseBlock, ...],
        item("特定疾病療養受療証情報", None, A),
    ] = ()
