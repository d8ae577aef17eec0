"""A card whose files are damaged: where it was asked for, and nowhere else."""

from __future__ import annotations

import pytest

from emulator.applets import AIDS, jpki
from emulator.card import VirtualCard
from emulator.faults import FaultError, changed, parse_faults
from emulator.memory.counters import MemoryCounters
from emulator.memory.image import CardImage

from .changed_image import change, content


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("zero", lambda c: c[:4] + bytes(8) + c[12:]),
        ("ff", lambda c: c[:4] + b"\xff" * 8 + c[12:]),
        ("truncate", lambda c: c[:4]),
        ("empty", lambda _: b""),
    ],
)
def test_damage_is_where_it_was_asked_for(
    image: CardImage, how: str, expected: object
) -> None:
    assert callable(expected)
    damaged = change(image, f"corrupt-file:ef=000A,how={how},at=4,bytes=8")

    assert content(damaged, 0x000A) == expected(content(image, 0x000A))
    assert content(damaged, 0x0001) == content(image, 0x0001)


def test_damage_is_in_the_application_that_was_named_alone(image: CardImage) -> None:
    damaged = change(image, "corrupt-file:ap=jpki,ef=0001,how=missing")

    for name, aid in AIDS.items():
        if name not in ("jpki", "isd"):
            assert damaged.application(aid) == image.application(aid)
    assert damaged.application(jpki.AID).find(0x0001) is None
    assert image.application(AIDS["common"]).find(0x0001) is not None


def test_flipped_bytes_are_all_other_ones_and_seeded(image: CardImage) -> None:
    text = "corrupt-file:ef=000A,at=4,bytes=8"
    before, after = content(image, 0x000A), content(change(image, text), 0x000A)

    differing = [
        i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b
    ]
    assert differing == list(range(4, 12))
    assert content(change(image, text), 0x000A) == after
    assert content(change(image, text, seed="1"), 0x000A) != after


def test_a_missing_file_cannot_be_selected(image: CardImage) -> None:
    card = VirtualCard(
        change(image, "corrupt-file:ef=000A,how=missing"), counters=MemoryCounters()
    )
    card.power_on()
    card.transmit(bytes.fromhex("00A4040C0AD392F000260100000001"))

    assert card.transmit(bytes.fromhex("00A4020C02000A")) == b"\x6a\x82"
    assert card.transmit(bytes.fromhex("00A4020C02000B")) == b"\x90\x00"


def test_a_record_file_can_be_damaged(image: CardImage) -> None:
    ask = bytes.fromhex("00B2010C00")
    select = bytes.fromhex("00A4040C0AD3921000310001010100")

    def answer(of: CardImage) -> bytes:
        card = VirtualCard(of, counters=MemoryCounters())
        card.power_on()
        assert card.transmit(select) == b"\x90\x00"
        return card.transmit(ask)

    damaged = change(image, "corrupt-file:ap=common,ef=0001,how=zero,bytes=2")
    assert answer(damaged) == b"\0\0" + answer(image)[2:]
    empty = change(image, "corrupt-file:ap=common,ef=0001,how=empty")
    assert answer(empty) == b"\x6a\x83"


@pytest.mark.parametrize(
    "text",
    ["corrupt-file:ef=0018", "corrupt-file:ef=0F0F", "corrupt-file:ap=visual,ef=0F0F"],
)
def test_a_file_that_cannot_be_damaged_is_answered_with_those_that_can(
    image: CardImage, text: str
) -> None:
    with pytest.raises(FaultError, match=r"ありません。あるもの: .*000"):
        change(image, text)


@pytest.mark.parametrize(
    "fault",
    [
        "corrupt-file:ef=000A,at=99999",
        "corrupt-file:ef=000A,at=99999,how=truncate",
        "corrupt-file:ef=000A,at=2047,bytes=1,how=ff",
    ],
)
def test_damage_that_changes_nothing_is_refused_with_the_length(
    image: CardImage, fault: str
) -> None:
    (parsed,) = parse_faults(fault)

    with pytest.raises(FaultError, match="長さは2048バイト"):
        changed(image, parsed, seed="", donor=lambda _: image)


def test_damage_says_how_many_bytes_it_changed(image: CardImage) -> None:
    (parsed,) = parse_faults("corrupt-file:ef=000A,at=2040,bytes=16")

    _, what = changed(image, parsed, seed="", donor=lambda _: image)

    assert what == "jpki のファイル 000A を8バイト壊しました（flip）"
