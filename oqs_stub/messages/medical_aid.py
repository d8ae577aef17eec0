"""医療券・調剤券 inside an eligibility record (医療扶助)."""

from __future__ import annotations

from typing import Annotated

from .formats import DATE, MONTH, YEN, code, text
from .items import A, Part, item


class TicketBlock(Part):
    """One 医療券 or 調剤券."""

    TicketType: Annotated[str, item("医療券・調剤券別", code("OQSCD018"), A)]
    MedicalTicketValidDate: Annotated[str | None, item("有効開始年月日", DATE, A)] = (
        None
    )
    MedicalTicketExpirationDate: Annotated[
        str | None, item("有効終了年月日", DATE, A)
    ] = None
    IssueNumber: Annotated[str | None, item("交付番号", text(), A)] = None
    MedicalTreatmentMonth: Annotated[str | None, item("診療年月", MONTH, A)] = None
    DesignatedMedicalInstitutionCode: Annotated[
        str | None, item("指定医療機関コード", text(), A)
    ] = None
    DesignatedMedicalInstitutionFlag: Annotated[
        str | None, item("指定医療機関確認フラグ", code("OQSCD026"), A)
    ] = None
    DesignatedMedicalInstitutionName: Annotated[
        str | None, item("指定医療機関名", text(), A)
    ] = None
    PrescriptionIssuerMedicalInstitutionCode: Annotated[
        str | None, item("処方箋発行元医療機関コード", text(), A)
    ] = None
    PrescriptionIssuerMedicalInstitutionName: Annotated[
        str | None, item("処方箋発行元医療機関名", text(), A)
    ] = None
    InjuryName1: Annotated[str | None, item("傷病名1", text(), A)] = None
    InjuryName2: Annotated[str | None, item("傷病名2", text(), A)] = None
    InjuryName3: Annotated[str | None, item("傷病名3", text(), A)] = None
    MedicalTreatmentType: Annotated[str | None, item("診療別", code("OQSCD019"), A)] = (
        None
    )
    SelfPayAmount: Annotated[str | None, item("本人支払額", YEN, A)] = None
    DistrictContactName: Annotated[str | None, item("地区担当員名", text(), A)] = None
    HandlingContactName: Annotated[str | None, item("取扱担当者名", text(), A)] = None
    SingleOrCombinedUse: Annotated[
        str | None, item("単独・併用別", code("OQSCD020"), A)
    ] = None
    StatusOfSocialInsurance: Annotated[
        str | None, item("社会保険状況", code("OQSCD021"), A)
    ] = None
    ConsistencyFlag: Annotated[
        str | None, item("社会保険状況の整合性", code("OQSCD022"), A)
    ] = None
    StatusOfInfecton: Annotated[
        str | None,
        item("感染症法37条の2", code("OQSCD023"), A, note="綴りは電文のまま"),
    ] = None
    StatusOfElderlyMedicalCare: Annotated[
        str | None, item("後期高齢者医療", code("OQSCD024"), A)
    ] = None
    StatusOfPrefecturalExpenses: Annotated[
        str | None, item("都道府県費", code("OQSCD025"), A)
    ] = None
    Remarks1: Annotated[str | None, item("備考1", text(), A)] = None
    Remarks2: Annotated[str | None, item("備考2", text(), A)] = None
    Remarks3: Annotated[str | None, item("備考3", text(), A)] = None


class TicketList(Part):
    """The tickets of one person."""

    MedicalTicketInfo: Annotated[
        tuple[TicketBlock, ...], item("医療券・調剤券情報", None, A)
    ] = ()
