"""Card-verifiable certificates (CVC): how a card is told whose RSA key this is.

A CVC is `7F21 82 0233`, in it the content `5F4E 82 0129` (issuer's key id, subject's
key id, RSA key) and the signature `5F37 82 0100`: 568 bytes. The signature is
RSA-2048, PKCS #1 v1.5 with SHA-256, over the 297 bytes of the content's value [M].
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

CVC_SIZE: Final = 568
BARE_SIZE: Final = 563
"""Without the wrapper 7F21: how GET DATA 00F8 and 7F21 answer [M]."""

CONTENT_SIZE: Final = 297
KEY_BLOCK_SIZE: Final = 265
KEY_ID_SIZE: Final = 16
SIGNATURE_SIZE: Final = 256

_WRAPPER = bytes.fromhex("7F21820233")
_CONTENT = bytes.fromhex("5F4E820129")
_SIGNATURE = bytes.fromhex("5F37820100")
_EXPONENT = bytes.fromhex("9003010001")
_MODULUS = bytes.fromhex("91820100")
_PUBLIC_EXPONENT = 65537


class CVCError(ValueError):
    """Bytes that are no card-verifiable certificate, or one that does not verify."""


@dataclass(frozen=True, slots=True)
class CVC:
    """A card-verifiable certificate, taken apart."""

    issuer_key_id: bytes
    subject_key_id: bytes
    public_key: rsa.RSAPublicKey
    signature: bytes

    @property
    def content(self) -> bytes:
        """The 297 bytes under the signature."""
        return content(
            self.public_key, issuer=self.issuer_key_id, subject=self.subject_key_id
        )

    @property
    def bare(self) -> bytes:
        """Content object and signature object, without the wrapper 7F21."""
        return _CONTENT + self.content + _SIGNATURE + self.signature

    @property
    def encoded(self) -> bytes:
        """The whole certificate, 568 bytes."""
        return _WRAPPER + self.bare

    @property
    def terminal_body(self) -> bytes:
        """What a terminal presents first with SET PUBLIC IC KEY: 307 bytes [M].

        Wrapper and content object; the wrapper's length counts the signature too,
        which `terminal_signature` brings.
        """
        return _WRAPPER + _CONTENT + self.content

    @property
    def terminal_signature(self) -> bytes:
        """What a terminal presents second: the signature object, 261 bytes [M]."""
        return _SIGNATURE + self.signature

    def verify(self, issuer_key: rsa.RSAPublicKey) -> None:
        """Check the signature with the issuer's key.

        Raises:
            CVCError: Another key signed, or something was changed.
        """
        try:
            issuer_key.verify(
                self.signature, self.content, padding.PKCS1v15(), hashes.SHA256()
            )
        except InvalidSignature as error:
            raise CVCError(
                "expected a signature by the key that was given, got another one "
                f"in the CVC of {self.subject_key_id.hex()}"
            ) from error


def key_id(family: str, number: int = 1) -> bytes:
    """Return a key id: seven digits, `08 05`, three digits, four bytes 00 [M].

    On some real cards the last of the four is another [M]; which is not recorded.
    """
    if len(family) != 7 or not (family.isascii() and family.isdecimal()):
        raise ValueError(f"expected a family of 7 digits, got {family!r}")
    if not 0 <= number <= 999:
        raise ValueError(f"expected a number from 0 to 999, got {number}")
    return family.encode() + b"\x08\x05" + f"{number:03d}".encode() + bytes(4)


def key_block(public_key: rsa.RSAPublicKey) -> bytes:
    """Return an RSA-2048 key as cards write it: `90 03 …` and `91 82 0100 …` [M]."""
    numbers = public_key.public_numbers()
    if public_key.key_size != 2048 or numbers.e != _PUBLIC_EXPONENT:
        raise ValueError(
            f"expected RSA-2048 with exponent {_PUBLIC_EXPONENT}, "
            f"got {public_key.key_size} bits with {numbers.e}"
        )
    return _EXPONENT + _MODULUS + numbers.n.to_bytes(SIGNATURE_SIZE, "big")


def read_key_block(block: bytes) -> rsa.RSAPublicKey:
    """Return the key in the 265 bytes of a key block."""
    head = _EXPONENT + _MODULUS
    if len(block) != KEY_BLOCK_SIZE or not block.startswith(head):
        raise CVCError(
            f"expected a key block of {KEY_BLOCK_SIZE} bytes beginning "
            f"{head.hex()}, got {len(block)} bytes beginning {block[:9].hex()}"
        )
    modulus = int.from_bytes(block[len(head) :], "big")
    try:
        return rsa.RSAPublicNumbers(_PUBLIC_EXPONENT, modulus).public_key()
    except ValueError as error:
        raise CVCError(f"expected an RSA-2048 modulus: {error}") from error


def content(public_key: rsa.RSAPublicKey, *, issuer: bytes, subject: bytes) -> bytes:
    """Return the 297 bytes that an issuer signs."""
    for role, identifier in (("issuer", issuer), ("subject", subject)):
        if len(identifier) != KEY_ID_SIZE:
            raise ValueError(
                f"expected {KEY_ID_SIZE} bytes of {role} key id, got {len(identifier)}"
            )
    return issuer + subject + key_block(public_key)


def build(
    public_key: rsa.RSAPublicKey,
    *,
    subject: bytes,
    issuer: bytes,
    issuer_key: rsa.RSAPrivateKey,
) -> CVC:
    """Certify *public_key* under the id *subject*. The same input, the same bytes."""
    signed = content(public_key, issuer=issuer, subject=subject)
    signature = issuer_key.sign(signed, padding.PKCS1v15(), hashes.SHA256())
    return CVC(issuer, subject, public_key, signature)


def parse(data: bytes) -> CVC:
    """Take apart a CVC, with or without its wrapper 7F21. Does not verify it.

    Raises:
        CVCError: The bytes do not have the one shape a CVC has.
    """
    bare = data.removeprefix(_WRAPPER)
    middle = len(_CONTENT) + CONTENT_SIZE
    if (
        len(bare) != BARE_SIZE
        or not bare.startswith(_CONTENT)
        or bare[middle : middle + len(_SIGNATURE)] != _SIGNATURE
    ):
        raise CVCError(
            f"expected {CVC_SIZE} bytes 7F21… or {BARE_SIZE} bytes 5F4E…, "
            f"got {len(data)} bytes beginning {data[:10].hex()}"
        )
    value = bare[len(_CONTENT) : middle]
    return CVC(
        issuer_key_id=value[:KEY_ID_SIZE],
        subject_key_id=value[KEY_ID_SIZE : 2 * KEY_ID_SIZE],
        public_key=read_key_block(value[2 * KEY_ID_SIZE :]),
        signature=bare[middle + len(_SIGNATURE) :],
    )
