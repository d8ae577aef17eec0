"""COMPUTE DIGITAL SIGNATURE: the six schemes of the card, all RSA-2048."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo, Prehashed

from ..iso7816 import SW, CardError

PSS_SALT_LENGTH = 32  # [D]; the card's own choice is not published.

_SHA256 = hashes.SHA256()
_PREHASHED = Prehashed(_SHA256)
_PKCS1 = PKCS1v15()
_PSS = PSS(MGF1(_SHA256), PSS_SALT_LENGTH)
_BARE = NoDigestInfo()


@dataclass(frozen=True, slots=True)
class Scheme:
    """What one value of P1 does with a data field of *shortest* to *longest* bytes."""

    shortest: int
    longest: int
    sign: Callable[[RSAPrivateKey, bytes], bytes]

    def check(self, data: bytes) -> None:
        """Refuse a data field of the wrong length: 6700 when empty, else 6985 [D]."""
        if not data:
            raise CardError(SW.WRONG_LENGTH, "nothing to sign")
        if not self.shortest <= len(data) <= self.longest:
            raise CardError(
                SW.CONDITIONS_NOT_SATISFIED,
                f"this scheme takes {self.shortest} to {self.longest} bytes, "
                f"not {len(data)}",
            )


def _verbatim(key: RSAPrivateKey, data: bytes) -> bytes:
    return key.sign(data, _PKCS1, _BARE)


def _digest(key: RSAPrivateKey, digest: bytes) -> bytes:
    return key.sign(digest, _PKCS1, _PREHASHED)


def _digest_pss(key: RSAPrivateKey, digest: bytes) -> bytes:
    return key.sign(digest, _PSS, _PREHASHED)


def _hashed(
    sign: Callable[[RSAPrivateKey, bytes], bytes],
) -> Callable[[RSAPrivateKey, bytes], bytes]:
    """Let the card hash the message first."""
    return lambda key, message: sign(key, hashlib.sha256(message).digest())


_SCHEMES: dict[int, Scheme] = {
    0x00: Scheme(1, 245, _verbatim),
    0x01: Scheme(1, 255, _hashed(_verbatim)),
    0x02: Scheme(32, 32, _digest),
    0x03: Scheme(1, 255, _hashed(_digest)),
    0x04: Scheme(32, 32, _digest_pss),
    0x05: Scheme(1, 255, _hashed(_digest_pss)),
}
"""P1 of COMPUTE DIGITAL SIGNATURE, found by sweeping all values [M]."""


def scheme(p1: int) -> Scheme:
    """Give the scheme P1 names; raises `CardError` 6A86 for any other."""
    found = _SCHEMES.get(p1)
    if found is None:
        raise CardError(SW.WRONG_P1_P2, f"P1 {p1:02X} names no signature scheme")
    return found
