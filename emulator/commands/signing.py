"""COMPUTE DIGITAL SIGNATURE: the six schemes of the card, all RSA-2048."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo, Prehashed

from ..behaviour import CardBehaviour
from ..iso7816 import SW, CardError

_SHA256 = hashes.SHA256()
_PREHASHED = Prehashed(_SHA256)
_PKCS1 = PKCS1v15()
_MGF1 = MGF1(_SHA256)
_BARE = NoDigestInfo()


@dataclass(frozen=True, slots=True)
class Scheme:
    """What one value of P1 does with a data field of *shortest* to *longest* bytes."""

    shortest: int
    longest: int
    _sign: Callable[[RSAPrivateKey, bytes, CardBehaviour], bytes]

    def sign(
        self, key: RSAPrivateKey, data: bytes, *, behaviour: CardBehaviour
    ) -> bytes:
        """Sign *data* by this scheme."""
        return self._sign(key, data, behaviour)

    def check(self, data: bytes, *, behaviour: CardBehaviour) -> None:
        """Refuse a data field of the wrong length: 6700 when empty, else 6985 [D]."""
        if not data:
            raise CardError(behaviour.sw_sign_nothing, "nothing to sign")
        if not self.shortest <= len(data) <= self.longest:
            raise CardError(
                behaviour.sw_sign_wrong_length,
                f"this scheme takes {self.shortest} to {self.longest} bytes, "
                f"not {len(data)}",
            )


def _verbatim(key: RSAPrivateKey, data: bytes, _: CardBehaviour) -> bytes:
    return key.sign(data, _PKCS1, _BARE)


def _digest(key: RSAPrivateKey, digest: bytes, _: CardBehaviour) -> bytes:
    return key.sign(digest, _PKCS1, _PREHASHED)


def _digest_pss(key: RSAPrivateKey, digest: bytes, behaviour: CardBehaviour) -> bytes:
    return key.sign(digest, PSS(_MGF1, behaviour.pss_salt_length), _PREHASHED)


def _hashed(
    sign: Callable[[RSAPrivateKey, bytes, CardBehaviour], bytes],
) -> Callable[[RSAPrivateKey, bytes, CardBehaviour], bytes]:
    """Let the card hash the message first."""
    return lambda key, message, behaviour: sign(
        key, hashlib.sha256(message).digest(), behaviour
    )


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


def authentication(key: RSAPrivateKey, challenge: bytes) -> bytes:
    """Sign a challenge of INTERNAL AUTHENTICATE: SHA-256, PKCS #1 v1.5 [M]."""
    return key.sign(challenge, _PKCS1, _SHA256)
