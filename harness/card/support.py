"""券面事項入力補助AP as a client uses it: 個人番号 and 四情報, read and checked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from ..ports import CardConnection
from .errors import DataNotGenuine
from .objects import check_offsets, object_size, parts
from .session import CardSession
from .vouching import (
    CardCertificate,
    parse_certificate,
    parse_public_key,
    verify_digests,
    verify_signature,
)

SUPPORT_AID = bytes.fromhex("D3921000310001010408")

NUMBER = 0x0001
ATTRIBUTES = 0x0002
DIGESTS = 0x0003
CERTIFICATE = 0x0004
SIGNED_PUBLIC_KEY = 0x0007
PIN = 0x0011  # 入力補助用暗証番号, 4 digits.
NUMBER_A = 0x0014  # 照合番号A, 12 digits: the 個人番号.
NUMBER_B = 0x0015  # 照合番号B, 14 digits.
PIN_TRIES = 3

OWN_KEY = 0x00  # P2: the key of the application, which needs no PIN.
SHA256_DIGEST_INFO = bytes.fromhex("3031300D060960864801650304020105000420")
"""DER of DigestInfo (RFC 8017) up to the hash of SHA-256."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FourAttributes:
    """四情報. *birthdate* is YYYYMMDD; *sex* a digit of ISO 5218."""

    name: str
    address: str
    birthdate: str
    sex: str


class SupportClient:
    """What a program does with the texts of a My Number Card.

    What it gives has been checked against the certificate on the card; what does not
    verify raises `DataNotGenuine`, what has another shape `ObjectError`. Whether that
    certificate is itself genuine only its issuer's key tells (`certificate`). Any
    method may raise `TransportError` or `harness.card.errors.CardRefusal`.
    """

    def __init__(self, connection: CardConnection) -> None:
        self._session = CardSession(connection)

    def select(self) -> None:
        """Select the application; `ApplicationMissing` if it is another card."""
        self._session.select_application(SUPPORT_AID)

    def pin_tries_left(self) -> int:
        """Tries left on the PIN; spends none."""
        self._session.select_file(PIN)
        return self._session.tries_left(full=PIN_TRIES)

    def verify_pin(self, pin: str) -> None:
        """Present the PIN, which opens number and attributes."""
        self._verify(PIN, pin)

    def verify_number_a(self, digits: str) -> None:
        """Present 照合番号A, which opens the number."""
        self._verify(NUMBER_A, digits)

    def verify_number_b(self, digits: str) -> None:
        """Present 照合番号B, which opens the attributes."""
        self._verify(NUMBER_B, digits)

    def certificate(self) -> CardCertificate:
        """The certificate of the key that signed the data; free to read."""
        return parse_certificate(self._session.read_object(CERTIFICATE, 0x7F21))

    def individual_number(self) -> str:
        """個人番号, 12 digits; after the PIN or 照合番号A."""
        file = self._session.read_whole(NUMBER)
        number_digest, _ = self._signed_digests()
        if hashlib.sha256(file).digest() != number_digest:  # Filler included.
            raise DataNotGenuine("個人番号")
        size = object_size(file, expected=0xFF10, file_id=NUMBER)
        (number,) = parts(file[:size], (0xFF10,))
        return number.value.decode("ascii")

    def attributes(self) -> FourAttributes:
        """四情報; after the PIN or 照合番号B."""
        encoded = self._session.read_object(ATTRIBUTES, 0xFF20)
        _, attributes_digest = self._signed_digests()
        (outer,) = parts(encoded, (0xFF20,))
        table, *found = parts(outer.value, (0xDF21, 0xDF22, 0xDF23, 0xDF24, 0xDF25))
        signed = b"".join(item.encoded for item in found)
        if hashlib.sha256(signed).digest() != attributes_digest:
            raise DataNotGenuine("四情報")
        check_offsets(table.value, found, end=len(encoded))
        name, address, birthdate, sex = (item.value for item in found)
        return FourAttributes(
            name=name.decode(),
            address=address.decode(),
            birthdate=birthdate.decode("ascii"),
            sex=sex.decode("ascii"),
        )

    def prove(self, challenge: bytes) -> None:
        """Let the card sign *challenge*, as no copy of its files could.

        After the PIN or either 照合番号. Raises `DataNotGenuine`.
        """
        (outer,) = parts(
            self._session.read_object(SIGNED_PUBLIC_KEY, 0xFF50), (0xFF50,)
        )
        block, signature = parts(outer.value, (0xDF51, 0xDF52))
        verify_signature(
            self.certificate().public_key,
            block.encoded,
            signature.value,
            what="key of the card",
        )
        digest = hashlib.sha256(challenge).digest()
        answer = self._session.sign(SHA256_DIGEST_INFO + digest, key=OWN_KEY)
        key = parse_public_key(block.value)
        verify_digests(key, digest, answer, what="answer to a challenge")

    def _verify(self, file_id: int, value: str) -> None:
        """Present a value. Raises `PINRejected` or `PINBlocked`."""
        self._session.select_file(file_id)
        self._session.verify(value)

    def _signed_digests(self) -> tuple[bytes, bytes]:
        """Give the digests of number and attributes that the issuer signed."""
        (outer,) = parts(self._session.read_object(DIGESTS, 0xFF30), (0xFF30,))
        number, attributes, signature = parts(outer.value, (0xDF31, 0xDF32, 0xDF33))
        verify_signature(
            self.certificate().public_key,
            number.encoded + attributes.encoded,
            signature.value,
            what="pair of digests",
        )
        return number.value, attributes.value
