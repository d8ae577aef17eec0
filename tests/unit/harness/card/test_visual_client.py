"""The client of 券面事項確認AP reads the face and believes only what verifies."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from card_profiles.card_numbers import birthdate_key, number_b
from card_profiles.model import Persona
from card_profiles.pki import PKI
from harness.card.errors import DataNotGenuine, StatusWordError
from harness.card.objects import ObjectError
from harness.card.visual import VisualClient

from .conftest import DirectConnection

PNG, JP2 = b"\x89PNG\r\n\x1a\n", b"\0\0\0\x0cjP  \r\n\x87\n"


@pytest.fixture
def client(connection: DirectConnection) -> VisualClient:
    client = VisualClient(connection)
    client.select()
    return client


def test_number_b_opens_the_face(client: VisualClient, patient: Persona) -> None:
    client.verify_number_b(number_b(patient.person, patient.card))

    face = client.face()

    assert face.birthdate == f"{patient.person.birthdate:%Y%m%d}"
    assert face.sex == "2"
    assert face.expires_on == f"{patient.card.expires_on:%Y%m%d}"
    assert face.photo.startswith(JP2)
    assert {face.name[:8], face.address[:8], face.security_code[:8]} == {PNG}
    with pytest.raises(StatusWordError, match="6982"):
        client.my_number()


def test_number_a_opens_the_picture_of_the_number_too(
    client: VisualClient, patient: Persona
) -> None:
    client.verify_number_a(patient.person.individual_number)

    assert client.my_number().startswith(PNG)
    assert client.face().sex == "2"


def test_the_birthdate_opens_the_birthdate_alone(
    client: VisualClient, patient: Persona
) -> None:
    client.verify_birthdate(birthdate_key(patient.person))

    assert client.birthdate() == f"{patient.person.birthdate:%Y%m%d}"
    with pytest.raises(StatusWordError, match="6982"):
        client.face()


def test_the_certificate_is_the_issuers(client: VisualClient, pki: PKI) -> None:
    client.certificate().verify(pki.card_data.visual.issuer_public_key)


@pytest.mark.parametrize(
    ("old", "new", "ask", "said"),
    [
        pytest.param("DF230132", "DF230131", VisualClient.face, "face", id="sex"),
        pytest.param(
            "DF22083139", "DF22083230", VisualClient.face, "face", id="birthdate"
        ),
        pytest.param("66747970", "66747971", VisualClient.face, "face", id="photo"),
        pytest.param(
            "DF11083139",
            "DF11083230",
            VisualClient.birthdate,
            "0001",
            id="birthdate alone",
        ),
        pytest.param(
            "49484452", "49484453", VisualClient.my_number, "0005", id="number"
        ),
    ],
)
def test_a_changed_face_is_noticed(
    client: VisualClient,
    connection: DirectConnection,
    patient: Persona,
    old: str,
    new: str,
    ask: Callable[[VisualClient], object],
    said: str,
) -> None:
    client.verify_number_a(patient.person.individual_number)
    client.verify_birthdate(birthdate_key(patient.person))
    connection.changes[bytes.fromhex(old)] = bytes.fromhex(new)

    with pytest.raises(DataNotGenuine, match=said):
        ask(client)


def test_offsets_that_are_wrong_are_noticed(
    client: VisualClient, connection: DirectConnection, patient: Persona
) -> None:
    client.verify_number_a(patient.person.individual_number)
    connection.changes[b"\xdf\x21\x12\x00"] = b"\xdf\x21\x12\x01"

    with pytest.raises(ObjectError, match="DF22"):
        client.face()
