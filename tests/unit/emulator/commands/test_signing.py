"""The six signature schemes, verified with the certificate that lies on the card."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from ..conftest import Talk

AP = "00A4040C0AD392F000260100000001"
SHA256 = hashes.SHA256()
MESSAGE = b"the clinic's challenge"
DIGEST = hashlib.sha256(MESSAGE).digest()
DIGEST_INFO = bytes.fromhex("3031300D060960864801650304020105000420") + DIGEST


def recovers(expected: bytes) -> Callable[[RSAPublicKey, bytes], None]:
    """Check what stands behind the PKCS #1 padding, byte by byte."""

    def check(key: RSAPublicKey, signature: bytes) -> None:
        numbers = key.public_numbers()
        block = pow(int.from_bytes(signature, "big"), numbers.e, numbers.n)
        padding = b"\x00\x01" + b"\xff" * (253 - len(expected)) + b"\x00"
        assert block.to_bytes(256, "big") == padding + expected

    return check


def pkcs1(key: RSAPublicKey, signature: bytes) -> None:
    key.verify(signature, DIGEST, PKCS1v15(), Prehashed(SHA256))


def pss(key: RSAPublicKey, signature: bytes) -> None:
    key.verify(signature, DIGEST, PSS(MGF1(SHA256), 32), Prehashed(SHA256))


@pytest.fixture(params=["auth", "sign"])
def key_pair(request: pytest.FixtureRequest, talk: Talk) -> tuple[str, RSAPublicKey]:
    """Verify the PIN of one key pair; give P2 of its key and its public half."""
    verify, certificate, p2 = {
        "auth": ("002000980431323334", 0x0A, "97"),
        "sign": ("0020009B06414243313233", 0x01, "9A"),
    }[request.param]
    assert talk.sws(f"{AP}|{verify}") == ["9000", "9000"]
    return p2, talk.public_key(certificate)


@pytest.mark.parametrize(
    ("p1", "data", "check"),
    [
        pytest.param(0, DIGEST_INFO, pkcs1, id="00 DigestInfo as clients send it"),
        pytest.param(0, b"x", recovers(b"x"), id="00 one byte verbatim"),
        pytest.param(0, bytes(245), recovers(bytes(245)), id="00 as long as it fits"),
        pytest.param(1, MESSAGE, recovers(DIGEST), id="01 bare hash"),
        pytest.param(2, DIGEST, pkcs1, id="02 hash"),
        pytest.param(3, MESSAGE, pkcs1, id="03 message"),
        pytest.param(4, DIGEST, pss, id="04 hash, PSS"),
        pytest.param(5, MESSAGE, pss, id="05 message, PSS"),
    ],
)
def test_each_scheme_verifies_with_the_certificate(
    talk: Talk,
    key_pair: tuple[str, RSAPublicKey],
    p1: int,
    data: bytes,
    check: Callable[[RSAPublicKey, bytes], None],
) -> None:
    p2, key = key_pair

    answer = talk(f"802A{p1:02X}{p2}{len(data):02X}{data.hex()}00")

    assert (answer.sw, len(answer.data)) == (0x9000, 256)
    check(key, answer.data)


@pytest.mark.parametrize("p1", [1, 3, 5])
def test_a_message_of_255_bytes_is_the_longest(talk: Talk, p1: int) -> None:
    talk.sws(f"{AP}|002000980431323334")

    assert talk.sw(f"802A{p1:02X}97FF{'11' * 255}00") == "9000"


def test_a_wrong_signature_would_be_noticed(
    talk: Talk, key_pair: tuple[str, RSAPublicKey]
) -> None:
    p2, key = key_pair

    signature = talk(f"802A02{p2}20{'00' * 32}00").data

    with pytest.raises(InvalidSignature):
        pkcs1(key, signature)


def test_padding_without_chance_repeats_and_pss_does_not(talk: Talk) -> None:
    talk.sws(f"{AP}|002000980431323334")
    hashed = f"20{DIGEST.hex()}00"

    assert talk(f"802A0297{hashed}") == talk(f"802A0297{hashed}")
    assert talk(f"802A0497{hashed}") != talk(f"802A0497{hashed}")


def test_a_key_is_the_same_by_short_id_and_as_the_current_ef(talk: Talk) -> None:
    talk.sws(f"{AP}|002000980431323334|00A4020C020017")
    body = f"33{DIGEST_INFO.hex()}00"

    assert talk(f"802A0080{body}") == talk(f"802A0097{body}")


def test_both_keys_sign_side_by_side(talk: Talk) -> None:
    talk.sws(f"{AP}|002000980431323334|0020009B06414243313233")

    for p2, certificate in [("97", 0x0A), ("9A", 0x01), ("97", 0x0A)]:
        key = talk.public_key(certificate)
        pkcs1(key, talk(f"802A02{p2}20{DIGEST.hex()}00").data)


def test_a_key_is_loaded_once(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    talk.sws(f"{AP}|002000980431323334|802A009701AA00")

    monkeypatch.setattr("emulator.applets.base.load_key", None)

    assert talk.sw("802A009701AA00") == "9000"


def test_naming_a_key_leaves_the_current_ef(talk: Talk) -> None:
    talk.sws(f"{AP}|002000980431323334|00A4020C020006")

    assert talk.sw("802A0097013000") == "9000"

    assert talk("00B0000004").data == b"JPKI"


@pytest.mark.parametrize("ne", ["01", "000100", "000000"])
def test_a_signature_comes_whole_whatever_le_says(talk: Talk, ne: str) -> None:
    talk.sws(f"{AP}|002000980431323334")
    lc = "20" if len(ne) == 2 else "000020"

    assert len(talk(f"802A0297{lc}{DIGEST.hex()}{ne[-4:]}").data) == 256


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.binary(min_size=1, max_size=245))
def test_the_card_never_looks_inside_what_it_signs(talk: Talk, data: bytes) -> None:
    talk.sws(f"{AP}|002000980431323334")
    key = talk.public_key(0x0A)

    answer = talk(f"802A0097{len(data):02X}{data.hex()}00")

    recovers(data)(key, answer.data)
