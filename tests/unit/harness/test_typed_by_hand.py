"""What is typed by hand is compared with the screen, item by item."""

from __future__ import annotations

import pytest

from harness.clinic.by_hand import Slip, slips, typed_from, with_two_digits_swapped
from harness.drivers.terminal_desk import field_values
from harness.ports import Screen

SHOWN = field_values(
    Screen(
        url="",
        status=200,
        title="",
        heading="結果",
        text="結果\n保険者番号 01990019\n被保険者証番号 0000123\n氏名 保険　花子",
    )
)


def test_who_copies_without_a_mistake_makes_no_slip() -> None:
    typed = typed_from(SHOWN)

    assert typed["被保険者証番号"] == "0000123"
    assert slips({**typed, "保険者番号": "０１９９００１９ "}, SHOWN) == []


def test_a_slip_tells_both_sides() -> None:
    found = slips({**typed_from(SHOWN), "氏名": "保険　太郎"}, SHOWN)

    assert found == [Slip(item="氏名", shown="保険　花子", typed="保険　太郎")]
    assert str(found[0]) == "氏名: 画面は「保険　花子」、入力は「保険　太郎」"


def test_the_slip_of_the_hand_is_always_a_slip() -> None:
    assert with_two_digits_swapped("0000123") == "0001023"
    with pytest.raises(ValueError, match="neighbouring digits"):
        with_two_digits_swapped("1111")
