"""Where a month's own payment stops, by the class of 限度額."""

from __future__ import annotations

import pytest

from harness.clinic.ceiling import ceiling, patient_pays

PAYMENTS = {
    "低所得Ⅱ, over": (100_000, 10, "B05", 8_000),
    "低所得Ⅱ, under": (50_000, 10, "B05", 5_000),
    "一般": (300_000, 10, "B04", 18_000),
    "オ": (200_000, 30, "A05", 35_400),
    "エ": (1_000_000, 30, "A04", 57_600),
    "ウ": (1_000_000, 30, "A03", 87_430),
    "ウ, from where it rises": (267_000, 30, "A03", 80_100),
    "ウ, 50 sen up": (267_050, 30, "A03", 80_101),
    "ウ, 49 sen down": (267_049, 30, "A03", 80_100),
    "ア": (1_000_000, 30, "A01", 254_180),
    "現役並みⅠ": (1_000_000, 30, "B03", 87_430),
    "no class": (100_000, 30, "", 30_000),
    "a class without an amount": (100_000, 10, "B07", 10_000),
    "to 10 yen, down": (5_010, 30, "", 1_500),  # 1,503.
    "to 10 yen, up": (5_020, 30, "", 1_510),  # 1,506.
    "to 10 yen, 5 is up": (5_050, 10, "", 510),  # 505.
    "under the ceiling, to 10 yen": (5_010, 30, "A03", 1_500),
}


@pytest.mark.parametrize(
    ("cost", "ratio", "limit_class", "pays"), PAYMENTS.values(), ids=PAYMENTS.keys()
)
def test_a_payment_stops_at_the_ceiling(
    cost: int, ratio: int, limit_class: str, pays: int
) -> None:
    assert patient_pays(cost, ratio=ratio, limit_class=limit_class) == pays


def test_a_hundredth_is_rounded_to_the_yen_before_it_is_added() -> None:
    assert ceiling(267_090, limit_class="A03") == 80_101  # 健康保険法施行令第42条.
    assert ceiling(267_040, limit_class="A03") == 80_100


def test_what_no_class_says_has_no_ceiling() -> None:
    assert ceiling(100_000, limit_class="") is None
