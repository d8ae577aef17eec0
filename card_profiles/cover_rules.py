"""What may stand together on one 資格: age, ratio, 限度額 and certificates.

Sources: 別紙5-1 as public programs show it (codes), 健康保険法・高齢者医療確保法 (ages
and ratios). Which certificate a class of income comes with is a plain reading [C].
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from .dates import add_months, add_years, age, month_start
from .model import (
    CardClassification,
    Coverage,
    ElderlyRecipient,
    LimitCertificate,
    MedicalTicket,
    Relation,
    SpecificDisease,
)

LATE_ELDERLY: Final = "39"
"""法別番号 of 後期高齢者医療."""

LATE_ELDERLY_AGE: Final = 75
LATE_ELDERLY_DISABLED_AGE: Final = 65  # With a recognised disability.
ELDERLY_AGE: Final = 70
SCHOOL_AGE: Final = 6

UNDER_70: Final = ("A01", "A02", "A03", "A04", "A05", "A06")
"""ア, イ, ウ, エ, オ, オ（境）"""

LOW_INCOME: Final = frozenset({"A05", "A06", "B05", "B06", "B07", "B08"})
"""Those come with 標準負担額減額認定証 (OQSCD011 02, 03), the others with 01."""

LONGEST_NUMBER: Final = 20
"""Characters of a 記号, and of a 番号: no message carries more (別紙5-1)."""

_ACTIVE: Final = ("B01", "B02", "B03")  # 現役並みⅢ, Ⅱ, Ⅰ.
_BY_RATIO_AT_70: Final = {
    "030": _ACTIVE,
    "020": ("B04", "B05", "B06", "B08"),
    "010": ("B04", "B05", "B06", "B08"),
}
_BY_RATIO_LATE_ELDERLY: Final = {
    "030": _ACTIVE,
    "020": ("B09",),
    "010": ("B10", "B05", "B06", "B07", "B08"),
}
_SELF_PAYS: Final = (10_000, 20_000)
_DIALYSIS: Final = "1"


def is_late_elderly(coverage: Coverage) -> bool:
    """Whether the coverage is 後期高齢者医療."""
    number = coverage.insurer_number
    return len(number) == 8 and number[:2] == LATE_ELDERLY


def is_medical_aid(coverage: Coverage) -> bool:
    """Whether the coverage is 医療扶助."""
    return coverage.classification is CardClassification.MEDICAL_AID


def ratio_of(coverage: Coverage) -> str | None:
    """The 負担割合 that stands on the coverage: of 後期高齢者, or 高齢受給者証."""
    if is_late_elderly(coverage):
        return coverage.contribution_ratio
    return None if coverage.elderly is None else coverage.elderly.contribution_ratio


def elderly_from(birthdate: date) -> date:
    """The first day of 高齢受給者: the month after the day of turning 70.

    That day is the eve of the birthday (年齢計算ニ関スル法律), so who was born on the
    first of a month begins in that month.
    """
    reached = add_years(birthdate, ELDERLY_AGE) - timedelta(days=1)
    return add_months(month_start(reached), 1)


def preschool_until(birthdate: date) -> date:
    """The last day of 未就学: the 31 March after the day of turning six."""
    reached = add_years(birthdate, SCHOOL_AGE) - timedelta(days=1)
    year = reached.year + ((reached.month, reached.day) > (3, 31))
    return date(year, 3, 31)


def limit_flags(coverage: Coverage, *, birthdate: date, on: date) -> tuple[str, ...]:
    """The 適用区分 (OQSCD012) that may stand on the coverage on the day *on*."""
    if is_medical_aid(coverage):
        return ()
    if is_late_elderly(coverage):
        return _BY_RATIO_LATE_ELDERLY.get(coverage.contribution_ratio or "", ())
    if on < elderly_from(birthdate):
        return UNDER_70
    return _BY_RATIO_AT_70.get(ratio_of(coverage) or "", ())


def assumed_limit_flag(coverage: Coverage) -> str | None:
    """The class that a レセコン assumes where no 適用区分 came; None under 70.

    As one of them does: by 保険者番号 39 and its ratio, else by the ratio of the
    高齢受給者証.
    """
    ratio = ratio_of(coverage)
    if is_late_elderly(coverage):
        return {"030": "B01", "020": "B09", "010": "B10"}.get(ratio or "")
    return {"030": "B01", "020": "B04", "010": "B04"}.get(ratio or "")


@dataclass(frozen=True, slots=True)
class ReversedPeriod:
    """A last day that comes before the first: where it stands, and both days."""

    place: str  # "elderly.valid_until"
    first: date
    last: date


def reversed_periods(coverage: Coverage) -> Iterator[ReversedPeriod]:
    """Where a coverage, or what goes with it, ends before it begins."""
    first = coverage.valid_from
    days = [("valid_until", first, coverage.valid_until)]
    days.append(("lost_on", first, coverage.lost_on))
    for place, one in _with_a_period(coverage):
        days.append((f"{place}.valid_until", one.valid_from, one.valid_until))
    for place, first, last in days:
        if last is not None and last < first:
            yield ReversedPeriod(place, first, last)


def _with_a_period(
    coverage: Coverage,
) -> Iterator[
    tuple[str, ElderlyRecipient | LimitCertificate | SpecificDisease | MedicalTicket]
]:
    if coverage.elderly is not None:
        yield "elderly", coverage.elderly
    if coverage.limit is not None:
        yield "limit", coverage.limit
    for place, disease in enumerate(coverage.specific_diseases):
        yield f"specific_diseases[{place}]", disease
    for place, ticket in enumerate(coverage.tickets):
        yield f"tickets[{place}]", ticket


def misfits(coverage: Coverage, *, birthdate: date, on: date) -> Iterator[str]:
    """What cannot be on the day *on*, in words; nothing for a coverage out of force."""
    if not coverage.covers(on):
        return
    if is_medical_aid(coverage):
        yield from _of_medical_aid(coverage)
        return
    yield from _of_age(coverage, birthdate=birthdate, on=on)
    if coverage.limit is not None and _in_force(coverage.limit, on):
        yield from _of_limit(coverage, coverage.limit, birthdate=birthdate, on=on)
    yield from _of_diseases(coverage, birthdate=birthdate, on=on)


def _of_medical_aid(coverage: Coverage) -> Iterator[str]:
    if coverage.elderly or coverage.limit or coverage.specific_diseases:
        yield "医療扶助に高齢受給者証・限度額・特定疾病はありません"
    if coverage.branch is not None:
        yield "医療扶助に枝番はありません"


def _of_age(coverage: Coverage, *, birthdate: date, on: date) -> Iterator[str]:
    years = age(birthdate, on=on)
    if is_late_elderly(coverage):
        if years < LATE_ELDERLY_DISABLED_AGE:
            yield f"後期高齢者医療は75歳から（障害認定で65歳から）です（{years}歳）"
        if coverage.elderly is not None:
            yield "後期高齢者医療に高齢受給者証はありません"
        if coverage.branch is not None or coverage.symbol is not None:
            yield "後期高齢者医療に記号・枝番はありません"
        if coverage.relation is not Relation.INSURED:
            yield "後期高齢者医療に家族はいません"
        return
    if years >= LATE_ELDERLY_AGE:
        yield f"75歳から後期高齢者医療です（{years}歳）"
    if coverage.contribution_ratio is not None:
        yield "一部負担金割合は後期高齢者医療だけです"
    if coverage.elderly is not None and coverage.elderly.valid_from < elderly_from(
        birthdate
    ):
        yield f"高齢受給者証は{elderly_from(birthdate)}からです"
    if coverage.preschool and on > preschool_until(birthdate):
        yield f"未就学は{preschool_until(birthdate)}までです"


def _of_limit(
    coverage: Coverage, limit: LimitCertificate, *, birthdate: date, on: date
) -> Iterator[str]:
    flag = limit.classification_flag
    fit = limit_flags(coverage, birthdate=birthdate, on=on)
    if flag not in fit:
        wanted = "、".join(fit) or "高齢受給者証の負担割合が先に要ります"
        yield f"この年齢・負担割合の適用区分は {wanted} です（{flag}）"
    reduced = limit.classification in ("02", "03")
    if reduced != (flag in LOW_INCOME):
        yield (
            "低所得の適用区分は限度額適用認定証区分 02・03、"
            f"ほかは 01 です（{limit.classification} と {flag}）"
        )


def _of_diseases(coverage: Coverage, *, birthdate: date, on: date) -> Iterator[str]:
    for disease in coverage.specific_diseases:
        if disease.self_pay not in _SELF_PAYS:
            yield f"特定疾病の自己負担は1万円か2万円です（{disease.self_pay}円）"
        elif disease.self_pay == max(_SELF_PAYS) and (
            disease.category != _DIALYSIS or age(birthdate, on=on) >= ELDERLY_AGE
        ):
            yield "自己負担2万円は70歳未満で上位所得の人工透析だけです"


def _in_force(limit: LimitCertificate, on: date) -> bool:
    return limit.valid_from <= on and (
        limit.valid_until is None or on <= limit.valid_until
    )
