"""Card-verifiable certificates have the one shape that cards know."""

from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from card_profiles.pki import cvc

ISSUER = b"6000023\x08\x05001\0\0\0\0"
SUBJECT = b"6000024\x08\x05001\0\0\0\0"


@pytest.fixture(scope="module")
def issuer_key() -> rsa.RSAPrivateKey:
    """The key of a CA that certifies cards' keys."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def issued(issuer_key: rsa.RSAPrivateKey, holder_key: rsa.RSAPrivateKey) -> cvc.CVC:
    """A certificate of the holder's key."""
    return cvc.build(
        holder_key.public_key(), subject=SUBJECT, issuer=ISSUER, issuer_key=issuer_key
    )


def test_a_certificate_is_written_as_on_a_card(
    issued: cvc.CVC, issuer_key: rsa.RSAPrivateKey, holder_key: rsa.RSAPrivateKey
) -> None:
    modulus = holder_key.public_key().public_numbers().n.to_bytes(256, "big")
    content = ISSUER + SUBJECT + bytes.fromhex("90 03 010001 91 82 0100") + modulus
    head = bytes.fromhex("7F21 82 0233 5F4E 82 0129")

    encoded = issued.encoded
    recovered = issuer_key.public_key().recover_data_from_signature(
        encoded[-256:], padding.PKCS1v15(), None
    )

    assert len(content) == 297
    assert len(encoded) == 568
    assert encoded[:-256] == head + content + bytes.fromhex("5F37 82 0100")
    assert recovered == (
        bytes.fromhex("3031300D060960864801650304020105000420")
        + hashlib.sha256(content).digest()
    )


def test_bare_is_the_certificate_without_its_wrapper(issued: cvc.CVC) -> None:
    assert issued.bare == issued.encoded[5:]
    assert len(issued.bare) == 563


def test_a_terminal_presents_it_in_two_objects(issued: cvc.CVC) -> None:
    assert issued.terminal_body == issued.encoded[:307]
    assert issued.terminal_signature == issued.encoded[307:]
    assert len(issued.terminal_signature) == 261


@pytest.mark.parametrize("form", ["encoded", "bare"])
def test_what_was_built_can_be_taken_apart(
    issued: cvc.CVC, form: str, holder_key: rsa.RSAPrivateKey
) -> None:
    parsed = cvc.parse(getattr(issued, form))

    assert parsed.issuer_key_id == ISSUER
    assert parsed.subject_key_id == SUBJECT
    assert parsed.public_key.public_numbers() == (
        holder_key.public_key().public_numbers()
    )
    assert parsed.encoded == issued.encoded


def test_it_verifies_with_the_issuers_key_only(
    issued: cvc.CVC, issuer_key: rsa.RSAPrivateKey, holder_key: rsa.RSAPrivateKey
) -> None:
    issued.verify(issuer_key.public_key())

    with pytest.raises(cvc.CVCError, match="another"):
        issued.verify(holder_key.public_key())


@pytest.mark.parametrize(
    "position",
    [
        pytest.param(12, id="issuer-key-id"),
        pytest.param(30, id="subject-key-id"),
        pytest.param(200, id="modulus"),
        pytest.param(400, id="signature"),
    ],
)
def test_a_changed_byte_does_not_verify(
    issued: cvc.CVC, issuer_key: rsa.RSAPrivateKey, position: int
) -> None:
    changed = bytearray(issued.encoded)
    changed[position] ^= 1

    with pytest.raises(cvc.CVCError):
        cvc.parse(bytes(changed)).verify(issuer_key.public_key())


@pytest.mark.parametrize(
    ("cut", "put"),
    [
        pytest.param((0, 568), b"", id="empty"),
        pytest.param((567, 568), b"", id="one-byte-short"),
        pytest.param((568, 568), b"\0", id="one-byte-long"),
        pytest.param((0, 2), b"\x7f\x4e", id="another-wrapper"),
        pytest.param((5, 7), b"\x5f\x20", id="another-content-tag"),
        pytest.param((307, 309), b"\x5f\x38", id="another-signature-tag"),
        pytest.param((42, 44), b"\x91\x03", id="another-key-tag"),
        pytest.param((44, 47), b"\x00\x00\x03", id="another-exponent"),
    ],
)
def test_other_bytes_are_refused(
    issued: cvc.CVC, cut: tuple[int, int], put: bytes
) -> None:
    start, end = cut
    data = issued.encoded[:start] + put + issued.encoded[end:]

    with pytest.raises(cvc.CVCError, match="expected"):
        cvc.parse(data)


def test_a_key_id_is_family_and_number() -> None:
    assert cvc.key_id("6000023") == ISSUER
    assert cvc.key_id("6000023", 27) == b"6000023\x08\x05027\0\0\0\0"


@pytest.mark.parametrize(("family", "number"), [("600002", 1), ("6000023", 1000)])
def test_an_impossible_key_id_is_refused(family: str, number: int) -> None:
    with pytest.raises(ValueError, match="expected"):
        cvc.key_id(family, number)


def test_only_rsa_2048_has_a_key_block() -> None:
    small = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - Refused here.

    with pytest.raises(ValueError, match="1024"):
        cvc.key_block(small.public_key())


def test_a_key_id_of_another_size_is_refused(holder_key: rsa.RSAPrivateKey) -> None:
    with pytest.raises(ValueError, match="subject"):
        cvc.content(holder_key.public_key(), issuer=ISSUER, subject=b"short")
