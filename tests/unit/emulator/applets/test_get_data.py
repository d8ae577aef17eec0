"""GET DATA: what the MF level tells about the card, and who certifies whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from card_profiles.pki import cvc
from emulator.behaviour import CardBehaviour
from emulator.card import VirtualCard
from emulator.memory.counters import MemoryCounters
from emulator.memory.image import CardImage

from ..status_table import AP, COMMON, ISD, JUKI, SUPPORT, VISUAL

if TYPE_CHECKING:
    from ..conftest import StandInAuthorities, Talk

TAGS = ("0042", "0045", "0066", "00F0", "00F2", "00F7", "00F8", "7F21", "5F51")


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        pytest.param("0042", b"6000020\x08\x05001\0\0\0\0", id="key reference"),
        pytest.param("0045", b"999000000000001", id="card identification number"),
        pytest.param("00F0", b"99001", id="municipality"),
        pytest.param("00F2", b"20360217", id="expiry date"),
        pytest.param("00F7", b"6000021\x08\x05001\0\0\0\0", id="intermediate's key"),
        pytest.param("5F51", bytes.fromhex("E000FF8131FE4514"), id="contact ATR"),
    ],
)
def test_the_mf_level_gives_the_cards_particulars(
    talk: Talk, tag: str, value: bytes
) -> None:
    assert talk(f"00CA{tag}00").data == value
    assert talk(f"00CA{tag}02").data == value[:2]


def test_card_recognition_data_is_whole_tlv(talk: Talk) -> None:
    data = talk("00CA006600").data

    assert data[0] == 0x73
    assert data[1] == len(data) - 2


def test_a_large_object_needs_an_extended_le() -> None:
    large = CardImage(
        persona="large", applications=(), data_objects=((0x00F8, bytes(563)),)
    )
    card = VirtualCard(large, counters=MemoryCounters())
    card.power_on()

    assert card.transmit(bytes.fromhex("00CA00F800")) == b"\x67\x00"
    assert len(card.transmit(bytes.fromhex("00CA00F8000000"))) == 565


@pytest.mark.parametrize("tag", ["00F8", "7F21"])
def test_a_cvc_comes_without_its_wrapper(talk: Talk, tag: str) -> None:
    data = talk(f"00CA{tag}000000").data

    assert len(data) == 563
    assert data.startswith(bytes.fromhex("5F4E820129"))
    assert data[302:].startswith(bytes.fromhex("5F37820100"))


@pytest.mark.parametrize("tag", ["00F8", "7F21"])
def test_a_header_list_stands_before_it_where_that_is_asked_for(
    image: CardImage, talk: Talk, tag: str
) -> None:
    behaviour = CardBehaviour(cvc_behind_header_list=True)
    card = VirtualCard(image, counters=MemoryCounters(), behaviour=behaviour)
    card.power_on()
    command = bytes.fromhex(f"00CA{tag}000000")

    answer = card.transmit(command)

    assert len(answer) == 575 + 2
    assert answer[:12] == bytes.fromhex("4D0A 4210 5F2010 5F49820109")
    assert answer[12:] == talk.card.transmit(command)


def test_a_header_list_brings_no_certificate_that_is_not_there(
    image: CardImage,
) -> None:
    behaviour = CardBehaviour(cvc_behind_header_list=True, has_lower_cvc=False)
    card = VirtualCard(image, counters=MemoryCounters(), behaviour=behaviour)
    card.power_on()

    assert card.transmit(bytes.fromhex("00CA7F21000000")) == b"\x6a\x88"


def test_root_certifies_intermediate_certifies_lower(
    talk: Talk, pki: StandInAuthorities
) -> None:
    issuer = pki.card_data
    upper = cvc.parse(b"\x7f\x21\x82\x02\x33" + talk("00CA00F8000000").data)
    lower = cvc.parse(b"\x7f\x21\x82\x02\x33" + talk("00CA7F21000000").data)

    assert upper.issuer_key_id == talk("00CA004200").data
    assert upper.subject_key_id == talk("00CA00F700").data == lower.issuer_key_id
    upper.verify(issuer.root_public_key)
    lower.verify(upper.public_key)


@pytest.mark.parametrize(
    "select",
    [AP, VISUAL, SUPPORT, JUKI, COMMON],
    ids=["jpki", "visual", "support", "juki", "common"],
)
def test_only_the_contact_atr_is_there_inside_an_application(
    talk: Talk, select: str
) -> None:
    at_mf_level = talk("00CA5F5100").data
    talk(select)

    assert {talk.sw(f"00CA{tag}000000") for tag in TAGS[:-1]} == {"6A88"}
    assert talk("00CA5F5100").data == at_mf_level
    talk(ISD)
    assert {talk.sw(f"00CA{tag}000000") for tag in TAGS} == {"9000"}


def test_nothing_else_is_there(talk: Talk) -> None:
    def is_there(tag: int) -> bool:
        command = b"\x00\xca" + tag.to_bytes(2, "big") + b"\0\0\0"
        return talk.card.transmit(command).endswith(b"\x90\0")

    assert set(filter(is_there, range(0x10000))) == {int(tag, 16) for tag in TAGS}
