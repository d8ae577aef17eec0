"""The client of 共通カードAP reads the card's number before any PIN."""

from __future__ import annotations

import pytest

from card_profiles.model import Persona
from harness.card.common import CardNumber, CommonClient
from harness.card.objects import ObjectError

from .conftest import DirectConnection


def test_the_number_of_the_card(connection: DirectConnection, patient: Persona) -> None:
    client = CommonClient(connection)
    client.select()

    number = client.card_number()

    assert number.serial == patient.card.serial
    assert number.municipality_code == patient.person.municipality_code
    assert number.expires_on == f"{patient.card.expires_on:%Y%m%d}"
    assert connection.sent[-1].hex() == "00b2010c00"


def test_the_manufacturing_number_is_the_serial_number_without_its_first_two() -> None:
    number = CardNumber(
        serial="400000012719843", municipality_code="13221", expires_on="20350217"
    )

    assert number.manufacturing_number == "0000012719843"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(b"\x01\x1c", b"\x02\x1c", id="tag"),
        pytest.param(b"\x01\x1c", b"\x01\x1d", id="length"),
        pytest.param(b"\x01\x1c", b"\x01\x1c0", id="29 digits"),
        pytest.param(b"\x01\x1c9", b"\x01\x1cX", id="a letter"),
        pytest.param(b"\x01\x1c9", b"\x01\x1c\xb9", id="no character"),
    ],
)
def test_a_record_of_another_shape_is_refused(
    connection: DirectConnection, old: bytes, new: bytes
) -> None:
    client = CommonClient(connection)
    client.select()
    connection.changes[old] = new

    with pytest.raises(ObjectError, match="01 1C"):
        client.card_number()
