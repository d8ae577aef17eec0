"""Which numbers the eligibility check is about: health insurance and 医療扶助 alone.

公費負担 other than 医療扶助 is asked for elsewhere (PMH); here it is refused, not
answered with 該当資格なし, so that nobody takes the one for the other.
"""

from __future__ import annotations

import unicodedata

PUBLIC_EXPENSES = {
    "10": "感染症法（結核）",
    "11": "感染症法（結核入院）",
    "15": "更生医療",
    "16": "育成医療",
    "17": "療育の給付",
    "18": "原爆（認定疾病）",
    "19": "原爆（一般疾病）",
    "20": "措置入院",
    "21": "精神通院医療",
    "23": "養育医療",
    "24": "療養介護",
    "28": "感染症法（新感染症等）",
    "29": "感染症法（新型インフルエンザ等）",
    "38": "肝炎治療",
    "51": "特定疾患",
    "52": "小児慢性特定疾病",
    "53": "児童福祉",
    "54": "難病",
    "79": "障害児施設",
}
"""公費 by 法別番号 (the first two of eight digits), without 医療扶助 (12)."""

_DIGITS = 8
_MEDICAL_AID = "12"  # 法別番号.


def public_expense(insurer_number: str) -> str | None:
    """What kind of 公費 that number is, if it is one that is not answered here.

    Spaces and width do not matter. Numbers of 国保 (six digits, also zero-padded to
    eight) have no 法別番号.
    """
    return PUBLIC_EXPENSES.get(_law(insurer_number))


def asks_medical_aid(insurer_number: str) -> bool:
    """Whether that number is a 公費負担者番号 of 医療扶助."""
    return _law(insurer_number) == _MEDICAL_AID


def _law(insurer_number: str) -> str:
    """The 法別番号 of eight digits, empty for a number that has none."""
    number = "".join(unicodedata.normalize("NFKC", insurer_number).split())
    return number[:2] if len(number) == _DIGITS else ""
