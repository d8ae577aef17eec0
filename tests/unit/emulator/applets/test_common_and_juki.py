"""共通カードAP and 住基AP: the card's number, a key for challenges, two PINs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from emulator.applets import common
from emulator.card import VirtualCard
from emulator.memory.counters import MemoryCounters
from emulator.memory.image import CardImage
from emulator.memory.keys import public_half

from ..status_table import AP, COMMON, JUKI, SUPPORT

if TYPE_CHECKING:
    from ..conftest import StandInAuthorities, Talk

COMMON_AID = bytes.fromhex("D3921000310001010100")


def test_the_card_number_is_serial_municipality_and_last_day(talk: Talk) -> None:
    talk(COMMON)

    record = talk("00B2010C00").data

    assert len(record) == 30
    assert record[:2] == bytes.fromhex("011C")
    assert record[2:].decode("ascii") == "999000000000001" + "99001" + "20360217"


@pytest.mark.parametrize("select", [COMMON, JUKI], ids=["共通", "住基"])
def test_both_hold_the_same_key_reference(
    talk: Talk, pki: StandInAuthorities, select: str
) -> None:
    talk(select)

    record = talk("00B2011400").data

    assert record == bytes.fromhex("0110") + pki.card_data.root_key_id
    assert record[2:] == talk_at_mf(talk)


def talk_at_mf(talk: Talk) -> bytes:
    talk("00A4040C07A0000001510000")
    return talk("00CA004200").data


@pytest.mark.parametrize(
    ("select", "files"),
    [
        pytest.param(COMMON, {0x01, 0x02, 0x19, 0x1C, 0x1E}, id="共通"),
        pytest.param(JUKI, {0x02, 0x1C, 0x1E}, id="住基"),
    ],
)
def test_exactly_the_known_files_are_there(
    talk: Talk, select: str, files: set[int]
) -> None:
    talk(select)

    found = {fid for fid in range(0x40) if talk.sw(f"00A4020C02{fid:04X}") == "9000"}

    assert found == files


@pytest.mark.parametrize("length", [1, 16, 255])
def test_the_answer_to_a_challenge_verifies_with_the_key_nobody_can_read(
    talk: Talk, image: CardImage, length: int
) -> None:
    key = public_half(image.application(COMMON_AID), 0x0019)
    challenge = bytes(range(length))
    talk(COMMON)

    answer = talk(f"00880099{length:02X}{challenge.hex()}00").data

    key.verify(answer, challenge, PKCS1v15(), SHA256())
    with pytest.raises(InvalidSignature):
        key.verify(answer, challenge + b"\0", PKCS1v15(), SHA256())
    assert len(answer) == 256


def test_the_same_challenge_has_the_same_answer(talk: Talk) -> None:
    talk(COMMON)
    challenge = "0088009904DEADBEEF00"

    assert talk(challenge) == talk(challenge)


def test_an_answer_comes_whole_whatever_le_says(talk: Talk) -> None:
    talk(COMMON)

    for command in ("0088009901AA", "0088009901AA10", "008800990000 01AA 0000"):
        assert len(talk(command).data) == 256


def test_the_public_half_lies_in_no_file(talk: Talk, image: CardImage) -> None:
    key = public_half(image.application(COMMON_AID), 0x0019)
    modulus = key.public_numbers().n.to_bytes(256, "big")
    files = [file for app in image.applications for file in app.files]

    contents = [getattr(file, "content", b"") for file in files]

    assert all(modulus not in content for content in contents)


def test_a_public_half_is_that_of_a_key(image: CardImage) -> None:
    with pytest.raises(KeyError, match="001C is no key"):
        public_half(image.application(COMMON_AID), 0x001C)


@pytest.mark.parametrize("select", [COMMON, JUKI], ids=["共通", "住基"])
def test_change_key_replaces_the_pin_for_good(talk: Talk, select: str) -> None:
    talk.sws(f"{select}|0020009C0431323334")

    assert talk.sw("8032009C0435363738") == "9000"

    talk.card.power_on()
    assert talk.sws(f"{select}|0020009C0431323334|0020009C0435363738") == [
        "9000", "63C2", "9000",
    ]  # fmt: skip


def test_each_application_has_a_pin_of_its_own(talk: Talk) -> None:
    wrong = "0020009C0430303030"

    talk.sws(f"{JUKI}|{wrong}|{wrong}|{wrong}")

    assert talk.sws(f"{JUKI}|0020009C|0020009C0431323334")[1:] == ["63C0", "6984"]
    assert talk.sws(f"{COMMON}|0020009C|0020009C0431323334")[1:] == ["63C3", "9000"]
    assert talk.sws(f"{AP}|00200098")[1:] == ["63C3"]
    assert talk.sws(f"{SUPPORT}|00200091")[1:] == ["63C3"]


@pytest.mark.parametrize("digits", ["9" * 27, "9" * 29, "9" * 27 + "A"])
def test_a_card_number_of_another_form_is_refused(digits: str) -> None:
    with pytest.raises(ValueError, match="28 digits"):
        common.application(
            card_number=digits,
            authentication_key=b"",
            pin=b"1234",
            tries_left=3,
            key_reference=bytes(16),
        )


def test_the_persona_says_how_many_tries_are_left(
    talk: Talk, make_image: Callable[..., CardImage]
) -> None:
    image = make_image(juki_tries_left=1, common_tries_left=2, juki_pin="4321")
    card = VirtualCard(image, counters=MemoryCounters())
    card.power_on()
    reader = talk.__class__(card)

    assert reader.sws(f"{JUKI}|0020009C|{COMMON}|0020009C") == [
        "9000", "63C1", "9000", "63C2",
    ]  # fmt: skip
    assert reader.sws(f"{JUKI}|0020009C0434333231|0020009C")[1:] == ["9000", "63C3"]
