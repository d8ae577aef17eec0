"""The three families of blocks in a 薬剤情報 answer: claims, dispensing, prescribing.

They tell the same things under parallel names; the stub fills the claims only, which
hold 診療情報 and 手術情報 as well.
"""

from __future__ import annotations

from typing import Annotated

from .formats import DATE, MONTH, text
from .items import A, B, Part, item

CODE = text(12)
NAME = text(255)
UNIT = text(50)


class ClaimDrug(Part):
    """One drug (レセプト由来)."""

    DrugC: Annotated[str | None, item("薬剤コード", CODE, A)] = None
    DrugN: Annotated[str | None, item("薬剤名", NAME, A)] = None
    IngreN: Annotated[str | None, item("成分名", NAME, A)] = None
    Qua1: Annotated[str | None, item("数量", text(), A)] = None
    Unit: Annotated[str | None, item("単位", UNIT, A)] = None
    Times: Annotated[str | None, item("回数・日数", text(), A)] = None
    UsageN: Annotated[str | None, item("用法", NAME, A)] = None
    SpInst: Annotated[str | None, item("特別指示", text(), A)] = None
    MeTrIdCl: Annotated[str | None, item("診療識別", text(), A)] = None


class ClaimDrugs(Part):
    """The drugs of one day (レセプト由来)."""

    DrugInf: Annotated[tuple[ClaimDrug, ...], item("薬剤", None, A)] = ()


class ClaimTreatment(Part):
    """One 診療行為 or 手術 (レセプト由来)."""

    SinInfN: Annotated[str | None, item("診療行為名", NAME, B)] = None
    SinInfCd: Annotated[str | None, item("診療行為コード", CODE, B)] = None
    MeTrIdCl: Annotated[
        str | None, item("診療識別", text(), B, note="50 は手術（推定）")
    ] = None
    Qua1: Annotated[str | None, item("数量", text(), B)] = None
    Times: Annotated[str | None, item("回数", text(), B)] = None
    Unit: Annotated[str | None, item("単位", UNIT, B)] = None


class ClaimTreatments(Part):
    """What was done on one day (レセプト由来)."""

    MeTrInf: Annotated[tuple[ClaimTreatment, ...], item("診療情報", None, B)] = ()


class ClaimDay(Part):
    """One day (レセプト由来)."""

    DiDate: Annotated[str | None, item("調剤年月日", DATE, A)] = None
    PrDate: Annotated[str | None, item("処方年月日", DATE, A)] = None
    DrugInfs: Annotated[ClaimDrugs | None, item("薬剤リスト", None, A)] = None
    MeTrInfs: Annotated[
        ClaimTreatments | None,
        item("診療情報リスト", None, B, note="ファイル区分3・4だけ"),
    ] = None


class ClaimDays(Part):
    """The days of one month (レセプト由来)."""

    DiDateInf: Annotated[tuple[ClaimDay, ...], item("日単位", None, A)] = ()


class ClaimMonth(Part):
    """One month at one pharmacy (レセプト由来)."""

    DiOrg: Annotated[
        str | None, item("区分", text(), A, note="意味は公開されていない")
    ] = None
    MeTrDiHCd: Annotated[str | None, item("調剤側コード", CODE, B)] = None
    MeTrDiHNm: Annotated[str | None, item("調剤側名称", NAME, B)] = None
    PrlsHCd: Annotated[str | None, item("処方元コード", CODE, B)] = None
    PrlsHNm: Annotated[str | None, item("処方元名称", NAME, B)] = None
    PrIsOrg: Annotated[
        str | None, item("処方元自院区分", text(), A, note="1 自院, 2 他院")
    ] = None
    MeTrMonth: Annotated[str | None, item("診療年月", MONTH, A)] = None
    InOut: Annotated[
        str | None, item("入外等区分", text(), A, note="値は公開されていない")
    ] = None
    DiDateInfs: Annotated[ClaimDays | None, item("日単位リスト", None, A)] = None


class DispensingDrug(Part):
    """One drug (調剤結果)."""

    CzDrugC: Annotated[str | None, item("薬剤コード", CODE, A)] = None
    CzDrugN: Annotated[str | None, item("薬剤名", NAME, A)] = None
    CzIngreN: Annotated[str | None, item("成分名", NAME, A)] = None
    CzQua1: Annotated[str | None, item("数量", text(), A)] = None
    CzUnit: Annotated[str | None, item("単位", UNIT, A)] = None
    CzTimes: Annotated[str | None, item("回数・日数", text(), A)] = None
    CzUsageN: Annotated[str | None, item("用法", NAME, A)] = None
    CzSpInst: Annotated[str | None, item("特別指示", text(), A)] = None
    CzUsageCl: Annotated[str | None, item("用法区分", text(), A)] = None


