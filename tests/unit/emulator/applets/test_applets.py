"""What an application may declare: a default key, free keys, its own PIN command."""

from __future__ import annotations

from typing import ClassVar

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from emulator import applets
from emulator.applets.base import Applet
from emulator.card import VirtualCard
from emulator.iso7816 import INS
from emulator.issuing.key_generation import KeySource
from emulator.memory.counters import MemoryCounters
from emulator.memory.filesystem import (
    ALWAYS,
    Application,
    PINFile,
    PINRule,
    SigningKeyFile,
)
from emulator.memory.image import CardImage

AID = bytes.fromhex("D3921000310001010408")


class DefaultKeyApplet(Applet):
    default_key: ClassVar[int | None] = 0x0013
    change_pin_by: ClassVar[tuple[int, INS]] = (0x80, INS.CHANGE_KEY)
    session_key_refusal: ClassVar[int] = 0x66F1


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch, key_source: KeySource) -> VirtualCard:
    monkeypatch.setitem(applets._APPLETS, AID, DefaultKeyApplet)
    elliptic = ec.generate_private_key(ec.SECP256R1())
    form = (Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    files = (
        PINFile(0x0011, b"1234", 3, PINRule(b"0123456789", 4, 4), 3),
        SigningKeyFile(0x0013, key_source().private_bytes(*form), ALWAYS),
        SigningKeyFile(0x0014, elliptic.private_bytes(*form), ALWAYS),
    )
    image = CardImage(persona="x", applications=(Application(AID, files),))
    card = VirtualCard(image, counters=MemoryCounters())
    card.power_on()
    assert card.transmit(bytes.fromhex("00A4040C02D392")) == b"\x90\x00"
    return card


def sw(card: VirtualCard, command: str) -> str:
    return card.transmit(bytes.fromhex(command))[-2:].hex().upper()


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        pytest.param("802A000001AA00", "9000", id="[M] sign with the default key"),
        pytest.param("802A009301AA00", "9000", id="[M] the same by short id"),
        pytest.param("0088009301AA00", "6985", id="[M] a signing key never answers 88"),
        pytest.param("803200910435363738", "6982", id="[D] CHANGE KEY unverified"),
        pytest.param("80320191043536", "6700", id="[D] CHANGE KEY cut short"),
        pytest.param("803201910435363738", "6A86", id="[D] CHANGE KEY with P1 01"),
        pytest.param("002401910435363738", "6D00", id="[D] the other PIN command"),
        pytest.param("80AE0000", "66F1", id="[M] its own word for session keys"),
    ],
)
def test_an_application_answers_as_it_declares(
    card: VirtualCard, command: str, expected: str
) -> None:
    assert sw(card, command) == expected


def test_change_key_takes_the_new_value_of_a_verified_pin(card: VirtualCard) -> None:
    assert sw(card, "002000910431323334") == "9000"

    assert sw(card, "803200910435363738") == "9000"

    assert sw(card, "002000910431323334") == "63C2"
    assert sw(card, "002000910435363738") == "9000"


def test_a_key_that_is_not_rsa_is_a_bug_and_no_status_word(card: VirtualCard) -> None:
    with pytest.raises(TypeError, match="0014 is not an RSA key"):
        sw(card, "802A009401AA00")
