"""What goes with a 資格: 高齢受給者証, 限度額適用認定証, 特定疾病療養受療証."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from card_profiles.insurance import RATIOS
from card_profiles.model import ElderlyRecipient, LimitCertificate, SpecificDisease

from ..messages.code_tables import table_values
from .form import Entry

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "elderly_ratio": "高齢受給者証の一部負担金割合",
        "elderly_from": "高齢受給者証の有効開始日",
        "elderly_until": "高齢受給者証の有効終了日",
        "limit_classification": "限度額適用認定証区分",
        "limit_flag": "限度額適用認定証適用区分",
        "limit_from": "限度額適用認定証の有効開始日",
        "limit_until": "限度額適用認定証の有効終了日",
        "limit_long_term": "限度額適用認定証の長期入院該当年月日",
        "disease_category": "特定疾病療養受療証の認定疾病区分",
        "disease_self_pay": "特定疾病療養受療証の自己負担限度額",
        "disease_from": "特定疾病療養受療証の有効開始日",
        "disease_until": "特定疾病療養受療証の有効終了日",
    }
)
"""What the page calls these fields."""

SELF_PAYS: Mapping[str, str] = MappingProxyType({"10000": "1万円", "20000": "2万円"})

_NONE = "「なし」のままなら、{}は書けません。"


def elderly_recipient(entry: Entry, *, valid_from: date) -> ElderlyRecipient | None:
    """The 高齢受給者証, unless its 割合 was left at 「なし」."""
    ratio = entry.optional_choice("elderly_ratio", RATIOS)
    if ratio is None:
        _refuse_rest(entry, "elderly_from", "elderly_until")
        return None
    first = entry.optional_day("elderly_from") or valid_from
    return ElderlyRecipient(
        issued_on=first,
        valid_from=first,
        valid_until=entry.last_day("elderly_until", first),
        contribution_ratio=ratio,
    )


def limit_certificate(entry: Entry, *, valid_from: date) -> LimitCertificate | None:
    """The 限度額適用認定証, unless both its codes were left at 「なし」."""
    classification = entry.optional_choice(
        "limit_classification", table_values("OQSCD011")
    )
    flag = entry.optional_choice("limit_flag", table_values("OQSCD012"))
    if classification is None and flag is None:
        _refuse_rest(entry, "limit_from", "limit_until", "limit_long_term")
        return None
    for name, code in (("limit_classification", classification), ("limit_flag", flag)):
        if code is None:
            entry.refuse(name, "区分と適用区分は、両方を選んでください。")
    first = entry.optional_day("limit_from") or valid_from
    return LimitCertificate(
        classification=classification or "",
        classification_flag=flag or "",
        issued_on=first,
        valid_from=first,
        valid_until=entry.last_day("limit_until", first),
        long_term_on=entry.optional_day("limit_long_term"),
    )


def specific_diseases(entry: Entry, *, valid_from: date) -> tuple[SpecificDisease, ...]:
    """The one line of a 特定疾病療養受療証, unless it was left at 「なし」."""
    category = entry.optional_choice("disease_category", table_values("OQSCD013"))
    if category is None:
        _refuse_rest(entry, "disease_from", "disease_until")
        return ()
    first = entry.optional_day("disease_from") or valid_from
    disease = SpecificDisease(
        category=category,
        issued_on=first,
        valid_from=first,
        valid_until=entry.last_day("disease_until", first),
        self_pay=int(entry.choice("disease_self_pay", SELF_PAYS)),
    )
    return (disease,)


def _refuse_rest(entry: Entry, *names: str) -> None:
    """Refuse what would be lost in silence: days of a certificate that there is not."""
    for name in names:
        if entry.optional(name) is not None:
            entry.refuse(name, _NONE.format(LABELS[name]))