class DispensingDrugs(Part):
    """The drugs of one day (調剤結果)."""

    CzDrugInf: Annotated[tuple[DispensingDrug, ...], item("薬剤", None, A)] = ()


class DispensingDay(Part):
    """One day (調剤結果)."""

    CzDiDate: Annotated[str | None, item("調剤年月日", DATE, A)] = None
    CzPrDate: Annotated[str | None, item("処方年月日", DATE, A)] = None
    CzDrugInfs: Annotated[DispensingDrugs | None, item("薬剤リスト", None, A)] = None


class DispensingDays(Part):
    """The days of one month (調剤結果)."""

    CzDiDateInf: Annotated[tuple[DispensingDay, ...], item("日単位", None, A)] = ()


class DispensingMonth(Part):
    """One month at one pharmacy (調剤結果)."""

    CzDiOrg: Annotated[
        str | None, item("区分", text(), A, note="意味は公開されていない")
    ] = None
    CzMeTrDiHCd: Annotated[str | None, item("調剤側コード", CODE, B)] = None
    CzMeTrDiHNm: Annotated[str | None, item("調剤側名称", NAME, B)] = None
    CzPrlsHCd: Annotated[str | None, item("処方元コード", CODE, B)] = None
    CzPrlsHNm: Annotated[str | None, item("処方元名称", NAME, B)] = None
    CzPrIsOrg: Annotated[
        str | None, item("処方元自院区分", text(), A, note="1 自院, 2 他院")
    ] = None
    CzDiMonth: Annotated[str | None, item("診療年月", MONTH, A)] = None
    CzPrCl: Annotated[
        str | None, item("入外等区分", text(), A, note="値は公開されていない")
    ] = None
    CzDiDateInfs: Annotated[DispensingDays | None, item("日単位リスト", None, A)] = None


class DispensingList(Part):
    """Every month (調剤結果)."""

    CzDiMonthInf: Annotated[
        tuple[DispensingMonth, ...], item("調剤結果（月）", None, A)
    ] = ()


class PrescriptionDrug(Part):
    """One drug (電子処方)."""

    ShDrugC: Annotated[str | None, item("薬剤コード", CODE, A)] = None
    ShDrugN: Annotated[str | None, item("薬剤名", NAME, A)] = None
    ShIngreN: Annotated[str | None, item("成分名", NAME, A)] = None
    ShQua1: Annotated[str | None, item("数量", text(), A)] = None
    ShUnit: Annotated[str | None, item("単位", UNIT, A)] = None
    ShTimes: Annotated[str | None, item("回数・日数", text(), A)] = None
    ShUsageN: Annotated[str | None, item("用法", NAME, A)] = None
    ShSpInst: Annotated[str | None, item("特別指示", text(), A)] = None
    ShUsageCl: Annotated[str | None, item("用法区分", text(), A)] = None


class PrescriptionDrugs(Part):
    """The drugs of one day (電子処方)."""

    ShDrugInf: Annotated[tuple[PrescriptionDrug, ...], item("薬剤", None, A)] = ()


class PrescriptionDay(Part):
    """One day (電子処方)."""

    ShPrDate: Annotated[str | None, item("処方年月日", DATE, A)] = None
    ShDrugInfs: Annotated[PrescriptionDrugs | None, item("薬剤リスト", None, A)] = None


class PrescriptionDays(Part):
    """The days of one month (電子処方)."""

    ShPrDateInf: Annotated[tuple[PrescriptionDay, ...], item("日単位", None, A)] = ()


class PrescriptionMonth(Part):
    """One month at one pharmacy (電子処方)."""

    ShPrOrg: Annotated[
        str | None, item("区分", text(), A, note="意味は公開されていない")
    ] = None
    ShMeTrDiHCd: Annotated[str | None, item("調剤側コード", CODE, B)] = None
    ShMeTrDiHNm: Annotated[str | None, item("調剤側名称", NAME, B)] = None
    ShPrHCd: Annotated[str | None, item("処方元コード", CODE, B)] = None
    ShPrHNm: Annotated[str | None, item("処方元名称", NAME, B)] = None
    ShPrIsOrg: Annotated[
        str | None, item("処方元自院区分", text(), A, note="1 自院, 2 他院")
    ] = None
    ShPrMonth: Annotated[str | None, item("診療年月", MONTH, A)] = None
    ShPrCl: Annotated[
        str | None, item("入外等区分", text(), A, note="値は公開されていない")
    ] = None
    ShPrDateInfs: Annotated[PrescriptionDays | None, item("日単位リスト", None, A)] = (
        None
    )


class PrescriptionList(Part):
    """Every month (電子処方)."""

    ShPrMonthInf: Annotated[
        tuple[PrescriptionMonth, ...], item("電子処方（月）", None, A)
    ] = ()
