"""高額療養費: where a patient's own payment of one month stops, by 適用区分 (OQSCD012).

The amounts are those of 健康保険法施行令 (outpatients from 70: per person); from a
fourth month within twelve they are lower, which one answer does not tell. A class
without an amount here has none that an answer settles.
"""

from __future__ import annotations

from typing import Final

_FROM_70: Final = {"B04": 18_000, "B10": 18_000, "B05": 8_000, "B06": 8_000}
_TO_69: Final = {"A04": 57_600, "A05": 35_400, "A06": 35_400}
_RISING: Final = {  # Amount, and the cost from which 1 % is added.
    "A01": (252_600, 842_000),
    "A02": (167_400, 558_000),
    "A03": (80_100, 267_000),
    "B01": (252_600, 842_000),
    "B02": (167_400, 558_000),
    "B03": (80_100, 267_000),
}


def ceiling(cost: int, *, limit_class: str) -> int | None:
    """Yen at which an outpatient's month stops; None for a class without an amount."""
    if limit_class in _RISING:
        amount, begins = _RISING[limit_class]
        return amount + _half_up(max(0, cost - begins), 100)  # 令42条: from 50 sen up.
    return (_FROM_70 | _TO_69).get(limit_class)


def patient_pays(cost: int, *, ratio: int, limit_class: str) -> int:
    """Yen the patient pays of a month's *cost*, *ratio* being in percent.

    A share under the ceiling is rounded to 10 yen, half up (健康保険法第75条).
    """
    share = _half_up(cost * ratio, 1_000) * 10
    most = ceiling(cost, limit_class=limit_class)
    return share if most is None else min(share, most)


def _half_up(amount: int, unit: int) -> int:
    """How many times *unit* fits into *amount*, to the nearest."""
    return (amount + unit // 2) // unit
