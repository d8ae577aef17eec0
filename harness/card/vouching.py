"""Who vouches for what a card tells: its card-verifiable certificate and signatures."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from .errors import DataNotGenuine
from .objects import ObjectError, parts

KEY_ID = 16  # Bytes.
MODULUS = 256

_WRAPPER, _CONTENT, _SIGNATURE = 0x7F21, 0x5F4E, 0x5F37
_EXPONENT_TAG, _MODULUS_TAG = 0x90, 0x91
_DIGEST_INFO = bytes.fromhex("300D06096086480165030402010500")
"""AlgorithmIdentifier of SHA-256 in DER, as a DigestInfo carries it (RFC 8017)."""


@dataclass(frozen=True, slots=True)
class CardCertificate:
    """A card-verifiable certificate of 568 bytes, as EF 0004 holds it."""

    issuer_key_id: bytes
    subject_key_id: bytes
    public_key: rsa.RSAPublicKey
    content: bytes  # What the issuer signed.
    signature: bytes

    def verify(self, issuer_key: rsa.RSAPublicKey) -> None:
        """Check who issued it, by a key no card has; raises `DataNotGenuine`."""
        verify_signature(issuer_key, self.content, self.signature, what="certificate")


def parse_certificate(encoded: bytes) -> CardCertificate:
    """Take a certificate apart; raises `ObjectError` for anything else."""
    (outer,) = parts(encoded, (_WRAPPER,))
    content, signature = parts(outer.value, (_CONTENT, _SIGNATURE))
    return CardCertificate(
        issuer_key_id=content.value[:KEY_ID],
        subject_key_id=content.value[KEY_ID : 2 * KEY_ID],
        public_key=parse_public_key(content.value[2 * KEY_ID :]),
        content=content.value,
        signature=signature.value,
    )


def parse_public_key(block: bytes) -> rsa.RSAPublicKey:
    """Read an RSA key: its exponent (90) and its modulus (91) of 2048 bits."""
    exponent, modulus = parts(block, (_EXPONENT_TAG, _MODULUS_TAG))
    if len(modulus.value) != MODULUS:
        raise ObjectError(
            f"expected a modulus of {MODULUS} bytes, got {len(modulus.value)}"
        )
    numbers = rsa.RSAPublicNumbers(
        int.from_bytes(exponent.value, "big"), int.from_bytes(modulus.value, "big")
    )
    try:
        return numbers.public_key()
    except ValueError as error:
        raise ObjectError(f"expected an RSA key: {error}") from error


def verify_signature(
    key: rsa.RSAPublicKey, message: bytes, signature: bytes, *, what: str
) -> None:
    """Check sha256WithRSA (PKCS #1 v1.5); raises `DataNotGenuine` naming *what*."""
    verify_digests(key, hashlib.sha256(message).digest(), signature, what=what)


def verify_digests(
    key: rsa.RSAPublicKey, digests: bytes, signature: bytes, *, what: str
) -> None:
    """Check a signature over a DigestInfo of SHA-256 that holds all of *digests*.

    A card's face is signed so: three digests stand where one has its place.
    """
    octets = _DIGEST_INFO + b"\x04" + bytes((len(digests),)) + digests
    digest_info = b"\x30" + bytes((len(octets),)) + octets
    try:
        signed = key.recover_data_from_signature(signature, padding.PKCS1v15(), None)
    except InvalidSignature as error:
        raise DataNotGenuine(what) from error
    if signed != digest_info:
        raise DataNotGenuine(what)
