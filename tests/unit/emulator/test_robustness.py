"""No input crashes the card, and reading stays on its short way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.behaviour import CardBehaviour
from emulator.card import VirtualCard
from emulator.iso7816 import CommandAPDU
from emulator.memory.counters import MemoryCounters

if TYPE_CHECKING:
    from emulator.memory.image import CardImage

HEADS = st.sampled_from(
    [
        "00A4", "00B0", "00B2", "0020", "0024", "0084", "0088", "00CA",
        "802A", "80A2", "80AE", "8032", "80FC", "08B0", "0CA4",
    ]
).map(bytes.fromhex)  # fmt: skip
COMMANDS = st.one_of(
    st.binary(max_size=300),
    st.tuples(HEADS, st.binary(min_size=2, max_size=60)).map(b"".join),
    st.sampled_from(
        [
            bytes.fromhex("00A4040C0AD392F000260100000001"),
            bytes.fromhex("00A4040C0AD3921000310001010100"),
            bytes.fromhex("00A4040C0AD3921000310001010401"),
            bytes.fromhex("00A4040C0AD3921000310001010402"),
            bytes.fromhex("00A4040C0AD3921000310001010408"),
            bytes.fromhex("002000910431323334"),
            bytes.fromhex("00A4020C02000A"),
            bytes.fromhex("00A4020C020018"),
            bytes.fromhex("002000800431323334"),
        ]
    ),
)


BEHAVIOURS = st.builds(
    CardBehaviour,
    selection_order=st.permutations(["isd", "jpki", "visual"]).map(tuple),
    select_answers_fci=st.booleans(),
    failed_select_keeps_file=st.booleans(),
    empty_verify_tells_success=st.booleans(),
    contact_atr_at_mf=st.booleans(),
    contact_atr_inside_applications=st.booleans(),
    has_lower_cvc=st.booleans(),
    cvc_behind_header_list=st.booleans(),
    longest_data=st.integers(255, 65535),
    longest_pin=st.integers(1, 255),
)


@settings(max_examples=150, deadline=None)
@given(commands=st.lists(COMMANDS, max_size=12), behaviour=BEHAVIOURS)
def test_every_sequence_of_bytes_gets_a_status_word(
    image: CardImage, commands: list[bytes], behaviour: CardBehaviour
) -> None:
    card = VirtualCard(image, counters=MemoryCounters(), behaviour=behaviour)
    card.power_on()

    for command in commands:
        answer = card.transmit(command)

        assert len(answer) >= 2
        assert answer[-2] in {0x90, *range(0x63, 0x70)}
        if answer[-2:] != b"\x90\x00":
            assert len(answer) == 2
            assert card.last_refusal is not None


def test_a_bug_of_the_emulator_is_no_status_word(
    card: VirtualCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    class BugError(Exception):
        pass

    def bug(*_: object) -> None:
        raise BugError

    monkeypatch.setattr("emulator.applets.base.scheme", bug)
    card.transmit(bytes.fromhex("00A4040C0AD392F000260100000001"))

    with pytest.raises(BugError):
        card.transmit(bytes.fromhex("802A009701AA00"))


def test_two_cards_share_nothing(image: CardImage) -> None:
    one, two = (VirtualCard(image, counters=MemoryCounters()) for _ in range(2))
    for card in (one, two):
        card.power_on()
        card.transmit(bytes.fromhex("00A4040C0AD392F000260100000001"))

    one.transmit(bytes.fromhex("002000980431323334"))
    one.transmit(bytes.fromhex("00A4020C020006"))

    assert two.transmit(bytes.fromhex("802A009701AA00")) == b"\x69\x82"
    assert two.transmit(bytes.fromhex("00B0000004")) == b"\x69\x86"


@pytest.mark.parametrize("le", ["01", "00"], ids=["1 byte", "256 bytes"])
def test_a_page_of_the_current_ef_takes_the_short_way(
    card: VirtualCard, monkeypatch: pytest.MonkeyPatch, le: str
) -> None:
    """Reading is nearly all that clients do; it must not cost a parsed command."""
    card.transmit(bytes.fromhex("00A4040C0AD392F000260100000001"))
    card.transmit(bytes.fromhex("00A4020C02000A"))
    command = bytes.fromhex("00B00100" + le)
    expected = card.transmit(command)

    def parse(raw: bytes) -> CommandAPDU:
        raise AssertionError(f"{raw.hex()} was parsed")

    monkeypatch.setattr(CommandAPDU, "parse", parse)

    assert card.transmit(command) == expected
    assert len(expected) == (int(le, 16) or 256) + 2
