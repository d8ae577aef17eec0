"""Who vouches for what stands on a card: the keys and CVCs of its data, made lazily.

Three chains, each from a CA of its own: the card's (GET DATA 00F8, 7F21), that of
券面事項確認AP, that of 券面事項入力補助AP. And the CA of terminals (特定機関認証).
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo

from . import cvc
from .kinds import KEY_BITS
from .register import PKIError, Register, StoredKey

KEY_THREADS: Final = 2
"""Generating RSA keys leaves Python alone, so threads share the processors."""

ROOT: Final = "root"
INTERMEDIATE: Final = "intermediate"
LOWER: Final = "lower"
VISUAL_CA: Final = "visual-ca"
VISUAL: Final = "visual"
SUPPORT_CA: Final = "support-ca"
SUPPORT: Final = "support"
TERMINAL_CA: Final = "terminal-ca"

KEY_IDS: Final[Mapping[str, bytes]] = {
    ROOT: cvc.key_id("6000020"),
    INTERMEDIATE: cvc.key_id("6000021"),
    LOWER: cvc.key_id("6000022"),
    VISUAL_CA: cvc.key_id("6000023"),
    VISUAL: cvc.key_id("9900021", 0),
    SUPPORT_CA: cvc.key_id("6000033"),
    SUPPORT: cvc.key_id("9900031", 0),
    TERMINAL_CA: cvc.key_id("6000016"),
}
"""6000020, …23 and …33 are those of test cards [M]. The signers are keys of a
municipality, other ones than the 6000024 and …34 that the applications name beside
them: on a card of 13221 the one of 券面事項確認AP was 1322121, group 000 [M]. Ours are
those of a town 99000; its 31, and the ids of the intermediate, the lower CVC and the
terminal CA, are our choice [D]."""

_ISSUERS: Final[Mapping[str, str]] = {
    INTERMEDIATE: ROOT,
    LOWER: INTERMEDIATE,
    VISUAL: VISUAL_CA,
    SUPPORT: SUPPORT_CA,
}
_SHA256_OID: Final = bytes.fromhex("0609608648016503040201")


@dataclass(frozen=True, slots=True)
class DataSigner:
    """The key that signs one application's data, and its certificate."""

    certificate: bytes  # The CVC, 568 bytes, with 7F21.
    key_id: bytes  # 16 bytes; the subject of the certificate.
    issuer_key_id: bytes
    public_key: rsa.RSAPublicKey
    issuer_public_key: rsa.RSAPublicKey  # Verifies the certificate.
    _key: rsa.RSAPrivateKey = field(repr=False)

    def sign(self, message: bytes) -> bytes:
        """Return sha256WithRSA (PKCS #1 v1.5) over *message*, 256 bytes."""
        return self._key.sign(message, padding.PKCS1v15(), hashes.SHA256())

    def sign_digests(self, octets: bytes) -> bytes:
        """Return PKCS #1 v1.5 over a DigestInfo of SHA-256 that holds *octets*.

        The face of a card is signed so, with three digests, 96 bytes, where one
        has its place [M]. Its DigestInfo begins `30 71 … 04 60`.
        """
        return self._key.sign(digest_info(octets), padding.PKCS1v15(), NoDigestInfo())


