"""Who certifies what is written to a card, as far as making the card needs them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    from card_profiles.model import CertificatePlan, Person


class Authority(Protocol):
    """One certificate authority of JPKI."""

    @property
    def certificate(self) -> x509.Certificate:
        """The CA's own certificate."""
        ...

    @property
    def certificate_der(self) -> bytes:
        """The same as DER, without taking it apart."""
        ...

    def issue(
        self, public_key: RSAPublicKey, *, person: Person, plan: CertificatePlan
    ) -> x509.Certificate:
        """Certify *public_key* for *person*, with the serial and life of *plan*."""
        ...

    def revoke(self, serial_number: int, *, at: datetime) -> None:
        """Take a certificate back; the card never learns of it."""
        ...

    def record_renewal(self, serial_number: int, *, earlier: int) -> None:
        """Note that *serial_number* goes to the holder of *earlier*."""
        ...


class DataSigner(Protocol):
    """The key that signs the data files of one 券面 application."""

    @property
    def certificate(self) -> bytes:
        """Its card-verifiable certificate: 568 bytes, beginning with 7F21 [M]."""
        ...

    @property
    def key_id(self) -> bytes:
        """The 16-byte id of the key (the subject of its certificate)."""
        ...

    @property
    def public_key(self) -> RSAPublicKey:
        """The public half."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Sign by sha256WithRSA, PKCS #1 v1.5: 256 bytes."""
        ...

    def sign_digests(self, octets: bytes) -> bytes:
        """Sign a DigestInfo of SHA-256 whose OCTET STRING is *octets*, of any size."""
        ...


class CardData(Protocol):
    """The issuer of what is written on the chip beside the certificates of JPKI."""

    @property
    def visual(self) -> DataSigner:
        """Signs the files of 券面事項確認AP."""
        ...

    @property
    def support(self) -> DataSigner:
        """Signs the files of 券面事項入力補助AP."""
        ...

    @property
    def root_key_id(self) -> bytes:
        """The issuer's key reference (GET DATA 0042), 16 bytes."""
        ...

    @property
    def intermediate_key_id(self) -> bytes:
        """The key that signs the lower certificate (GET DATA 00F7), 16 bytes."""
        ...

    @property
    def upper_cvc(self) -> bytes:
        """Root certifies intermediate (GET DATA 00F8), without its 7F21."""
        ...

    @property
    def lower_cvc(self) -> bytes:
        """Intermediate certifies the card's level (GET DATA 7F21), without it too."""
        ...

    @property
    def terminal_ca(self) -> bytes:
        """RSA key block that checks terminals' certificates (JPKI 0016)."""
        ...

    def issue_terminal_certificate(
        self, public_key: RSAPublicKey, *, subject: bytes
    ) -> tuple[bytes, bytes]:
        """Certify a terminal: the body (307 bytes) and the signature (261 bytes)."""
        ...


class Authorities(Protocol):
    """All who sign something on a card."""

    @property
    def auth(self) -> Authority:
        """The CA of 利用者証明用電子証明書."""
        ...

    @property
    def sign(self) -> Authority:
        """The CA of 署名用電子証明書."""
        ...

    @property
    def card_data(self) -> CardData:
        """The issuer of the card-verifiable certificates and signed data files."""
        ...
