"""薬剤・診療情報 and 特定健診情報 as lines of text, for the screen and for paper."""

from __future__ import annotations

from collections.abc import Iterator

from .messages.checkups import CheckupAnswer
from .messages.medicines import MedicineAnswer


def medicine_lines(answer: MedicineAnswer) -> Iterator[tuple[int, str]]:
    """What was dispensed and done: how deep, and the text."""
    body = answer.MessageBody
    for month in () if body is None else body.MeTrMonthInf:
        prescribed = f"（処方: {month.PrlsHNm}）" if month.PrlsHNm else ""
        yield 0, f"{_month(month.MeTrMonth)}　{month.MeTrDiHNm or ''}{prescribed}"
        for one in () if month.DiDateInfs is None else month.DiDateInfs.DiDateInf:
            yield 1, day(one.DiDate)
            for drug in () if one.DrugInfs is None else one.DrugInfs.DrugInf:
                amount = f"{drug.Qua1 or ''}{drug.Unit or ''}"
                yield (
                    2,
                    joined(drug.DrugN, amount, drug.UsageN, _times(drug.Times, "日")),
                )
            for done in () if one.MeTrInfs is None else one.MeTrInfs.MeTrInf:
                amount = f"{done.Qua1 or ''}{done.Unit or ''}"
                yield 2, joined(done.SinInfN, amount, _times(done.Times, "回"))


def checkup_lines(answer: CheckupAnswer) -> Iterator[tuple[int, str]]:
    """Every checkup with its results: how deep, and the text."""
    body = answer.MessageBody
    for checkup in () if body is None else body.SpecificHealthCheckupInfo:
        yield 0, f"受診日　{day(checkup.EffectiveTime)}"
        results = checkup.HealthCheckupResultAndQuestionInfos
        for item in (
            () if results is None else results.HealthCheckupResultAndQuestionInfo
        ):
            value = item.DataValueName or item.DataValue or ""
            yield 1, joined(item.ItemName, f"{value}{item.Unit or ''}")


def joined(*parts: str | None) -> str:
    """The parts that there are, with a wide space between them."""
    return "　".join(part for part in parts if part)


def _times(value: str | None, unit: str) -> str:
    return "" if value is None else f"{value}{unit}"


def day(value: str | None) -> str:
    """YYYYMMDD as a day; "" for none."""
    return "" if value is None else f"{value[:4]}/{value[4:6]}/{value[6:]}"


def _month(value: str | None) -> str:
    return "" if value is None else f"{value[:4]}年{value[4:]}月"
