"""券面事項確認AP as a client uses it: the face of the card as pictures, checked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from ..ports import CardConnection
from .objects import DataObject, check_offsets, parts
from .session import CardSession
from .vouching import (
    CardCertificate,
    parse_certificate,
    verify_digests,
    verify_signature,
)

VISUAL_AID = bytes.fromhex("D3921000310001010402")

AGE = 0x0001
FACE = 0x0002
CERTIFICATE = 0x0004
MY_NUMBER = 0x0005
BIRTHDATE = 0x0011  # 生年月日, 6 digits: year of the era, month, day.
NUMBER_B = 0x0012
NUMBER_A = 0x0013

_FACE_TAGS = (0xDF21, *range(0xDF22, 0xDF2B))


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFace:
    """What is printed on the front. *name* and *address* are PNG, *photo* is JP2.

    The last two fields are not under the issuer's signature.
    """

    birthdate: str
    sex: str
    name: bytes
    address: bytes
    photo: bytes
    expires_on: str
    security_code: bytes


class VisualClient:
    """What a terminal does that compares a My Number Card with its holder.

    What it gives has been checked against the certificate on the card; what does not
    verify raises `DataNotGenuine`, what has another shape `ObjectError`. Dates are
    YYYYMMDD. Any method may raise `TransportError` or
    `harness.card.errors.CardRefusal`.
    """

    def __init__(self, connection: CardConnection) -> None:
        self._session = CardSession(connection)

    def select(self) -> None:
        """Select the application; `ApplicationMissing` if it is another card."""
        self._session.select_application(VISUAL_AID)

    def verify_birthdate(self, digits: str) -> None:
        """Present the 生年月日, which opens the birthdate alone."""
        self._verify(BIRTHDATE, digits)

    def verify_number_a(self, digits: str) -> None:
        """Present 照合番号A, which opens the face and the picture of the number."""
        self._verify(NUMBER_A, digits)

    def verify_number_b(self, digits: str) -> None:
        """Present 照合番号B, which opens the face."""
        self._verify(NUMBER_B, digits)

    def certificate(self) -> CardCertificate:
        """The certificate of the key that signed the data; free to read."""
        return parse_certificate(self._session.read_object(CERTIFICATE, 0x7F21))

    def birthdate(self) -> str:
        """The birthdate; after the 生年月日."""
        birthdate, _ = self._signed(AGE, 0xFF10, (0xDF11, 0xDF12, 0xDF13))
        return birthdate.value.decode("ascii")

    def my_number(self) -> bytes:
        """The 個人番号 as a picture, PNG; after 照合番号A."""
        picture, _ = self._signed(MY_NUMBER, 0xFF40, (0xDF41, 0xDF42, 0xDF43))
        return picture.value

    def face(self) -> CardFace:
        """The face; after 照合番号A or B."""
        encoded = self._session.read_object(FACE, 0xFF20)
        (outer,) = parts(encoded, (0xFF20,))
        table, *found = parts(outer.value, _FACE_TAGS)
        check_offsets(table.value, found, end=len(encoded))
        facts, lettering, photo = found[0:3], found[3:5], found[5:6]
        digests = b"".join(_digest(group) for group in (facts, lettering, photo))
        signature, expires_on, security_code = found[6:]
        verify_digests(
            self.certificate().public_key, digests, signature.value, what="face"
        )
        birthdate, sex, _ = facts
        name, address = lettering
        return CardFace(
            birthdate=birthdate.value.decode("ascii"),
            sex=sex.value.decode("ascii"),
            name=name.value,
            address=address.value,
            photo=photo[0].value,
            expires_on=expires_on.value.decode("ascii"),
            security_code=security_code.value,
        )

    def _verify(self, file_id: int, value: str) -> None:
        """Present a value. Raises `PINRejected` or `PINBlocked`."""
        self._session.select_file(file_id)
        self._session.verify(value)

    def _signed(
        self, file_id: int, tag: int, tags: tuple[int, int, int]
    ) -> tuple[DataObject, DataObject]:
        """Read a file of two objects and the signature over them."""
        (outer,) = parts(self._session.read_object(file_id, tag), (tag,))
        first, second, signature = parts(outer.value, tags)
        verify_signature(
            self.certificate().public_key,
            first.encoded + second.encoded,
            signature.value,
            what=f"file {file_id:04X}",
        )
        return first, second


def _digest(group: list[DataObject]) -> bytes:
    return hashlib.sha256(b"".join(item.encoded for item in group)).digest()
