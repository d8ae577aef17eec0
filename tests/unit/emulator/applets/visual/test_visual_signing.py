"""券面事項確認AP: the key without a PIN signs, and shows that the card is no copy."""

from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from .conftest import Reader
from .face_reader import ONE_DIGEST, Key, key, values

CHALLENGE = bytes(range(48))
DIGEST = hashlib.sha256(CHALLENGE).digest()
DIGEST_INFO = ONE_DIGEST + DIGEST


@pytest.fixture
def card_key_told(reader: Reader) -> Key:
    """The card's key, as the age record tells it."""
    assert reader.verify(0x11, "550217") == "9000"
    told = key(values(reader.read("0001"))[0xDF12])
    assert reader.sw("00A4040C07A0000001510000") == "9000"  # Forget the key shown.
    assert reader.sw("00A4040C0AD3921000310001010402") == "9000"
    return told


@pytest.mark.parametrize(
    "p2", [pytest.param("00", id="default key"), pytest.param("9A", id="short id")]
)
@pytest.mark.parametrize(
    ("p1", "sent", "under_signature"),
    [
        pytest.param("00", DIGEST_INFO, DIGEST_INFO, id="00 verbatim"),
        pytest.param("01", CHALLENGE, DIGEST, id="01 bare digest"),
        pytest.param("02", DIGEST, DIGEST_INFO, id="02 digest"),
        pytest.param("03", CHALLENGE, DIGEST_INFO, id="03 message"),
    ],
)
def test_the_key_signs_without_any_pin(
    reader: Reader,
    card_key_told: Key,
    p1: str,
    p2: str,
    sent: bytes,
    under_signature: bytes,
) -> None:
    signature, sw = reader.send(f"802A{p1}{p2}{len(sent):02X}{sent.hex()}00")

    assert sw == "9000"
    assert card_key_told.opened(signature) == under_signature


@pytest.mark.parametrize(
    ("p1", "sent"), [("04", DIGEST), ("05", CHALLENGE)], ids=["04 digest", "05 message"]
)
def test_pss_signatures_verify(
    reader: Reader, card_key_told: Key, p1: str, sent: bytes
) -> None:
    signature, sw = reader.send(f"802A{p1}00{len(sent):02X}{sent.hex()}00")

    assert sw == "9000"
    numbers = rsa.RSAPublicNumbers(card_key_told.exponent, card_key_told.modulus)
    numbers.public_key().verify(
        signature,
        DIGEST,
        padding.PSS(padding.MGF1(hashes.SHA256()), 32),
        Prehashed(hashes.SHA256()),
    )


def test_the_selected_key_signs(reader: Reader, card_key_told: Key) -> None:
    assert reader.sw("00A4020C02001A") == "9000"

    signature, sw = reader.send(f"802A0280{len(DIGEST):02X}{DIGEST.hex()}00")

    assert sw == "9000"
    assert card_key_told.opened(signature) == DIGEST_INFO