class CardDataIssuer:
    """What signs and certifies the data on cards. Get it from `PKI.card_data`.

    The keys are made when the first of them is asked for, and kept beside the CAs;
    several threads and processes may ask at once, and all get the same.
    """

    def __init__(self, register: Register) -> None:
        self._register = register
        self._lock = threading.Lock()
        self._stored: Mapping[str, StoredKey] | None = None
        self._signers: dict[str, DataSigner] = {}

    @property
    def visual(self) -> DataSigner:
        """Signs the data of 券面事項確認AP."""
        return self._signer(VISUAL)

    @property
    def support(self) -> DataSigner:
        """Signs the data of 券面事項入力補助AP."""
        return self._signer(SUPPORT)

    @property
    def root_key_id(self) -> bytes:
        """The issuer's key reference, GET DATA 0042."""
        return KEY_IDS[ROOT]

    @property
    def intermediate_key_id(self) -> bytes:
        """The id of the key that signs the lower CVC, GET DATA 00F7."""
        return KEY_IDS[INTERMEDIATE]

    @property
    def upper_cvc(self) -> bytes:
        """The CVC of the intermediate by the root, GET DATA 00F8, without 7F21."""
        return cvc.parse(self._kept(INTERMEDIATE).certificate).bare

    @property
    def lower_cvc(self) -> bytes:
        """The CVC under the intermediate, GET DATA 7F21, without 7F21."""
        return cvc.parse(self._kept(LOWER).certificate).bare

    @property
    def root_public_key(self) -> rsa.RSAPublicKey:
        """The key that verifies the upper CVC."""
        return cvc.read_key_block(self._kept(ROOT).public)

    @property
    def terminal_ca(self) -> bytes:
        """The key block (265 bytes) of the terminals' CA: EF 0016 of JPKI."""
        return self._kept(TERMINAL_CA).public

    def issue_terminal_certificate(
        self, public_key: rsa.RSAPublicKey, *, subject: bytes
    ) -> tuple[bytes, bytes]:
        """Certify a terminal's key under the 16-byte id *subject*.

        Returns the two objects SET PUBLIC IC KEY takes: body and signature.
        """
        issued = cvc.build(
            public_key,
            subject=subject,
            issuer=KEY_IDS[TERMINAL_CA],
            issuer_key=_private(self._kept(TERMINAL_CA), TERMINAL_CA),
        )
        return issued.terminal_body, issued.terminal_signature

    def _signer(self, name: str) -> DataSigner:
        kept = self._kept(name)
        signer = self._signers.get(name)
        if signer is None:  # Two threads may both get here; what they make is equal.
            certificate = cvc.parse(kept.certificate)
            signer = DataSigner(
                certificate=kept.certificate,
                key_id=certificate.subject_key_id,
                issuer_key_id=certificate.issuer_key_id,
                public_key=certificate.public_key,
                issuer_public_key=cvc.read_key_block(self._kept(_ISSUERS[name]).public),
                _key=_private(kept, name),
            )
            self._signers[name] = signer
        return signer

    def _kept(self, name: str) -> StoredKey:
        with self._lock:
            if self._stored is None:
                self._stored = self._register.card_keys() or self._register.keep(
                    _generate()
                )
        return self._stored[name]


def digest_info(octets: bytes) -> bytes:
    """Return a DER DigestInfo of SHA-256 around *octets*, at most 108 bytes."""
    algorithm = _der(0x30, _SHA256_OID + b"\x05\x00")
    return _der(0x30, algorithm + _der(0x04, octets))


def _generate() -> dict[str, StoredKey]:
    """Make all keys and the certificates among them."""
    from concurrent.futures import ThreadPoolExecutor  # Once a directory, not a start.

    with ThreadPoolExecutor(KEY_THREADS) as threads:
        generated = threads.map(lambda _: _new_key(), KEY_IDS)
        keys = dict(zip(KEY_IDS, generated, strict=True))
    return {name: _stored(name, keys) for name in keys}


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)


def _stored(name: str, keys: Mapping[str, rsa.RSAPrivateKey]) -> StoredKey:
    key = keys[name]
    issuer = _ISSUERS.get(name)
    certificate = b""  # A CA's key is known beforehand and has none.
    if issuer is not None:
        certificate = cvc.build(
            key.public_key(),
            subject=KEY_IDS[name],
            issuer=KEY_IDS[issuer],
            issuer_key=keys[issuer],
        ).encoded
    return StoredKey(
        key=key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        public=cvc.key_block(key.public_key()),
        certificate=certificate,
    )


def _private(stored: StoredKey, name: str) -> rsa.RSAPrivateKey:
    key = serialization.load_der_private_key(
        stored.key,
        password=None,
        unsafe_skip_rsa_key_validation=True,  # It is our own key; checking is slow.
    )
    if not isinstance(key, rsa.RSAPrivateKey):
        raise PKIError(f"expected an RSA key for the card's data ({name})")
    return key


def _der(tag: int, value: bytes) -> bytes:
    if len(value) > 127:
        raise ValueError(f"expected a value of up to 127 bytes, got {len(value)}")
    return bytes([tag, len(value)]) + value
