"""共通カードAP as a client uses it: the number of the card, free to read."""

from __future__ import annotations

from dataclasses import dataclass

from ..ports import CardConnection
from .objects import ObjectError
from .session import CardSession

COMMON_AID = bytes.fromhex("D3921000310001010100")

CARD_NUMBER = 0x01  # Short id of the file whose first record is the number.
_HEADER = bytes((0x01, 28))  # Tag and length of the record, one byte each.
_SERIAL, _MUNICIPALITY = 15, 5  # Digits.


@dataclass(frozen=True, slots=True, kw_only=True)
class CardNumber:
    """The number of a card: its own, who issued it, until when (YYYYMMDD).

    *municipality_code* is the 全国地方公共団体コード.
    """

    serial: str
    municipality_code: str
    expires_on: str

    @property
    def manufacturing_number(self) -> str:
        """製造番号, 13 digits: the serial number without its first two [C]."""
        return self.serial[2:]


class CommonClient:
    """What a program learns of a card before any PIN.

    Any method may raise `TransportError` or `harness.card.errors.CardRefusal`.
    """

    def __init__(self, connection: CardConnection) -> None:
        self._session = CardSession(connection)

    def select(self) -> None:
        """Select the application; `ApplicationMissing` if it is another card."""
        self._session.select_application(COMMON_AID)

    def card_number(self) -> CardNumber:
        """Read the number; `ObjectError` when the record has another shape."""
        record = self._session.read_record(1, short_id=CARD_NUMBER)
        digits = record[len(_HEADER) :].decode("ascii", "replace")
        if (
            not record.startswith(_HEADER)
            or len(digits) != 28
            or not digits.isdecimal()
        ):
            raise ObjectError(
                f"expected a record of 01 1C and 28 digits, got {len(record)} bytes"
            )
        issuer = _SERIAL + _MUNICIPALITY
        return CardNumber(
            serial=digits[:_SERIAL],
            municipality_code=digits[_SERIAL:issuer],
            expires_on=digits[issuer:],
        )
